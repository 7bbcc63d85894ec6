"""Reading a file into staged rows: parsed, judged against the register, packed chunk by chunk, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from dangjian.directory.columns.enums import ORDER, RosterKind
from dangjian.directory.columns.layouts import Part
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.judges import load_places, member_judge, seat_judge, tree_judge
from dangjian.directory.judging.newcomers import Newcomers
from dangjian.directory.judging.places import PlaceIndex
from dangjian.directory.judging.staging import CHUNK_ROWS, StagedRow, pack
from dangjian.directory.judging.strength import strengths
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.foundation.tabular.limits import DEFAULT_LIMITS
from dangjian.foundation.tabular.parse import ParsedRow, RowParser
from dangjian.foundation.tabular.problems import TableRefused
from dangjian.foundation.tabular.workbook import Book, Cell, read_rows
from dangjian.kernel.errors import BadInput

Report = Callable[[int, int, str], None]
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
    strength: dict[str, int] = field(default_factory=dict)
    """Members that organisations with a stated count will have, by id (DAT-R13)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What people corrected before: it survives a new reading of the file."""

    cells: list[Cell]
    overrides: dict[str, str]
    decision: str
    edited: bool


KeptRows = dict[tuple[int, int], Kept]


def build_preview(
    book: Book,
    parts: list[Part],
    kept: KeptRows,
    today: date,
    report: Report,
    *,
    most_rows: int = DEFAULT_LIMITS.rows,
) -> Preview:
    """Read, judge and pack all used sheets, organisations before members.

    Raises BadInput when nothing can be read, or for more than `most_rows` rows of data in all used sheets.
    """
    preview = Preview()
    used = [(number, part) for number, part in enumerate(parts) if part.is_used]
    if not used:
        raise BadInput("roster.no_sheet", "没有选择要导入的工作表。请至少选择一张。")
    _Reading(preview, book, kept, today, report, used, most_rows).run()
    preview.counts["total"] = _sum(preview.counts)
    return preview


class _Reading:
    """Reads and judges the sheets one after the other; sheets of one file know of one another."""

    def __init__(
        self,
        preview: Preview,
        book: Book,
        kept: KeptRows,
        today: date,
        report: Report,
        used: list[tuple[int, Part]],
        most_rows: int,
    ) -> None:
        self._preview = preview
        self._book = book
        self._kept = kept
        self._today = today
        self._report = report
        self._used = sorted(used, key=lambda each: ORDER.index(RosterKind(each[1].kind)))
        self._places = load_places()
        self._newcomers = Newcomers()
        self._mixed = len({part.kind for _, part in used}) > 1
        self._total = sum(part.rows for _, part in used)
        self._done = 0
        self._read = 0
        self._most_rows = most_rows

    def run(self) -> None:
        """Organisations first: people of the same workbook may belong to branches that it sets up; officers last."""
        trees: list[tuple[int, Part, _Counter, list[StagedRow]]] = []
        for number, part in self._used:
            counter = _Counter(part)
            if part.kind == RosterKind.ORGANISATION:
                # Kept until the members of the same file are known: stated counts are compared with them.
                trees.append((number, part, counter, self._judge_tree(number, part, counter)))
            elif part.kind == RosterKind.OFFICER:
                self._judge_officers(number, part, counter)
            else:
                self._judge_members(number, part, counter)
        for number, part, counter, rows in trees:
            strength = strengths(rows, part.sheet_index, self._places, self._newcomers)
            tree_judge(part, self._places, self._today).compare_strength(rows, strength)
            self._preview.strength |= strength
            self._keep_all(number, counter, rows, [""] * len(rows))
        self._report(self._total, self._total, "检查完成")

    def _rows(self, number: int, part: Part, counter: _Counter) -> Iterator[StagedRow]:
        parser = row_parser(part)
        for row in _parsed(self._book, part, parser):
            self._read += 1
            if self._read > self._most_rows:
                text = f"名册超过 {self._most_rows:,} 行，没有导入。请按单位拆分成几个文件，分别导入。"
                raise BadInput("roster.too_many_rows", text, field="file")
            yield _staged(parser, row, self._kept.get((number, row.number)))
        counter.skipped = [(row.number, row.kind, row.text[:80]) for row in parser.skipped]

    def _judge_tree(self, number: int, part: Part, counter: _Counter) -> list[StagedRow]:
        rows = list(self._rows(number, part, counter))
        tree_judge(part, self._places, self._today).judge(rows)
        self._tell(part, len(rows))
        return rows

    def _judge_officers(self, number: int, part: Part, counter: _Counter) -> None:
        rows = list(self._rows(number, part, counter))
        keys = seat_judge(part, self._places, self._today, self._newcomers).judge(rows)
        self._keep_all(number, counter, rows, keys)
        self._tell(part, len(rows))

    def _judge_members(self, number: int, part: Part, counter: _Counter) -> None:
        judge = member_judge(part, self._places, self._today)
        rows = self._rows(number, part, counter)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            keys = judge.judge(chunk)
            if self._mixed:
                self._newcomers.add(number, chunk, keys, self._today)
            self._keep(number, counter, chunk, keys)
            self._tell(part, len(chunk))
        counter.matched, counter.places_used = judge.matched, judge.places_used
        self._preview.counts[str(number)] = counter.result() | {
            "not_in_file": _list_missing(self._preview, counter, self._places)
        }

    def _keep_all(self, number: int, counter: _Counter, rows: list[StagedRow], keys: list[str]) -> None:
        for start in range(0, len(rows), CHUNK_ROWS):
            end = start + CHUNK_ROWS
            self._keep(number, counter, rows[start:end], keys[start:end])
        self._preview.counts[str(number)] = counter.result()

    def _keep(self, number: int, counter: _Counter, rows: list[StagedRow], keys: list[str]) -> None:
        counter.add(rows)
        self._preview.chunks.append(pack_chunk(number, len(self._preview.chunks), rows, keys))

    def _tell(self, part: Part, count: int) -> None:
        self._done += count
        self._report(min(self._done, self._total), self._total, f"正在检查“{part.sheet_name}”")


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
            "not_in_file": 0,
            "codes": {f"{code}|{level}": count for (code, level), count in self.codes.most_common(60)},
            "left_out": self.skipped[:100],
        }


def _list_missing(preview: Preview, counter: _Counter, places: PlaceIndex) -> int:
    """People of the branches in the file who are not in it: listed, never removed. Returns how many."""
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
    return count


_SUMMED = ("rows", "new", "changed", "same", "faulty", "skipped", "errors", "warnings", "not_in_file")


def _sum(counts: dict[str, Any]) -> dict[str, int]:
    return {name: sum(part[name] for part in counts.values()) for name in _SUMMED}
