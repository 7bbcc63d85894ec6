"""A code set: the items of one national standard, found by code, name or any usual spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_NOISE = re.compile(r"[\s()（）\[\]【】·・,，、.。:：/／\-_]+")


def spelling_key(text: str) -> str:
    """The form in which spellings are compared: half-width, upper case, without blanks and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


@dataclass(frozen=True, slots=True)
class CodeItem:
    """One value of a code set. `spellings` are further ways in which people write it; items are closed, not deleted."""

    code: str
    name: str
    identifier: str = ""
    parent: str = ""
    spellings: tuple[str, ...] = ()
    valid_to: date | None = None


class CodeSet:
    """The items of one standard in its order.

    Raises ValueError when two items share a code or a spelling: a code set must not be ambiguous.
    """

    def __init__(self, code: str, title: str, version: str, items: Iterable[CodeItem]) -> None:
        self.code = code
        self.title = title
        self.version = version
        self.items: tuple[CodeItem, ...] = tuple(items)
        self._by_code: dict[str, CodeItem] = {}
        self._by_spelling: dict[str, CodeItem] = {}
        for item in self.items:
            if item.code in self._by_code:
                raise ValueError(f"{code}: code {item.code} stands twice")
            self._by_code[item.code] = item
        for item in self.items:
            for text in (item.code, item.name, item.identifier, *item.spellings):
                self._add_spelling(text, item)

    def _add_spelling(self, text: str, item: CodeItem) -> None:
        key = spelling_key(text)
        if not key:
            return
        if self._by_spelling.setdefault(key, item) is not item:
            raise ValueError(f"{self.code}: {text} means {self._by_spelling[key].code} and {item.code}")

    def __iter__(self) -> Iterator[CodeItem]:
        return iter(self.items)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> CodeItem | None:
        """The item with exactly this code."""
        return self._by_code.get(code)

    def name(self, code: str | None) -> str:
        """The Chinese name of a code; the code itself when unknown, so that nothing disappears from a list."""
        item = self._by_code.get(code or "")
        return item.name if item else (code or "")

    def find(self, text: str) -> CodeItem | None:
        """The item that people mean by `text`: a code, a name, an identifier or a known spelling."""
        return self._by_spelling.get(spelling_key(text))

    def names(self) -> tuple[str, ...]:
        """Names of all open items, for drop-down lists."""
        return tuple(item.name for item in self.items if item.valid_to is None)

    def closest(self, text: str) -> CodeItem | None:
        """A guess for a misspelt value, to be shown as a suggestion only, never taken over silently."""
        key = spelling_key(text)
        if not key:
            return None
        for known, item in self._by_spelling.items():
            if len(known) > 1 and (known in key or (len(key) > 1 and key in known)):
                return item
        return None
