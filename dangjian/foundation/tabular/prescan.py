"""A first look at the XML of a workbook: what the parser does not tell, and what would make it ask for too much memory.

The parser gives formula errors (#N/A) and formulas without a stored result as blanks or zeros. Both would silently
lose or falsify data, so they are found here and put back as text that the normalisers refuse.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from dangjian.foundation.tabular.problems import column_letter

UNCALCULATED = "#未计算"
"""Stands where a formula has no stored result."""

_BLOCK = 8 << 20
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? t="e"[^>]*>.*?<v>([^<]{0,20})</v>', re.DOTALL)
_NO_RESULT = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_FAR_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{4,7})"[^>/]*>(?!</c>)')


@dataclass
class SheetScan:
    """What was found in one sheet: error texts by row and column index (from 0), and whether it exceeds the limits."""

    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    beyond: str = ""

    def add(self, letters: bytes, row: bytes, text: str) -> None:
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        self.errors.setdefault(int(row) - 1, {})[column - 1] = text


def scan_sheets(path: str, rows: int, columns: int, only: int | None = None) -> dict[str, SheetScan]:
    """Scan the sheets of an .xlsx package (all, or the one with index `only`), by name."""
    with zipfile.ZipFile(path) as package:
        parts = list(_sheet_parts(package))
        chosen = parts if only is None else parts[only : only + 1]
        return {name: _scan(package, part, rows, columns) for name, part in chosen if part}


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of sheets with the package part that holds them ("" when it is missing)."""
    names = {name.lower(): name for name in package.namelist()}
    targets: dict[str, str] = {}
    relations = names.get("xl/_rels/workbook.xml.rels")
    if relations:
        for relation in _xml(package, relations):
            target = relation.get("Target", "").replace("\\", "/")
            full = target.lstrip("/") if target.startswith("/") else "xl/" + target
            targets[relation.get("Id", "")] = names.get(full.lower(), "")
    for element in _xml(package, names["xl/workbook.xml"]).iter():
        if element.tag.endswith("}sheet") or element.tag == "sheet":
            yield element.get("name", ""), targets.get(element.get(_REL, ""), "")


def _xml(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(package.read(part))  # noqa: S314 - in the reading process, bounded in memory and time


def _scan(package: zipfile.ZipFile, part: str, rows: int, columns: int) -> SheetScan:
    found = SheetScan()
    far_column = _far_column(columns)
    with package.open(part) as stream:
        rest = b""
        while True:
            block = stream.read(_BLOCK)
            text = rest + block
            cut = text.rfind(b"<c ") if block else len(text)
            text, rest = (text, b"") if cut <= 0 else (text[:cut], text[cut:])
            _scan_block(text, found, rows, far_column)
            if found.beyond or not block:
                return found


def _scan_block(text: bytes, found: SheetScan, rows: int, far_column: re.Pattern[bytes]) -> None:
    if far_column.search(text):
        found.beyond = "columns"
        return
    if any(int(match[1]) > rows for match in _FAR_ROW.finditer(text) if len(match[1]) >= len(str(rows))):
        found.beyond = "rows"
        return
    if b't="e"' in text:
        for match in _ERROR_CELL.finditer(text):
            found.add(match[1], match[2], match[3].decode("utf-8", "replace"))
    if b"<f" in text:
        for match in _NO_RESULT.finditer(text):
            found.add(match[1], match[2], UNCALCULATED)


def _far_column(columns: int) -> re.Pattern[bytes]:
    """Matches a filled cell right of the last column that is read; built for limits between 27 and 675 columns."""
    letters = column_letter(columns - 1)
    first, second = letters[0], letters[1]
    after_first = f"|[{chr(ord(first) + 1)}-Z][A-Z]" if first < "Z" else ""
    after_second = f"|{first}[{chr(ord(second) + 1)}-Z]" if second < "Z" else ""
    pattern = rf'<c r="(?:[A-Z]{{3}}{after_first}{after_second})\d+"[^>/]*>(?!</c>)'
    return re.compile(pattern.encode())
