"""Nothing of a thousand hostile pieces of markup survives the filter of rich text (SEC-IN-03)."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from dangjian.foundation.printing.richtext import plain_text as printed
from dangjian.work.life.rules.text import clean, plain_text
from tests.hostile_markup import vectors

VECTORS = vectors()
TAGS = {
    *("p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "h2", "h3", "h4"),
    *("table", "thead", "tbody", "tr", "td", "th"),
}
CELLS = {"td", "th"}
SPANS = {"colspan", "rowspan"}


class _Reader(HTMLParser):
    """Collects what is not plainly harmless in a piece of markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += 1
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        self.wrong += [name for name, _ in attrs if name not in SPANS or tag not in CELLS]

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append("declaration")


def _wrong(markup: str) -> list[str]:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.wrong


def test_sec_in_03_there_are_enough_pieces_and_each_is_hostile_as_it_stands() -> None:
    assert len(VECTORS) >= 400
    inert = [piece for piece in VECTORS if not _wrong(piece)]
    # Forms that browsers take for text: they must stay text, and not be decoded into more than that.
    assert len(inert) < 40, inert


def test_sec_in_03_attributes_of_every_tag_go_too() -> None:
    assert clean('<p title="</p><img src=x onerror=hit()>" lang=zh id=x class=x style=x>x</p>') == "<p>x</p>"


def test_sec_in_03_nothing_that_could_run_is_left() -> None:
    assert {piece: wrong for piece in VECTORS if (wrong := _wrong(clean(piece)))} == {}


def test_sec_in_03_nothing_that_could_run_is_left_inside_honest_text() -> None:
    for piece in VECTORS:
        for around in ("<p>会议{}记录</p>", "<table><tr><td>{}</td></tr></table>", "<ul><li>{}", "<b>{}</i></b>"):
            assert _wrong(clean(around.format(piece))) == [], (around, piece)


def test_sec_in_03_cleaning_again_changes_nothing() -> None:
    """What was cleaned when it was written is cleaned again when it is read: the second pass finds nothing to do."""
    assert [piece for piece in VECTORS if clean(clean(piece)) != clean(piece)] == []


def test_sec_in_03_two_pieces_that_are_harmless_alone_do_not_join_to_a_third() -> None:
    for first, second in zip(VECTORS, VECTORS[::-1], strict=True):
        assert _wrong(clean(first) + clean(second)) == [], (first, second)
        assert _wrong(clean(first[: len(first) // 2] + second[len(second) // 2 :])) == [], (first, second)


def test_sec_in_03_the_plain_text_shown_in_lists_is_text() -> None:
    for piece in VECTORS:
        assert "\x00" not in plain_text(clean(piece)), piece
        assert _wrong(html.escape(plain_text(clean(piece)))) == []


def test_sec_in_03_what_is_printed_is_text() -> None:
    for piece in VECTORS:
        assert _wrong(clean(printed(piece))) == []


def test_sec_in_03_what_people_write_stays() -> None:
    honest = (
        "<h2>会议记录</h2><p><strong>应到</strong> 12 人，<em>实到</em> 11 人。</p><ul><li>一</li><li>二</li></ul>"
        '<table><tbody><tr><td colspan="2">a &lt; b &amp; c</td></tr></tbody></table><blockquote>引文</blockquote>'
    )
    assert clean(honest) == honest
