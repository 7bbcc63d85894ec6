"""Rich text of minutes, its plain text, and passages that were written before (BEY-5)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

import nh3

_ALLOWED = {
    "p", "br", "strong", "b", "em", "i", "u", "s", "ul", "ol", "li", "blockquote", "h2", "h3", "h4",
    "table", "thead", "tbody", "tr", "td", "th",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "*": set()}
"""The last entry takes off what the library leaves on every tag: title and lang."""
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|li|tr|h[1-6]|blockquote|div)>|<br\s*/?>", re.IGNORECASE)
_NOISE = re.compile(r"[\W_]+", re.UNICODE)
SHINGLE = 8
"""Characters compared at once; shorter runs are everyday phrases."""
SHORTEST = 30
"""Characters from which a repeated run is worth showing."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that was recorded before."""

    source_id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A passage that stands in an earlier text as well. `start` and `end` count characters of the checked text."""

    start: int
    end: int
    passage: str
    source_id: str
    source: str


def clean(rich: str) -> str:
    """Rich text with paragraphs, lists, tables and emphasis only (SEC-IN-02); used on write and again on read.

    Other tags go and leave their text; scripts and styles go altogether.
    """
    return nh3.clean(rich.replace("\x00", ""), tags=_ALLOWED, attributes=_ATTRIBUTES, url_schemes=set())


def plain_text(rich: str) -> str:
    """Text of sanitised HTML with one line per block."""
    return re.sub(r"\n{2,}", "\n", html.unescape(_TAG.sub("", _BREAK.sub("\n", rich)))).strip()


def squeeze(text: str) -> str:
    """Letters and digits only, so that spaces and punctuation do not hide a copy."""
    return _NOISE.sub("", text).lower()


def _squeeze_with_places(text: str) -> tuple[str, list[int]]:
    kept = [(char.lower(), place) for place, char in enumerate(text) if not _NOISE.fullmatch(char)]
    return "".join(char[:1] for char, _ in kept), [place for _, place in kept]


def repeated_passages(text: str, earlier: Iterable[Earlier], *, shortest: int = SHORTEST) -> list[Repeated]:
    """Passages of `text` of at least `shortest` letters that stand in an earlier text, in order of their place.

    For the author alone, before submitting (BEY-5): quotations from documents are legitimate, so this is a hint and
    never a verdict.
    """
    own, places = _squeeze_with_places(text)
    if len(own) < shortest:
        return []
    found: list[Repeated] = []
    for other in earlier:
        body = squeeze(other.text)
        known = {body[i : i + SHINGLE] for i in range(len(body) - SHINGLE + 1)}
        for start, end in _runs(own, known, body, shortest):
            first, last = places[start], places[end - 1] + 1
            found.append(Repeated(first, last, text[first:last], other.source_id, other.source))
    return _outermost(found)


def _runs(own: str, known: set[str], body: str, shortest: int) -> list[tuple[int, int]]:
    """Longest stretches of `own` that stand in `body` word for word."""
    runs: list[tuple[int, int]] = []
    start = 0
    while start <= len(own) - shortest:
        if own[start : start + SHINGLE] not in known:
            start += 1
            continue
        end = start + SHINGLE
        while end < len(own) and own[start : end + 1] in body:
            end += 1
        if end - start >= shortest and own[start:end] in body:
            runs.append((start, end))
            start = end
        else:
            start += 1
    return runs


def _outermost(found: list[Repeated]) -> list[Repeated]:
    """Without passages that lie inside a longer one already shown."""
    kept: list[Repeated] = []
    for passage in sorted(found, key=lambda r: (r.start - r.end, r.start)):
        if not any(k.start <= passage.start and passage.end <= k.end for k in kept):
            kept.append(passage)
    return sorted(kept, key=lambda r: r.start)
