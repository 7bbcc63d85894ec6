"""Written tables are inert, keep long numbers as text, and read back as they were."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian.foundation.tabular.inert import inert_csv, is_dangerous, without_apostrophe
from dangjian.foundation.tabular.problems import CellProblem
from dangjian.foundation.tabular.result import ResultSheet, write_result
from dangjian.foundation.tabular.workbook import open_book, read_rows
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, write_csv, write_workbook

_STARTS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\u200b=", "\ufeff+", "'=", ""]
_hostile = st.builds(
    str.__add__,
    st.sampled_from(_STARTS),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
)
_HARMLESS_START = re.compile(r"['\w（《“(\[{<!#$^&*;:,.?/\\~`\"—…·。，、；：？！]|[^=+\-@\t\r＝＋－＠]")


@given(st.lists(_hostile, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_sec_file_08_workbook_holds_no_formula(values: list[str]) -> None:
    target = io.BytesIO()
    write_workbook(target, [TableSheet("表", [SheetColumn("甲")], [[value] for value in values])])
    with zipfile.ZipFile(target) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "hyperlink" not in sheet.lower()


@given(_hostile)
@settings(max_examples=300, deadline=None)
def test_sec_file_08_text_table_cell_starts_harmlessly_and_reads_back(value: str) -> None:
    written = inert_csv(value)
    assert not is_dangerous(written) or written.startswith("'")
    if is_dangerous(value):
        assert written == "'" + value
        assert without_apostrophe(written) == value


def test_dangerous_text_carries_the_quote_mark_in_its_format() -> None:
    target = io.BytesIO()
    write_workbook(target, [TableSheet("表", [SheetColumn("甲")], [["=1+1"], ["平常"]])])
    with zipfile.ZipFile(target) as package:
        styles = package.read("xl/styles.xml").decode()
    assert 'quotePrefix="1"' in styles


def test_workbook_reads_back_as_it_was() -> None:
    rows = [["=1+1", "11010519491231002X", "110105194912310000", "张三"], ["-5", "＝A1", "013812345678", "a\nb"]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        write_workbook(path, [TableSheet("表", [SheetColumn(str(number)) for number in range(4)], rows)])
        book = open_book(path, "t.xlsx")
        assert list(read_rows(book, book.sheets[0]))[1:] == rows


def test_text_table_reads_back_as_it_was() -> None:
    rows = [["=1+1", "11010519491231002X", "@x"], ["'=1", "a,b", "a\nb"], ["'普通", '引"号', "＝1"]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(file, [SheetColumn("甲"), SheetColumn("乙"), SheetColumn("丙")], rows)
        book = open_book(path, "t.csv")
        assert list(read_rows(book, book.sheets[0])) == [["甲", "乙", "丙"], *rows]


def test_result_marks_faulty_cells_and_lists_all_problems() -> None:
    problems = [
        CellProblem(3, 1, "id_number", "id.check_digit", "校验码不对。"),
        CellProblem(3, -1, "", "row.duplicate", "与第 2 行重复。", "warning"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.xlsx"
        rows = [(2, ["张三", "1"], "新增"), (3, ["=李四", 40360.0], "未导入")]
        write_result(path, [ResultSheet("名册", ["姓名", "身份证号"], rows, problems)])
        book = open_book(path, "r.xlsx")
        assert [list(read_rows(book, sheet)) for sheet in book.sheets] == [
            [["原行号", "处理结果", "姓名", "身份证号"], [2.0, "新增", "张三", "1"], [3.0, "未导入", "=李四", "40360"]],
            [
                ["单元格", "栏目", "级别", "问题与处理办法", "建议值", "代码"],
                ["B3", "身份证号", "错误", "校验码不对。", "", "id.check_digit"],
                ["第3行", "", "提醒", "与第 2 行重复。", "", "row.duplicate"],
            ],
        ]
        with zipfile.ZipFile(path) as package:
            assert "校验码不对" in package.read("xl/comments1.xml").decode()
