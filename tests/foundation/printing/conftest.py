"""A document that uses every block, with the words a hostile user would try."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from dangjian.foundation.printing.document import (
    Block,
    Column,
    Contents,
    Document,
    Fact,
    Heading,
    KeyValues,
    PageBreak,
    Photo,
    Photos,
    Section,
    Signatures,
    Table,
    TitlePage,
    text_paragraphs,
)
from dangjian.foundation.printing.richtext import rich_text

PRINTED_AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture(
    params=[
        '#read("/etc/passwd")',
        "*粗* _斜_ $x^2$ @引用 <标签>",
        "#set page(fill: red)",
        r"\ \u{41} // 注释 /* 块 */",
        "=HYPERLINK(0)",
        "@SUM(1)",
        "<script>alert(1)</script>",
        "{{ name }} {% raw %}",
        "]] [#pagebreak()",
        "坏\x00\x02\ufffe字",
    ]
)
def hostile(request: pytest.FixtureRequest) -> str:
    """Text that some output format would like to read as markup, a formula or a broken file."""
    return str(request.param)


@pytest.fixture
def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (2400, 1600), (200, 30, 30)).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def paper() -> Callable[..., Document]:
    """Makes a document of one section from blocks."""

    def make(*blocks: Block, title: str = "测试文件", header: str = "", mark: str = "") -> Document:
        return Document(title, (Section(blocks),) if blocks else (), PRINTED_AT, header=header, mark=mark)

    return make


@pytest.fixture
def full_document(picture: bytes) -> Document:
    roster = Table(
        (
            Column("序号", 0.5, "centre"),
            Column("姓名"),
            Column("入党日期", 1.2, "centre", group="党内情况"),
            Column("党龄（月）", 1, "right", group="党内情况"),
        ),
        (*((n, f"党员{n:03}", date(2010, 7, 1), 100 + n) for n in range(1, 80)), ("合计", 79, None, 9999)),
        caption="党员名册",
        total_rows=1,
    )
    return Document(
        "党支部工作手册",
        (
            Section(
                (TitlePage("党支部工作手册", "2026年度", (("党支部", "第一项目党支部"),), "中共华岳委员会"), Contents())
            ),
            Section(
                (
                    Heading("一、支部概况", 1, new_page=True),
                    KeyValues(
                        (
                            Fact("支部名称", "第一项目党支部"),
                            Fact("成立日期", date(2020, 1, 2)),
                            Fact("说明", "无", True),
                        )
                    ),
                    Heading("会议记录", 2),
                    *rich_text("<p>会议由<b>王建国</b>主持。</p><ul><li>第一项</li><li>第二项</li></ul>"),
                    *text_paragraphs("第一段。\n\n第二段。"),
                    PageBreak(),
                    Photos((Photo(picture, "现场照片"),)),
                    Signatures((("主持人", "王建国"), ("记录人", ""))),
                )
            ),
            Section((Heading("二、党员名册"), roster), landscape=True),
        ),
        PRINTED_AT,
        header="华岳示范集团",
        author="第一项目党支部",
        mark="演示数据",
    )


@pytest.fixture
def pdf_text(tmp_path: Path) -> Callable[[bytes], str]:
    def read(data: bytes) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(data)
        done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
        return done.stdout.decode("utf-8")

    return read
