"""The sheets of a batch as they were understood and corrected: headings, columns, mapping, values for all rows."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.columns.fields_member import MEMBER_FIELDS
from dangjian.directory.columns.fields_officer import OFFICER_FIELDS, TELLING
from dangjian.directory.columns.fields_organisation import ORGANISATION_FIELDS
from dangjian.foundation.tabular.catalogue import Catalogue
from dangjian.foundation.tabular.layout import Heading
from dangjian.foundation.tabular.recognise import Recognised, recognise
from dangjian.foundation.tabular.workbook import Sheet

CATALOGUES: dict[str, Catalogue] = {
    RosterKind.MEMBER: MEMBER_FIELDS,
    RosterKind.ORGANISATION: ORGANISATION_FIELDS,
    RosterKind.OFFICER: OFFICER_FIELDS,
}
_OFFICERS = re.compile(r"班子|书记|支委|委员会?成员|委员名|任职|党务干部")


@dataclass
class Part:
    """One sheet of the file.

    `is_used`: whether it is imported. `mapping`: column index to field. `constants`: values of fields that have no
    column, the same for all rows (the branch a sheet belongs to). `remembered`: the mapping is from an earlier import.
    """

    sheet_index: int
    sheet_name: str
    visible: bool
    rows: int
    kind: str
    is_used: bool
    first: int
    last: int
    lines: list[list[str]]
    above: list[str]
    signature: str
    mapping: dict[int, str] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    remembered: bool = False
    place_id: str = ""
    """Organisation for rows that name none: branch of members, superior of organisations."""

    @property
    def catalogue(self) -> Catalogue:
        """Fields of this kind of sheet."""
        return CATALOGUES[self.kind]

    @property
    def heading(self) -> Heading:
        """Where the headings are."""
        return Heading(self.first, self.last, tuple(tuple(each) for each in self.lines), tuple(self.above))

    def titles(self) -> list[str]:
        """Headings on one line each."""
        heading = self.heading
        return [heading.title(column) or f"第{column + 1}列" for column in range(len(self.lines))]

    def missing(self) -> list[str]:
        """Titles of required fields that no column or constant gives."""
        given = set(self.mapping.values()) | set(self.constants)
        return [each.title for each in self.catalogue.fields if each.required and each.identifier not in given]


def understand(sheets: tuple[Sheet, ...], kind: str | None = None) -> list[Part]:
    """All sheets of a file with the catalogue that fits each best. Sheets with too few known columns are not used.

    Without any usable sheet the best one is used all the same: its mapping can be corrected by hand.
    """
    found = [_best(sheet, kind) for sheet in sheets]
    parts = [_part(kind_of, recognised) for kind_of, recognised in found]
    if parts and not any(part.is_used for part in parts):
        best = max(range(len(parts)), key=lambda number: (parts[number].visible, found[number][1].score))
        parts[best].is_used = True
    return parts


def _best(sheet: Sheet, kind: str | None) -> tuple[str, Recognised]:
    kinds = [kind] if kind else [RosterKind.MEMBER.value, RosterKind.ORGANISATION.value]
    answers = [(each, recognise(sheet, CATALOGUES[each])) for each in kinds]
    officers = recognise(sheet, OFFICER_FIELDS)
    if not kind and _lists_officers(officers):
        answers.append((RosterKind.OFFICER.value, officers))
    return max(answers, key=lambda answer: answer[1].score)


def _lists_officers(recognised: Recognised) -> bool:
    """Whether a sheet is about posts: it names them one by one, and dates or its title say that this is what it is for.

    Rosters of members have a column of posts, too, and lists of organisations their secretaries: they stay what they
    are unless somebody chooses otherwise.
    """
    found = set(recognised.mapping.values())
    if not {"name", "post_kind"} <= found:
        return False
    titles = (recognised.sheet.name, *recognised.heading.above)
    return bool(found & TELLING) or any(_OFFICERS.search(title) for title in titles)


def _part(kind: str, recognised: Recognised) -> Part:
    sheet, heading = recognised.sheet, recognised.heading
    known = {field for field in recognised.mapping.values() if not CATALOGUES[kind][field].ignored}
    usable = sheet.visible and not recognised.missing and len(known) >= 2 and sheet.rows > heading.last + 1
    return Part(
        sheet_index=sheet.index,
        sheet_name=sheet.name,
        visible=sheet.visible,
        rows=max(sheet.rows - heading.last - 1, 0),
        kind=kind,
        is_used=usable,
        first=heading.first,
        last=heading.last,
        lines=[list(lines) for lines in heading.columns],
        above=list(heading.above)[:10],
        signature=recognised.signature,
        mapping=recognised.mapping,
        columns=[asdict(match) for match in recognised.columns],
    )


def dump(parts: list[Part]) -> str:
    """Parts as JSON text."""
    return orjson.dumps([asdict(part) for part in parts], option=orjson.OPT_NON_STR_KEYS).decode()


def load(text: str) -> list[Part]:
    """The parts that `dump` wrote."""
    parts = []
    for values in orjson.loads(text):
        values["mapping"] = {int(column): name for column, name in values["mapping"].items()}
        parts.append(Part(**values))
    return parts
