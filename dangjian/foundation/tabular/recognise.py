"""Which column is which field: by its heading, by spellings close to a known one, by what its values look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Literal

from dangjian.foundation.tabular.catalogue import Catalogue, ContentKind, Field, bare_key, heading_key
from dangjian.foundation.tabular.guess import content_kinds
from dangjian.foundation.tabular.layout import Heading, RowSorter, find_heading
from dangjian.foundation.tabular.normalise.dates import normalise_date
from dangjian.foundation.tabular.normalise.outcome import cell_text
from dangjian.foundation.tabular.workbook import Cell, Sheet

Source = Literal["heading", "similar", "content", "saved", "chosen", "none"]

SURE = 0.8
BIRTH, NUMBER = "birth_date", "identity_number"
"""From this confidence on a column is taken over without asking; below it is only suggested."""

_OTHER_PEOPLE = re.compile(
    r"介绍人|联系人|联络人|配偶|爱人|父|母|子女|家庭成员|家属|紧急|亲属|审核|填表|经办|推荐人|谈话人|书记|委员|成员|负责人|考察人|审批|批准"
)
_FRAME = re.compile(r"^(?:党员|本人|个人|职工|员工|人员|同志|现|目前|原|所属|所在)+|(?:信息|情况|内容|一栏|名称)$")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a column was taken for. `field` is used when `confidence` >= SURE, else `suggestion` is to be confirmed."""

    column: int
    title: str
    field: str = ""
    confidence: float = 0.0
    source: Source = "none"
    suggestion: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet understood: headings, columns, how many required fields are missing."""

    sheet: Sheet
    heading: Heading
    columns: tuple[ColumnMatch, ...]
    missing: tuple[str, ...]

    @property
    def mapping(self) -> dict[int, str]:
        """Column index to field identifier, for the columns that are sure."""
        return {match.column: match.field for match in self.columns if match.field}

    @property
    def signature(self) -> str:
        """A fingerprint of the headings, by which a saved mapping is found again."""
        return heading_signature(self.heading)

    @property
    def score(self) -> float:
        """How well the sheet fits the catalogue; for choosing among sheets and catalogues."""
        return sum(match.confidence for match in self.columns if match.field) - 2.0 * len(self.missing)


def heading_signature(heading: Heading) -> str:
    """A fingerprint of headings that ignores blanks, marks and width of signs."""
    keys = ["|".join(heading_key(line) for line in lines) for lines in heading.columns]
    while keys and not keys[-1]:
        keys.pop()
    return sha256("\n".join(keys).encode()).hexdigest()[:32]


def recognise(sheet: Sheet, catalogue: Catalogue) -> Recognised:
    """Find headings and columns of a sheet."""
    heading = find_heading(sheet, catalogue)
    body = _sample_rows(sheet, heading, catalogue)
    matches = []
    for column, lines in enumerate(heading.columns):
        values = [row[column] for row in body if column < len(row)]
        if not lines and not any(value != "" for value in values):
            continue
        matches.append(_match(column, heading.title(column), lines, values, catalogue))
    matches = _unique(matches, catalogue)
    matches = _guess_dates(matches, body, catalogue)
    found = {match.field for match in matches if match.field}
    missing = tuple(field.identifier for field in catalogue.fields if field.required and field.identifier not in found)
    return Recognised(sheet, heading, tuple(matches), missing)


def _sample_rows(sheet: Sheet, heading: Heading, catalogue: Catalogue) -> list[tuple[Cell, ...]]:
    every = frozenset(range(sheet.columns))
    sorter = RowSorter(heading, frozenset(), frozenset(), every)
    return [row for row in sheet.head[heading.last + 1 :] if sorter.kind(row)[0] == "data"]


def _match(
    column: int, title: str, lines: tuple[str, ...], values: Sequence[Cell], catalogue: Catalogue
) -> ColumnMatch:
    samples = tuple(dict.fromkeys(cell_text(value)[:40] for value in values if value != ""))[:3]
    match = ColumnMatch(column, title, samples=samples)
    if field := _by_heading(lines, catalogue):
        return replace(match, field=field.identifier, confidence=1.0, source="heading")
    kinds = content_kinds(values)
    field, confidence = _similar(lines, catalogue)
    if field is not None:
        if field.content and field.content in kinds:
            confidence = max(confidence, 0.75) + 0.15
        elif field.content and kinds:
            confidence -= 0.2
        if confidence >= 0.55:
            return _taken(match, field, min(confidence, 0.95), "similar")
    if _OTHER_PEOPLE.search(title):
        return match
    for kind, trust in _CONTENT_TRUST.items():
        if kinds.get(kind, 0) >= 0.8 and (named := _of_kind(kind, catalogue)) is not None:
            return _taken(match, named, round(trust * kinds[kind], 2), "content")
    return match


_CONTENT_TRUST: dict[ContentKind, float] = {
    "identity_number": 0.95,
    "mobile": 0.9,
    "sex": 0.95,
    "email": 0.9,
    "education": 0.85,
    "organisation": 0.82,
    "ethnic_group": 0.9,
    "person_name": 0.82,
}


def _taken(match: ColumnMatch, field: Field, confidence: float, source: Source) -> ColumnMatch:
    confidence = round(confidence, 2)
    if confidence >= SURE:
        return replace(match, field=field.identifier, confidence=confidence, source=source)
    return replace(match, suggestion=field.identifier, confidence=confidence, source=source)


def _of_kind(kind: ContentKind, catalogue: Catalogue) -> Field | None:
    return next((field for field in catalogue.fields if field.content == kind), None)


def _by_heading(lines: tuple[str, ...], catalogue: Catalogue) -> Field | None:
    """The field a heading names: its lines joined say more than the lowest line alone, that more than the group."""
    if not lines:
        return None
    lowest = lines[-1]
    if len(lines) > 1:
        for joined in ("".join(lines), "".join(lines[-2:]), f"{lines[-2]}({lowest})"):
            if field := catalogue.exact(joined):
                if bare_key(joined) != heading_key(joined) and catalogue.exact(lowest) not in {None, field}:
                    continue
                return field
        if _OTHER_PEOPLE.search("".join(lines[:-1])):
            return None
    return catalogue.exact(lowest) or (catalogue.exact(lines[0]) if len(lines) > 1 and len(lowest) <= 1 else None)


def _similar(lines: tuple[str, ...], catalogue: Catalogue) -> tuple[Field | None, float]:
    """The field whose spelling is closest to a heading, and how close (0 to 0.9)."""
    best: tuple[Field | None, float] = (None, 0.0)
    for text in dict.fromkeys((lines[-1], "".join(lines)) if lines else ()):
        key = bare_key(text) or heading_key(text)
        if not key or len(key) > 40:
            continue
        stripped = _FRAME.sub("", _FRAME.sub("", key))
        if len(stripped) >= 2 and (field := catalogue.spellings().get(stripped)) and not _OTHER_PEOPLE.search(key):
            return field, 0.88
        for known, field in catalogue.spellings().items():
            ratio = SequenceMatcher(None, known, key).ratio()
            if len(known) >= 3 and known in key and not _OTHER_PEOPLE.search(key.replace(known, "")):
                ratio = max(ratio, 0.5 + 0.35 * len(known) / len(key))
            if ratio > best[1] and ratio >= 0.66:
                best = (field, ratio * 0.88)
    if best[0] is not None and _OTHER_PEOPLE.search("".join(lines)) and best[1] < 0.78:
        return None, 0.0
    return best


def _unique(matches: list[ColumnMatch], catalogue: Catalogue) -> list[ColumnMatch]:
    """One column for each field: the surest first; further ones go to the overflow field or become suggestions."""
    taken: set[str] = set()
    result: dict[int, ColumnMatch] = {}
    for candidate in sorted(matches, key=lambda each: (-each.confidence, each.column)):
        match, field = candidate, candidate.field
        if field and not catalogue[field].ignored:
            while field in taken and catalogue[field].overflow:
                field = catalogue[field].overflow
            if field in taken:
                match = replace(match, field="", suggestion="", confidence=0.0, source="none")
            else:
                taken.add(field)
                match = replace(match, field=field)
        result[match.column] = match
    return [
        replace(match, suggestion="", confidence=0.0, source="none") if match.suggestion in taken else match
        for match in (result[each.column] for each in matches)
    ]


def _guess_dates(matches: list[ColumnMatch], body: list[tuple[Cell, ...]], catalogue: Catalogue) -> list[ColumnMatch]:
    """Columns of dates without a telling heading: offered in the order of life as suggestions, never taken silently."""
    free = [field.identifier for field in catalogue.fields if field.content == "date"]
    used = {match.field for match in matches} | {match.suggestion for match in matches}
    free = [identifier for identifier in free if identifier not in used]
    number_at = next(
        (match.column for match in matches if match.field and catalogue[match.field].content == NUMBER), None
    )
    numbers = [] if number_at is None else [row[number_at] if number_at < len(row) else "" for row in body]
    result = []
    for candidate in matches:
        match = candidate
        values = [row[match.column] for row in body if match.column < len(row)]
        unknown = not match.field and not match.suggestion and not _OTHER_PEOPLE.search(match.title)
        if unknown and free and content_kinds(values).get("date", 0) >= 0.8:
            fitting = [each for each in free if each != BIRTH or _may_be_birth(values, numbers)] or free
            match = replace(match, suggestion=fitting[0], confidence=0.4, source="content")
            free.remove(fitting[0])
        result.append(match)
    return result


def _may_be_birth(values: Sequence[Cell], numbers: Sequence[Cell]) -> bool:
    """Whether dates can be dates of birth: where identity numbers stand beside them, these say so."""
    births = sorted(text[6:10] for cell in numbers if len(text := cell_text(cell).strip()) == 18)
    years = sorted(date[:4] for cell in values if isinstance(date := normalise_date(cell).value, str))
    if not births or not years:
        return True
    return abs(int(years[len(years) // 2]) - _year(births[len(births) // 2])) <= 5


def _year(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def choose_sheet(sheets: Sequence[Sheet], catalogue: Catalogue) -> Recognised:
    """The sheet that fits a catalogue best: visible before hidden, then by recognised columns, then by rows."""
    found = [recognise(sheet, catalogue) for sheet in sheets]
    return max(found, key=lambda each: (each.sheet.visible, each.score, each.sheet.rows, -each.sheet.index))
