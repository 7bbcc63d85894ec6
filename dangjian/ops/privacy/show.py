"""How the register and what is kept are told."""

from __future__ import annotations

from typing import Any

from dangjian.kernel.privacy import FieldEntry, Part
from dangjian.ops.settings.words import command_title


def show_field(entry: FieldEntry) -> dict[str, Any]:
    """A line of the register as pages show it."""
    return {
        "field": entry.field,
        "title": entry.title,
        "data_class": entry.data_class.value,
        "class_title": entry.data_class.meaning,
        "purpose": entry.purpose,
        "masking": entry.masking,
        "is_sealed": entry.is_sealed,
        "unsealed_reason": entry.unsealed_reason,
    }


def rows_in_words(part: Part) -> list[list[str]]:
    """The rows of a part; what was done stands in the office's words."""
    names = [entry.field for entry in part.columns]
    if part.table != "kernel.AuditEntry":
        return [list(row) for row in part.rows]
    return [
        [(command_title(value) or value) if name == "intent" else value for name, value in zip(names, row, strict=True)]
        for row in part.rows
    ]
