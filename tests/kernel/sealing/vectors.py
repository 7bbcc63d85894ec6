"""Vectors that both verifiers run: an export, its checkpoints outside, and what somebody made of the export.

`vectors.json` is written by `VECTORS=write pytest tests/kernel/sealing/test_vectors.py` (keys are random, so all of it
changes then). A line of a case is a number where it is that line of the untouched export, or the line itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from dangjian.kernel.sealing.checkpoints import Signed, read_lines
from dangjian.kernel.sealing.trail import verify_export

FILE = Path(__file__).with_name("vectors.json")
Lines = list[bytes]


@dataclass(frozen=True)
class Case:
    """One way in which the file was tampered with, and what a verifier has to find: kind, row, block."""

    name: str
    lines: Lines
    found: list[list[Any]]


@dataclass(frozen=True)
class Vectors:
    """All of it."""

    base: Lines
    copies: Lines
    fingerprint: str
    cases: list[Case]


def first_row(lines: Lines) -> int:
    """Where the rows begin."""
    return next(at for at, line in enumerate(lines) if line.startswith(b'{"row":'))


def _edit(lines: Lines, at: int, change: Callable[[Any], None]) -> None:
    found = orjson.loads(lines[at])
    change(found)
    lines[at] = orjson.dumps(found)


def last_line_cut(lines: Lines) -> None:
    """The file ends one row too early."""
    del lines[-1]


def half_cut(lines: Lines) -> None:
    """Half of the rows are gone."""
    del lines[-30:]


def all_rows_cut(lines: Lines) -> None:
    """Only what was sealed is left, nothing of what it sealed."""
    del lines[first_row(lines) :]


def lines_swapped(lines: Lines) -> None:
    """Two rows stand in each other's place in the file."""
    at = first_row(lines) + 7
    lines[at], lines[at + 1] = lines[at + 1], lines[at]


def line_doubled(lines: Lines) -> None:
    """A row stands there twice."""
    at = first_row(lines) + 7
    lines.insert(at, lines[at])


def line_invented(lines: Lines) -> None:
    """A row that nobody wrote, with a number behind all others."""
    lines.append(lines[-1].replace(b'"r59"', b'"r60"').replace(b"[1,", b"[1,9", 1))


def name_changed(lines: Lines) -> None:
    """Another person has done it."""
    at = first_row(lines) + 25
    lines[at] = lines[at].replace("曾志强".encode(), "王建国".encode())


def blank_added(lines: Lines) -> None:
    """One byte that means nothing to whoever reads JSON."""
    at = first_row(lines) + 25
    lines[at] = lines[at].replace(b'"done"', b' "done"')


def block_line_cut(lines: Lines) -> None:
    """The second block is missing."""
    del lines[first_row(lines) - 2]


def block_lines_swapped(lines: Lines) -> None:
    """Two blocks stand in each other's place."""
    at = first_row(lines)
    lines[at - 2], lines[at - 1] = lines[at - 1], lines[at - 2]


def block_root_changed(lines: Lines) -> None:
    """A block says another root."""
    _edit(lines, first_row(lines) - 2, lambda item: item["block"].update(root=item["block"]["previous"]))


def block_time_changed(lines: Lines) -> None:
    """A block says another time."""
    _edit(lines, first_row(lines) - 2, lambda item: item["block"].update(at="2026-11-30T01:01:01.000000Z"))


def size_lowered(lines: Lines) -> None:
    """The head says one row less, and the last one is gone."""
    _edit(lines, 0, lambda item: item["head"].update(size=59))
    del lines[-1]


def checkpoint_moved(lines: Lines) -> None:
    """A checkpoint says another number of rows."""
    _edit(lines, 2, lambda item: item["checkpoint"].update(text=item["checkpoint"]["text"].replace("\n40\n", "\n39\n")))


def signature_borrowed(lines: Lines) -> None:
    """A checkpoint carries the signature of another one."""
    other = orjson.loads(lines[1])["checkpoint"]["signature"]
    _edit(lines, 2, lambda item: item["checkpoint"].update(signature=other))


def key_exchanged(lines: Lines) -> None:
    """A checkpoint names a key that does not exist."""
    _edit(lines, 2, lambda item: item["checkpoint"].update(key="0" * 32))


FILE_DEEDS: tuple[Callable[[Lines], None], ...] = (
    last_line_cut, half_cut, all_rows_cut, lines_swapped, line_doubled, line_invented, name_changed, blank_added,
    block_line_cut, block_lines_swapped, block_root_changed, block_time_changed, size_lowered, checkpoint_moved,
    signature_borrowed, key_exchanged,
)  # fmt: skip
"""What can be done to the file alone, without the data base."""


def found_in(lines: Iterable[bytes], copies: Iterable[Signed], fingerprint: str) -> list[list[Any]]:
    """What the first verifier finds."""
    report = verify_export(list(lines), copies=copies, fingerprint=fingerprint)
    return [[item.kind, item.row_id, item.block] for item in report.findings]


def write(vectors: Vectors) -> None:
    """Put the vectors into their file, one line a case."""
    places = {line: at for at, line in enumerate(vectors.base)}
    cases = [
        {"name": case.name, "found": case.found, "lines": [places.get(line, line.decode()) for line in case.lines]}
        for case in vectors.cases
    ]
    shown = {"fingerprint": vectors.fingerprint, "copies": _texts(vectors.copies), "base": _texts(vectors.base)}
    head = json.dumps(shown, ensure_ascii=False, indent=1).removesuffix("\n}")
    body = ",\n  ".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    FILE.write_text(f'{head},\n "cases": [\n  {body}\n ]\n}}\n', encoding="utf-8")


def _texts(lines: Lines) -> list[str]:
    return [line.decode() for line in lines]


def read() -> Vectors:
    """The vectors of the file."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    base = [line.encode() for line in found["base"]]
    cases = [
        Case(
            item["name"],
            [base[line] if isinstance(line, int) else line.encode() for line in item["lines"]],
            item["found"],
        )
        for item in found["cases"]
    ]
    return Vectors(base, [line.encode() for line in found["copies"]], found["fingerprint"], cases)


def signed(vectors: Vectors) -> list[Signed]:
    """The checkpoints from outside."""
    return list(read_lines(vectors.copies))
