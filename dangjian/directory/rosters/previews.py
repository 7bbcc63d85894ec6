"""Reading a file into staged rows: parsed, judged against the register, packed chunk by chunk, counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.rosters.enums import RosterKind, RowStatus
from dangjian.directory.rosters.judging import MemberJudge
from dangjian.directory.rosters.layouts import Part
from dangjian.directory.rosters.places import Place, PlaceIndex
from dangjian.directory.rosters.staging import CHUNK_ROWS, StagedRow, pack
from dangjian.directory.rosters.trees import TreeJudge
from dangjian.foundation.rulebook.queries import rule
from dangjian.foundation.tabular.parse import ParsedRow, RowParser
from dangjian.foundation.tabular.problems import TableRefused
from dangjian.foundation.tabular.workbook import Book, Cell, read_rows
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import Scope, current_scope

Report = Callable[[int, int, str], None]
_TITLE_WORDS = re.compile(
    r"^(?:填报|填表)?单位[:：]|(?:\d{4}年?度?)?(?:全体)?(?:党员|人员)?(?:基本)?(?:信息|情况)?(?:采集|登记|统计|汇总|花名|名)(?:表|册)$"
)
MISSING_LISTED = 500
"""People who are not in the file that are listed by name; all are counted."""


@dataclass(slots=True)
class PackedChunk:
    """A chunk as it is stored."""

    part: int
    number: int
    first_row: int
    last_row: int
    states: str
    levels: str
    keys: list[str]
    text: str


@dataclass
class Preview:
    """What the preview found."""

    chunks: list[PackedChunk] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    missing: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kept:
    """What people corrected before: it survives a new reading of the file."""

    cells: list[Cell]
    overrides: dict[str, str]
    decision: str
    edited: bool


KeptRows = dict[tuple[int, int], Kept]


def load_places() -> PlaceIndex:
    """All organisations in the bound scope."""
    columns = (
        "id",
        "org_path",
        "full_name",
        "short_name",
        "org_kind",
        "parent_id",
        "org_code",
        "org_uid",
        "dissolved_on",
    )
    return PlaceIndex(
        Place(str(pk), path, full, short, kind, str(parent or ""), code or "", uid or "", ended is not None)
        for pk, path, full, short, kind, parent, code, uid, ended in Organisation.objects.values_list(*columns)
    )


def member_judge(part: Part, places: PlaceIndex, today: date) -> MemberJudge:
    """A judge of member rows for the bound scope."""
    scope = current_scope()
    return MemberJudge(
        part=part,
        places=places,
        tenant_id=scope.tenant_id,
        today=today,
        scope=scope,
        default_place_id=_default_place(part, places, scope),
    )


def tree_judge(part: Part, places: PlaceIndex, today: date) -> TreeJudge:
    """A judge of organisation rows for the bound scope."""
    whole = current_scope().whole_tenant
    return TreeJudge(
        part=part,
        places=places,
        today=today,
        whole_tenant=whole,
        default_parent_id=part.place_id,
        legal=rule("org.children").value,
    )


def _default_place(part: Part, places: PlaceIndex, scope: Scope) -> str:
    """The branch of rows that name none: as chosen for the sheet, else what the sheet or its title is called, else the
    only branch in reach."""
    if _takes_people(places, part.place_id):
        return part.place_id
    if not {"branch", "branch_uid", "branch_code"} & (set(part.mapping.values()) | set(part.constants)):
        for text in (part.sheet_name, *part.above):
            found = places.find(_TITLE_WORDS.sub("", text), branches=True)
            if found.place is not None:
                return found.place.id
    return _only_branch(places, scope)


def _takes_people(places: PlaceIndex, place_id: str) -> bool:
    place = places.by_id.get(place_id)
    return place is not None and place.kind == "branch" and not place.is_dissolved


def _only_branch(places: PlaceIndex, scope: Scope) -> str:
    """The branch of somebody who looks after a single one: rows that name none belong there."""
    branches = [place for place in places.by_id.values() if place.kind == "branch" and not place.is_dissolved]
    return branches[0].id if len(branches) == 1 and not scope.whole_tenant else ""


def build_preview(book: Book, parts: list[Part], kept: KeptRows, today: date, report: Report) -> Preview:
    """Read, judge and pack all used sheets, organisations before members. Raises BadInput when nothing can be read."""
    preview = Preview()
    places = load_places()
    used = [(number, part) for number, part in enumerate(parts) if part.is_used]
    if not used:
        raise BadInput("roster.no_sheet", "没有选择要导入的工作表。请至少选择一张。")
    total = sum(part.rows for _, part in used)
    done = 0
    # Organisations first: members of the same workbook may belong to branches that it sets up.
    for number, part in sorted(used, key=lambda each: each[1].kind != RosterKind.ORGANISATION):
        counter = _Counter(part)
        for rows, keys in _judged(book, number, part, kept, places, today, counter):
            done += len(rows)
            counter.add(rows)
            preview.chunks.append(pack_chunk(number, len(preview.chunks), rows, keys))
            report(min(done, total), total, f"正在检查“{part.sheet_name}”")
        preview.counts[str(number)] = counter.result()
        if part.kind == RosterKind.MEMBER:
            _list_missing(preview, counter, places)
    preview.counts["total"] = _sum(preview.counts)
    report(total, total, "检查完成")
    return preview


def _judged(
    book: Book, number: int, part: Part, kept: KeptRows, places: PlaceIndex, today: date, counter: _Counter
) -> Iterator[tuple[list[StagedRow], list[str]]]:
    parser = row_parser(part)
    rows = (_staged(parser, row, kept.get((number, row.number))) for row in _parsed(book, part, parser))
    if part.kind == RosterKind.ORGANISATION:
        everything = list(rows)
        tree_judge(part, places, today).judge(everything)
        for start in range(0, len(everything), CHUNK_ROWS):
            chunk = everything[start : start + CHUNK_ROWS]
            yield chunk, [""] * len(chunk)
    else:
        judge = member_judge(part, places, today)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            yield chunk, judge.judge(chunk)
        counter.matched, counter.places_used = judge.matched, judge.places_used
    counter.skipped = [(row.number, row.kind, row.text[:80]) for row in parser.skipped]


def row_parser(part: Part) -> RowParser:
    """The parser of a sheet with its mapping."""
    return RowParser(part.catalogue, part.mapping, part.heading, part.constants)


def _parsed(book: Book, part: Part, parser: RowParser) -> Iterable[ParsedRow]:
    sheet = next((each for each in book.sheets if each.index == part.sheet_index), None)
    if sheet is None:
        raise BadInput("roster.sheet_gone", "文件中没有这张工作表，请重新上传。")
    try:
        yield from parser.parse(read_rows(book, sheet))
    except TableRefused as refused:
        raise BadInput(refused.code, refused.text, field="file") from refused


def _staged(parser: RowParser, parsed: ParsedRow, kept: Kept | None) -> StagedRow:
    row = StagedRow(parsed.number, parsed.cells, parsed.values, parsed.problems, parsed.extras, parsed.section)
    if kept is not None:
        row.decision, row.edited, row.overrides = kept.decision, kept.edited, kept.overrides
        if kept.edited:
            row.cells = kept.cells
            parse_again(parser, row)
    return row


def parse_again(parser: RowParser, row: StagedRow) -> None:
    """Read the cells of a row anew after a correction."""
    parsed = parser.parse_row(row.number, row.cells)
    for name, text in row.overrides.items():
        value, fault, extra = parser.catalogue[name].normalise(text)
        parsed.problems = [problem for problem in parsed.problems if problem.field != name]
        parsed.values.pop(name, None)
        if value is not None:
            parsed.values[name] = value
        if extra:
            parsed.extras[name] = extra
        if fault is not None:
            parsed.problems.append(parser.problem(row.number, name, fault))
    row.values, row.problems, row.extras = parsed.values, parsed.problems, parsed.extras


def pack_chunk(part: int, number: int, rows: list[StagedRow], keys: list[str]) -> PackedChunk:
    """The stored form of judged rows."""
    return PackedChunk(
        part=part,
        number=number,
        first_row=rows[0].number,
        last_row=rows[-1].number,
        states="".join(row.status.value for row in rows),
        levels="".join(row.level for row in rows),
        keys=keys,
        text=pack(rows),
    )


class _Counter:
    """Counts of one sheet."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.states: Counter[str] = Counter()
        self.codes: Counter[tuple[str, str]] = Counter()
        self.matched: set[str] = set()
        self.places_used: set[str] = set()
        self.skipped: list[tuple[int, str, str]] = []
        self.not_in_file = 0

    def add(self, rows: list[StagedRow]) -> None:
        for row in rows:
            self.states[row.status.value] += 1
            for problem in row.problems:
                self.codes[(problem.code, problem.level)] += 1

    def result(self) -> dict[str, Any]:
        errors = sum(count for (_, level), count in self.codes.items() if level == "error")
        return {
            "rows": sum(self.states.values()),
            "new": self.states[RowStatus.NEW.value],
            "changed": self.states[RowStatus.CHANGED.value],
            "same": self.states[RowStatus.SAME.value],
            "faulty": self.states[RowStatus.FAULTY.value],
            "skipped": self.states[RowStatus.SKIPPED.value],
            "errors": errors,
            "warnings": sum(self.codes.values()) - errors,
            "not_in_file": self.not_in_file,
            "codes": {f"{code}|{level}": count for (code, level), count in self.codes.most_common(60)},
            "left_out": self.skipped[:100],
        }


def _list_missing(preview: Preview, counter: _Counter, places: PlaceIndex) -> None:
    """People of the branches in the file who are not in it: listed, never removed."""
    known = [place for place in counter.places_used if not place.startswith("row:")]
    count = 0
    for start in range(0, len(known), 400):
        people = Person.objects.filter(
            organisation_id__in=known[start : start + 400], register_state=RegisterState.ACTIVE
        )
        for pk, name, organisation_id in people.values_list("id", "name", "organisation_id"):
            if str(pk) in counter.matched:
                continue
            count += 1
            if len(preview.missing) < MISSING_LISTED:
                place = places.by_id.get(str(organisation_id))
                preview.missing.append({"id": str(pk), "name": name, "branch": place.short_name if place else ""})
    preview.counts[next(reversed(preview.counts))]["not_in_file"] = count


_SUMMED = ("rows", "new", "changed", "same", "faulty", "skipped", "errors", "warnings", "not_in_file")


def _sum(counts: dict[str, Any]) -> dict[str, int]:
    return {name: sum(part[name] for part in counts.values()) for name in _SUMMED}
