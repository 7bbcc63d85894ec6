from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
import typst
from PIL import Image

from dangjian.foundation.printing.document import (
    Block,
    Column,
    Document,
    Fact,
    Heading,
    KeyValues,
    ListBlock,
    Paragraph,
    Photo,
    Photos,
    Signatures,
    Span,
    Table,
    TitlePage,
    printable,
    text_paragraphs,
)
from dangjian.foundation.printing.fonts import chosen_faces, font_library
from dangjian.foundation.printing.pdf import render_pdf, small_picture
from dangjian.kernel.errors import BadInput, Unavailable

Read = Callable[[bytes], str]
Paper = Callable[..., Document]


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "").replace("\u2060", "")


def test_pdf_holds_every_text_of_the_document(full_document: Document, pdf_text: Read) -> None:
    text = _squeezed(pdf_text(render_pdf(full_document)))

    for expected in (
        "党支部工作手册",
        "2026年度",
        "目录",
        "一、支部概况",
        "成立日期2020-01-02",
        "会议由王建国主持。",
        "第一项",
        "第二段。",
        "现场照片",
        "主持人：王建国",
        "党员079",
        "合计",
        "演示数据",
    ):
        assert expected in text


def test_pdf_repeats_table_headings_and_numbers_pages_after_the_cover(full_document: Document, pdf_text: Read) -> None:
    pages = pdf_text(render_pdf(full_document)).rstrip("\f").split("\f")

    numbers = [_squeezed(page)[-3:] for page in pages[1:]]
    assert numbers == [f"—{number}—" for number in range(1, len(pages))]
    assert "—" not in pages[0]
    assert [("入党日期" in page) for page in pages if "党员0" in page].count(False) == 0
    assert sum("入党日期" in page for page in pages) > 1


def test_pdf_turns_landscape_sections_and_is_archivable(full_document: Document) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(full_document))) as pdf:
        sizes = [tuple(round(float(x)) for x in page.mediabox[2:]) for page in pdf.pages]
        metadata = pdf.open_metadata()
        assert metadata.pdfa_status == "2U"
        assert str(pdf.docinfo["/Title"]) == "党支部工作手册"
        assert str(pdf.docinfo["/Author"]) == "第一项目党支部"
    assert sizes[0] == (595, 842)
    assert sizes[-1] == (842, 595)


def test_pdf_is_the_same_for_the_same_document(full_document: Document) -> None:
    assert render_pdf(full_document) == render_pdf(full_document)


def test_pdf_shows_markup_as_text_in_every_block(hostile: str, paper: Paper, pdf_text: Read) -> None:
    text = hostile
    blocks: tuple[Block, ...] = (
        TitlePage(text, text, ((text, text),), text, text, text),
        Heading(text),
        Paragraph((Span(text, bold=True, underline=True),)),
        ListBlock(((Span(text),),)),
        KeyValues((Fact(text, text), Fact(text, text, True))),
        Table((Column(text, group=text), Column(text)), ((text, text),), caption=text),
        Signatures(((text, text),)),
    )

    shown = _squeezed(pdf_text(render_pdf(paper(*blocks, title=text, header=text, mark=text))))

    assert shown.count(_squeezed(printable(text))) >= 15
    assert "root:" not in shown


def test_pdf_of_a_sign_without_glyph_is_made_nevertheless(paper: Paper, pdf_text: Read) -> None:
    text = pdf_text(render_pdf(paper(*text_paragraphs("前\U0001f9ec后 \ue5e5 \U000323af"))))

    assert "前" in text


def test_pdf_breaks_endless_words_inside_their_cell(paper: Paper, pdf_text: Read) -> None:
    table = Table((Column("网址"), Column("备注")), (("http://" + "x" * 600, "在"),))

    assert _squeezed(pdf_text(render_pdf(paper(table)))).count("x") == 600


def test_pdf_of_an_empty_table_says_so(paper: Paper, pdf_text: Read) -> None:
    assert "（本期无记录）" in pdf_text(render_pdf(paper(Table((Column("甲"), Column("乙")), ()))))


def test_pdf_of_an_empty_document_is_a_blank_page(paper: Paper) -> None:
    with pikepdf.open(io.BytesIO(render_pdf(paper(title="空")))) as pdf:
        assert len(pdf.pages) == 1


def test_pdf_of_a_hundred_pages_costs_seconds_not_minutes(paper: Paper) -> None:
    meeting = (
        KeyValues((Fact("时间", "2026-01-01"), Fact("地点", "会议室"), Fact("议题", "学习", wide=True))),
        *text_paragraphs("为深入学习贯彻会议精神，" * 90),
        Signatures((("主持人", "王建国"), ("记录人", "李明"))),
    )
    document = paper(*(block for n in range(100) for block in (Heading(f"第{n}次会议", 2, n > 0), *meeting)))
    render_pdf(paper(Heading("字体预热")))

    started = time.process_time()
    made = render_pdf(document)
    seconds = time.process_time() - started

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) >= 100
    assert seconds <= 10


def test_small_picture_shrinks_turns_and_forgets_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    source = io.BytesIO()
    Image.new("RGB", (3000, 1500)).save(source, "JPEG", exif=exif)

    with Image.open(io.BytesIO(small_picture(source.getvalue()))) as small:
        assert (small.format, small.size, dict(small.getexif())) == ("JPEG", (700, 1400), {})


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\xff\xd8\xff\xe0broken", b"GIF89a"])
def test_small_picture_refuses_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        small_picture(data)

    assert refused.value.code == "printing.photo.unreadable"


def test_pdf_with_a_broken_photo_is_refused(paper: Paper) -> None:
    with pytest.raises(BadInput):
        render_pdf(paper(Photos((Photo(b"no picture", "坏"),))))


def test_chosen_faces_prefer_the_official_ones() -> None:
    faces = chosen_faces(
        frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC", "FangSong", "FZXiaoBiaoSong-B05S", "SimHei"})
    )

    assert (faces.title[0], faces.heading[0], faces.body[0]) == ("FZXiaoBiaoSong-B05S", "SimHei", "FangSong")
    assert (faces.subheading[0], faces.table[0]) == ("Noto Serif CJK SC", "Noto Serif CJK SC")


def test_without_chinese_fonts_the_package_to_install_is_named() -> None:
    with pytest.raises(Unavailable) as refused:
        chosen_faces(frozenset({"DejaVu Sans"}))

    assert refused.value.code == "printing.fonts.missing"
    assert "fonts-noto-cjk" in refused.value.text


def test_font_library_knows_the_fonts_of_this_machine() -> None:
    library = font_library()

    assert isinstance(library.fonts, typst.Fonts)
    assert set(library.faces.body) <= set(library.fonts.families())


def test_sec_data_08_every_page_of_a_pdf_names_who_had_it_made_and_when(
    full_document: Document, pdf_text: Read
) -> None:
    named = replace(full_document, made_by="李娜")
    pages = pdf_text(render_pdf(named)).rstrip("\f").split("\f")

    assert len(pages) > 3
    assert all("李娜2026-11-2116:00打印" in _squeezed(page) for page in pages), "the cover, too"
    assert all(f"—{number}—" in _squeezed(page) for number, page in enumerate(pages) if number)
    assert "打印" not in pdf_text(render_pdf(full_document)), "where nobody is named, nothing is said"
