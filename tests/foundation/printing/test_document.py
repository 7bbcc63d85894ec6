from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dangjian.foundation.printing.document import (
    Cell,
    Column,
    ListBlock,
    Paragraph,
    Span,
    Table,
    cell_text,
    file_name,
    printable,
    text_paragraphs,
)
from dangjian.foundation.printing.richtext import plain_text, rich_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (True, "√"),
        (False, ""),
        (Decimal("12.50"), "12.50"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 9, 5, tzinfo=UTC), "2026-01-02 09:05"),
    ],
)
def test_cell_text_shows_values_as_paper_does(value: Cell, shown: str) -> None:
    assert cell_text(value) == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("买买提·吐尔逊", "买买提·吐尔逊"),
        ("王\x00建\x1b国\ufffe", "王建国"),
        ("\u202e国建王", "国建王"),
        ("一\r\n二\t三", "一\n二 三"),
        ("\ud83d坏", "坏"),
        ("𠮷𫖯", "𠮷𫖯"),
        ("\U000313c0", "\U000313c0"),
    ],
)
def test_printable_drops_what_breaks_files_and_keeps_rare_names(text: str, kept: str) -> None:
    assert printable(text) == kept


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("第一支部", "2026年"), "第一支部-2026年.pdf"),
        (("../../etc/passwd",), "etcpasswd.pdf"),
        (('a"b\r\nSet-Cookie: x',), "abSet-Cookie x.pdf"),
        (("",), "文件.pdf"),
        (("…" * 300,), "…" * 120 + ".pdf"),
    ],
)
def test_file_name_is_safe_on_every_system(parts: tuple[str, ...], name: str) -> None:
    assert file_name(parts, "pdf") == name


def test_table_refuses_rows_of_another_width() -> None:
    with pytest.raises(ValueError, match="do not have 2 cells"):
        Table((Column("甲"), Column("乙")), (("1",),))


def test_rich_text_keeps_structure_and_drops_everything_else() -> None:
    html = (
        '<h2>标题</h2><p onclick="x()">甲<strong>乙</strong><em>丙</em><a href="javascript:x">丁</a><br>戊</p>'
        "<script>bad()</script><style>p{}</style><img src=x onerror=y>"
        "<ol><li>一</li><li>二<ul><li>内</li></ul></li></ol><table><tr><th>头</th></tr><tr><td>值</td><td>多</td></tr></table>"
    )

    blocks = rich_text(html)

    assert blocks == (
        Paragraph((Span("标题", bold=True),)),
        Paragraph((Span("甲"), Span("乙", bold=True), Span("丙", italic=True), Span("丁"), Span("\n"), Span("戊"))),
        ListBlock(((Span("一"),), (Span("二"),), (Span("内"),)), ordered=True),
        Table((Column("头"), Column("")), (("值", "多"),), empty_text=""),
    )


@pytest.mark.parametrize(
    "html", ["", "   ", "<p></p><p><br></p>", "<ul></ul>", "<table></table>", "</p></b></ul></td>"]
)
def test_rich_text_of_nothing_is_nothing(html: str) -> None:
    assert rich_text(html) == ()


def test_plain_text_is_a_line_for_each_piece() -> None:
    assert plain_text("<p>甲<b>乙</b></p><ul><li>丙</li></ul>丁 &lt;戊&gt;") == "甲乙\n丙\n丁 <戊>"


def test_text_paragraphs_skip_blank_lines() -> None:
    assert text_paragraphs(" 甲 \n\n乙") == (Paragraph((Span("甲"),)), Paragraph((Span("乙"),)))
