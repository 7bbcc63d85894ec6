"""Keeping written tables inert: no value can become a formula when somebody opens the file (SEC-FILE-08)."""

from __future__ import annotations

_DANGEROUS = frozenset("=+-@\t\r\n\0|%＝＋－＠﹣﹢﹦﹫−")
_SKIPPED = " \u00a0\u3000\ufeff\u200b\u200c\u200d\u2060'"
"""Signs that programs skip before they look for a formula."""


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet might read this text as a formula or command: = + - @ TAB CR, also in full width.

    Leading blanks, invisible signs and apostrophes do not make it harmless.
    """
    if not text:
        return False
    if text[0] in _DANGEROUS:
        return True
    return text[0] in _SKIPPED and text.lstrip(_SKIPPED)[:1] in _DANGEROUS


def inert_csv(text: str) -> str:
    """A value for a text table: dangerous ones get a leading apostrophe, which the reader takes off again."""
    return "'" + text if is_dangerous(text) else text


def without_apostrophe(text: str) -> str:
    """The value as its author meant it: the apostrophe that keeps it inert is not part of it."""
    return text[1:] if text[:1] == "'" and is_dangerous(text[1:]) else text
