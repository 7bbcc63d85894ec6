from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import docx
from docx.enum.section import WD_ORIENT

from dangjian.foundation.printing.document import (
    Column,
    Document,
    Fact,
    Heading,
    KeyValues,
    Table,
    printable,
    text_paragraphs,
)
from dangjian.foundation.printing.word import render_word

Paper = Callable[..., Document]


def test_word_reads_back_with_all_texts_and_values(full_document: Document) -> None:
    file = docx.Document(io.BytesIO(render_word(full_document)))

    paragraphs = [p.text for p in file.paragraphs]
    roster = [[cell.text for cell in row.cells] for row in file.tables[-1].rows]
    for expected in (
        "党支部工作手册",
        "2026年度",
        "党支部：第一项目党支部",
        "一、支部概况",
        "会议由王建国主持。",
        "• 第一项",
        "第二段。",
    ):
        assert expected in paragraphs
    assert roster[:3] == [
        ["序号", "姓名", "党内情况", "党内情况"],
        ["序号", "姓名", "入党日期", "党龄（月）"],
        ["1", "党员001", "2010-07-01", "101"],
    ]
    assert roster[-1] == ["合计", "79", "", "9999"]
    assert [[c.text for c in row.cells] for row in file.tables[0].rows] == [
        ["支部名称", "第一项目党支部", "成立日期", "2020-01-02"],
        ["说明", "无", "无", "无"],
    ]
    assert (file.core_properties.title, file.core_properties.created) == (
        "党支部工作手册",
        datetime(2026, 11, 21, 8, tzinfo=UTC),
    )


def test_word_sets_east_asian_faces_orientation_and_repeating_heads(full_document: Document) -> None:
    data = render_word(full_document)
    file = docx.Document(io.BytesIO(data))
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()

    assert [section.orientation for section in file.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    assert xml.count("<w:tblHeader/>") == 2
    assert all(f'w:eastAsia="{face}"' in xml for face in ("方正小标宋简体", "黑体", "仿宋", "宋体"))
    assert "TOC \\o" in xml
    assert "华岳示范集团　演示数据" in file.sections[0].header.paragraphs[0].text
    assert len(file.inline_shapes) == 1


def test_word_keeps_hostile_text_as_text(hostile: str, paper: Paper) -> None:
    text = hostile
    made = render_word(
        paper(
            Heading(text),
            *text_paragraphs(text),
            KeyValues((Fact(text, text),)),
            Table((Column(text),), ((text,),)),
            title=text,
        )
    )

    file = docx.Document(io.BytesIO(made))
    shown = printable(text)
    assert [p.text for p in file.paragraphs if p.text] == [shown, shown]
    assert [c.text for t in file.tables for row in t.rows for c in row.cells][-2:] == [shown, shown]


def test_word_of_an_empty_table_says_so(paper: Paper) -> None:
    file = docx.Document(io.BytesIO(render_word(paper(Table((Column("甲"), Column("乙")), ())))))

    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["（本期无记录）", "（本期无记录）"]


def test_word_of_an_empty_document_opens(paper: Paper) -> None:
    assert docx.Document(io.BytesIO(render_word(paper(title="空")))).paragraphs == []


def test_sec_data_08_every_page_of_a_word_file_names_who_had_it_made_and_when(full_document: Document) -> None:
    file = docx.Document(io.BytesIO(render_word(replace(full_document, made_by="李娜"))))

    first = file.sections[0]
    for footer in (first.footer, first.first_page_footer):
        assert footer.paragraphs[-1].text == "李娜 2026-11-21 16:00 打印"
    assert all(section.footer.is_linked_to_previous for section in list(file.sections)[1:])
