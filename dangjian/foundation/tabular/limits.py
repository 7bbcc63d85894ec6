"""How large a table file may be. Every limit exists because a small file can otherwise exhaust the server."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file; sizes in bytes, times in seconds."""

    rows: int = 100_000
    """Data rows; heading and title rows are not counted (`head_rows` more are read)."""
    columns: int = 200
    head_rows: int = 200
    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 300 * MEGABYTE
    zip_members: int = 2_000
    zip_ratio: int = 100
    cell_characters: int = 32_767
    reader_memory: int = 2_048 * MEGABYTE
    """Address space of the reading process, which is larger than what it really uses."""
    reader_seconds: int = 120

    @property
    def sheet_rows(self) -> int:
        """Rows of the sheet that are read at all."""
        return self.rows + self.head_rows


DEFAULT_LIMITS = Limits()
