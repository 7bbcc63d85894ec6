"""Field catalogues: which columns a kind of table may have, how they are spelt, and how their values are read.

The catalogue is brought by whoever owns the data; the engine knows no field by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dangjian.foundation.tabular.normalise.outcome import Normaliser

ContentKind = Literal[
    "identity_number",
    "mobile",
    "sex",
    "ethnic_group",
    "education",
    "date",
    "person_name",
    "organisation",
    "email",
    "yes_no",
]

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|<[^<>]*>|\{[^{}]*\}")
_NOISE = re.compile(r"[\s*★☆※●○◆◇■□▲△√#\"'“”‘’`:：,，.。;；、!！?？_\-—·^~]+")
_MARKS = re.compile(r"必填项?|选填项?|必录|可选|非必填")
_NUMBERING = re.compile(r"^(?:[(（]?[一二三四五六七八九十]{1,2}[)）、.．]|[(（]?\d{1,2}[)）、.．:：])\s*")
_ITEM_CODE = re.compile(r"(?<![A-Z0-9])([A-Z]\d{4}[A-Z]?)(?![A-Z0-9])")


def heading_key(text: str) -> str:
    """A heading as it is compared: half-width, without blanks, marks, numbering; brackets and their text are kept."""
    text = unicodedata.normalize("NFKC", text).strip().upper()
    text = _MARKS.sub("", _NUMBERING.sub("", text, count=1))
    return _NOISE.sub("", text.replace("()", "").replace("（）", ""))


def bare_key(text: str) -> str:
    """A heading without what stands in brackets: 性别(男/女) is 性别."""
    text = unicodedata.normalize("NFKC", text).upper()
    previous = ""
    while previous != text:
        previous, text = text, _BRACKETS.sub("", text)
    return re.sub(r"[()\[\]]", "", heading_key(text))


def item_code(text: str) -> str:
    """A personnel item code inside a heading (A0101 姓名), or "" """
    match = _ITEM_CODE.search(unicodedata.normalize("NFKC", text).upper())
    return match[1] if match else ""


@dataclass(frozen=True, slots=True)
class Field:
    """One column a table may have.

    `synonyms` are further headings; `item_codes` codes of personnel systems; `content` what its values look like, for
    guessing; `overflow` the field that takes a second column of the same meaning; `choices` fills drop-down lists;
    `note` and `example` go to the instructions sheet; `ignored` columns are recognised and left out.
    """

    identifier: str
    title: str
    normalise: Normaliser
    synonyms: tuple[str, ...] = ()
    item_codes: tuple[str, ...] = ()
    required: bool = False
    content: ContentKind | None = None
    overflow: str = ""
    choices: tuple[str, ...] = ()
    note: str = ""
    example: str = ""
    width: int = 14
    ignored: bool = False
    in_template: bool = True


class Catalogue:
    """All fields of one kind of table.

    `keys` are the fields that name a row: a row without any of them is no data row.
    Raises ValueError when a heading means two fields or an overflow field does not exist.
    """

    def __init__(self, kind: str, title: str, fields: Iterable[Field], *, keys: tuple[str, ...]) -> None:
        self.kind = kind
        self.title = title
        self.fields: tuple[Field, ...] = tuple(fields)
        self.keys = keys
        self._by_id = {field.identifier: field for field in self.fields}
        self._by_key: dict[str, Field] = {}
        self._by_item_code: dict[str, Field] = {}
        if len(self._by_id) != len(self.fields):
            raise ValueError(f"{kind}: a field identifier stands twice")
        for field in self.fields:
            if field.overflow and field.overflow not in self._by_id:
                raise ValueError(f"{kind}: overflow field {field.overflow} does not exist")
            for text in (field.title, *field.synonyms):
                self._add(heading_key(text), field)
            for code in field.item_codes:
                self._by_item_code[code] = field

    def _add(self, key: str, field: Field) -> None:
        if self._by_key.setdefault(key, field) is not field:
            raise ValueError(f"{self.kind}: heading {key} means {self._by_key[key].identifier} and {field.identifier}")

    def __getitem__(self, identifier: str) -> Field:
        return self._by_id[identifier]

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def exact(self, text: str) -> Field | None:
        """The field a heading names without doubt: word for word, without its brackets, or by item code."""
        key = heading_key(text)
        if not key:
            return None
        found = self._by_key.get(key) or self._by_key.get(re.sub(r"[()\[\]]", "", key))
        if found is None and (code := item_code(text)):
            found = self._by_item_code.get(code)
        return found or self._by_key.get(bare_key(text))

    def spellings(self) -> dict[str, Field]:
        """All known headings in compared form."""
        return self._by_key
