from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from dangjian.foundation.printing.document import Column, Document, Heading, Table, printable, text_paragraphs
from dangjian.foundation.printing.excel import render_excel, sheet_names
from dangjian.foundation.tabular.inert import is_dangerous

Paper = Callable[..., Document]


def _rows(data: bytes, sheet: str) -> Sequence[Sequence[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_excel_reads_back_with_a_sheet_for_each_table(full_document: Document) -> None:
    data = render_excel(full_document)

    roster = _rows(data, "党员名册")
    assert roster[1:4] == [
        ["序号", "姓名", "党内情况", ""],
        ["", "", "入党日期", "党龄（月）"],
        [1.0, "党员001", date(2010, 7, 1), 101.0],
    ]
    assert roster[-1] == ["合计", 79.0, "", 9999.0]
    words = [cell for row in _rows(data, "正文") for cell in row if cell]
    assert words[:2] == ["党支部工作手册", "演示数据"]
    assert {"会议由王建国主持。", "• 第二项", "（见工作表“党员名册”）", "王建国"} <= set(words)


def test_excel_of_tables_alone_has_no_sheet_of_words(paper: Paper) -> None:
    data = render_excel(paper(Table((Column("甲"),), (("1",),), "表一"), Table((Column("乙"),), (), "表一")))

    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["表一", "表一_2"]
    assert _rows(data, "表一_2") == [["表一"], ["乙"], ["（本期无记录）"]]


def test_excel_keeps_inline_tables_in_the_text(paper: Paper) -> None:
    table = Table((Column("姓名"), Column("签到")), (("王建国", "09:00"),), "签到表", inline=True)

    data = render_excel(paper(table))

    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["正文"]
    assert _rows(data, "正文")[1:] == [["签到表", "姓名　签到"], ["", "王建国　09:00"]]


def test_excel_keeps_long_numbers_as_text_and_money_as_number(paper: Paper) -> None:
    table = Table(
        (Column("身份证号"), Column("金额"), Column("大数"), Column("早年")),
        (("110105194912310029", Decimal("12.50"), 10**17, date(1898, 5, 4)),),
    )

    assert _rows(render_excel(paper(table)), "表")[-1] == ["110105194912310029", 12.5, "1" + "0" * 17, "1898-05-04"]


@pytest.mark.parametrize("text", ["+cmd|' /C calc'!A0", "-1+2", "\t=1", "%x", "http://x", "https://" + "a" * 3000])
def test_excel_never_stores_formulas_or_links(text: str, paper: Paper) -> None:
    _assert_inert(paper(Heading(text), *text_paragraphs(text), Table((Column(text),), ((text,),), text), title=text))


def test_excel_keeps_hostile_text_as_text(hostile: str, paper: Paper) -> None:
    data = _assert_inert(paper(Table((Column("甲"),), ((hostile,),), "表")))

    assert _rows(data, "表")[-1] == [printable(hostile)]


def _assert_inert(document: Document) -> bytes:
    data = render_excel(document)
    parts = zipfile.ZipFile(io.BytesIO(data))
    sheets = "".join(parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name)
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode() or not any(map(is_dangerous, _texts(document)))
    return data


def _texts(document: Document) -> list[str]:
    return [str(cell) for table in document.tables() for row in table.rows for cell in row]


def test_sheet_names_are_accepted_by_excel() -> None:
    names = sheet_names(["正文", "a/b:c[1]", "", "'引'", "长" * 40, "长" * 40, "History", "正文"])

    assert names == ["正文", "a b c 1", "表", "引", "长" * 31, "长" * 29 + "_2", "History_2", "正文_2"]


def test_excel_of_an_empty_document_opens(paper: Paper) -> None:
    assert _rows(render_excel(paper(title="空")), "正文") == [["空"]]


def test_sec_data_08_every_sheet_names_who_had_it_made_and_when(full_document: Document) -> None:
    data = zipfile.ZipFile(io.BytesIO(render_excel(replace(full_document, made_by="李娜&K"))))
    sheets = [data.read(name).decode() for name in data.namelist() if name.startswith("xl/worksheets/sheet")]

    assert len(sheets) == 2
    assert all("&amp;P&amp;R&amp;8 李娜&amp;&amp;K 2026-11-21 16:00 打印" in sheet for sheet in sheets)
    assert "李娜&amp;K 2026-11-21 16:00 打印" in data.read("docProps/core.xml").decode()
