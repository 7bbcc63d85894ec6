"""Files that must not be opened are refused in clear words, quickly, and without taking the server along."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from dangjian.foundation.tabular.limits import Limits
from dangjian.foundation.tabular.problems import TableRefused
from dangjian.foundation.tabular.workbook import open_book, read_rows


def _xlsx(rows: int = 2, columns: int = 3) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("表")
    for row in range(rows):
        for column in range(columns):
            sheet.write(row, column, f"{row}-{column}")
    book.close()
    return target.getvalue()


def _changed(content: bytes, part: str, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for member in old.infolist():
            if member.filename != part:
                package.writestr(member, old.read(member))
        package.writestr(part, new)
    return target.getvalue()


def _refusal(path: Path, content: bytes, name: str, limits: Limits | None = None) -> str:
    path.write_bytes(content)
    limits = limits or Limits()
    with pytest.raises(TableRefused) as caught:
        book = open_book(path, name, limits)
        list(read_rows(book, book.sheets[0], limits))
    assert caught.value.text.endswith("。")
    return caught.value.code


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "tabular.file.empty"),
        (b"%PDF-1.7", "a.csv", "tabular.file.not_a_table"),
        (b"abc", "a.pdf", "tabular.file.not_a_table"),
        (b"abc", "a.xlsm", "tabular.file.macros"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "tabular.file.web_page"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "tabular.file.encrypted"),
        (_OLE + "_VBA_PROJECT".encode("utf-16-le"), "a.xls", "tabular.file.macros"),
        (_OLE + "WordDocument".encode("utf-16-le"), "a.xls", "tabular.file.broken"),
        (_OLE + "Workbook".encode("utf-16-le"), "a.xls", "tabular.file.broken"),
        (b"PK\x03\x04 broken", "a.xlsx", "tabular.file.broken"),
        (_changed(_xlsx(), "xl/vbaProject.bin", b"x"), "a.xlsx", "tabular.file.macros"),
        (_xlsx(), "a.csv", "tabular.file.name_mismatch"),
        (b"\x80\xff\xff,", "a.csv", "tabular.text.unknown_charset"),
        (b"a,b\0c", "a.csv", "tabular.file.broken"),
        (b" \n \n", "a.csv", "tabular.file.no_rows"),
    ],
)
def test_file_is_refused(tmp_path: Path, content: bytes, name: str, code: str) -> None:
    assert _refusal(tmp_path / "f", content, name) == code


def test_word_document_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", "x")
    assert _refusal(tmp_path / "f", target.getvalue(), "a.xlsx") == "tabular.file.not_a_table"


def test_limits_on_size_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "f"
    assert _refusal(path, _xlsx(), "a.xlsx", Limits(file_bytes=100)) == "tabular.file.too_large"
    assert _refusal(path, _xlsx(50), "a.xlsx", Limits(rows=10, head_rows=5)) == "tabular.table.too_many_rows"
    assert _refusal(path, _xlsx(2, 40), "a.xlsx", Limits(columns=30)) == "tabular.table.too_many_columns"
    assert _refusal(path, b"a,b\n" * 50, "a.csv", Limits(rows=10, head_rows=5)) == "tabular.table.too_many_rows"
    assert _refusal(path, b"a," * 300 + b"b\n", "a.csv") == "tabular.table.too_many_columns"


def test_sec_file_03_zip_bomb_costs_next_to_nothing(tmp_path: Path) -> None:
    bomb = _changed(_xlsx(), "xl/media/a.bin", b"\0" * (200 << 20))
    assert len(bomb) < 300_000
    started = time.process_time()
    assert _refusal(tmp_path / "f", bomb, "a.xlsx") == "tabular.file.suspicious_ratio"
    assert time.process_time() - started < 2


def test_sheet_that_claims_the_last_cell_is_refused(tmp_path: Path) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="%b"><v>1</v></c></row></sheetData></worksheet>'
    )
    for cell, code in ((b"XFD1048576", "tabular.table.too_many_columns"), (b"B1048576", "tabular.table.too_many_rows")):
        content = _changed(_xlsx(), "xl/worksheets/sheet1.xml", sheet % cell)
        assert _refusal(tmp_path / "f", content, "a.xlsx") == code


def test_sheet_that_hides_its_size_kills_only_the_reading_process(tmp_path: Path) -> None:
    wide = b'<row><c t="n"><v>1</v></c>' + b"<c><v>1</v></c>" * 16_000 + b"</row>"
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + wide
        + b"<row/>" * 1_000_000
        + b"<row><c><v>1</v></c></row></sheetData></worksheet>"
    )
    content = _changed(_xlsx(), "xl/worksheets/sheet1.xml", sheet)
    assert _refusal(tmp_path / "f", content, "a.xlsx", Limits(zip_ratio=10_000)) in {
        "tabular.file.unreadable",
        "tabular.file.broken",
        "tabular.table.too_many_rows",
        "tabular.table.too_many_columns",
    }


def test_formatted_but_empty_cells_far_away_do_not_count(tmp_path: Path) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("表")
    sheet.write(0, 0, "姓名")
    sheet.write(1, 0, "张三")
    sheet.write_blank(900_000, 900, None, book.add_format({"bold": True}))
    book.close()
    path = tmp_path / "a.xlsx"
    path.write_bytes(target.getvalue())
    opened = open_book(path, "a.xlsx")
    assert list(read_rows(opened, opened.sheets[0])) == [["姓名"], ["张三"]]
