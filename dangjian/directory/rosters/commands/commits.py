"""Writing a previewed import: all of it or nothing, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.columns import layouts
from dangjian.directory.columns.enums import ORDER, RosterKind
from dangjian.directory.judging import records, rules, trees
from dangjian.directory.judging.enums import RowStatus
from dangjian.directory.judging.judges import load_places, member_judge, seat_judge, tree_judge
from dangjian.directory.judging.people import MemberJudge
from dangjian.directory.judging.staging import StagedRow, squeeze, unpack
from dangjian.directory.members.commands import move_people
from dangjian.directory.members.commands.bulk import ChangedPerson, NewPerson, register_many, update_people
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.commands import Paper, establish_organisation
from dangjian.directory.organisations.commands.rosters import fill_organisation
from dangjian.directory.organisations.enums import BranchKind, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.rules import naming
from dangjian.directory.rosters.commands.seats import write_seats
from dangjian.directory.rosters.enums import BatchState
from dangjian.directory.rosters.events import RosterCommitted
from dangjian.directory.rosters.models import ImportBatch, ImportChunk
from dangjian.directory.rosters.permissions import IMPORT_ROSTER
from dangjian.directory.rosters.previews import Report
from dangjian.foundation.tabular.normalise.dates import first_day
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, Problem


@command(IMPORT_ROSTER)
def commit_batch(
    unit: Unit, *, batch_id: UUID, report: Report, confirm: Callable[[], None] | None = None
) -> ImportBatch:
    """Write a batch: organisations from above, then people; every row is judged again against the register as it is.

    `confirm` is called last: it raises when the work was given to another worker in between.
    Raises Conflict when rows that were good are faulty by now; nothing is written then.
    """
    batch = unit.get(ImportBatch, batch_id)
    if batch.state != BatchState.COMMITTING:
        raise Conflict("roster.not_committing", "该导入不在提交状态，请刷新后查看。")
    parts = layouts.load(batch.layout.reveal())
    total = sum(int(batch.counts.get(str(number), {}).get("rows", 0)) for number in range(len(parts)))
    tally = dict.fromkeys(
        ("people_new", "people_changed", "organisations_new", "organisations_changed", "posts_new", "posts_changed"), 0
    )
    writer = _Writer(unit, batch, tally, report, total)
    order = sorted(range(len(parts)), key=lambda number: ORDER.index(RosterKind(parts[number].kind)))
    for number in order:
        if parts[number].is_used:
            writer.write_part(number, parts[number])
    unit.emit(RosterCommitted(batch_id=batch.pk, **tally))
    counts = {**batch.counts, "written": tally}
    unit.update(batch, state=BatchState.COMMITTED, committed_at=unit.now, counts=counts)
    unit.note(f"导入 {batch.file_name}：{'，'.join(f'{name} {count}' for name, count in tally.items())}")
    report(total, total, "正在保存")
    if confirm is not None:
        confirm()
    return batch


class _Writer:
    """Writes the parts of one batch and remembers what was done, chunk by chunk."""

    def __init__(self, unit: Unit, batch: ImportBatch, tally: dict[str, int], report: Report, total: int) -> None:
        self._unit = unit
        self._batch = batch
        self._tally = tally
        self._report = report
        self._total = total
        self._done = 0

    def write_part(self, number: int, part: layouts.Part) -> None:
        """Write all rows of a sheet."""
        chunks = ImportChunk.objects.filter(batch=self._batch, part=number).order_by("number")
        ids = list(chunks.values_list("pk", flat=True))
        if part.kind == RosterKind.ORGANISATION:
            self._write_tree(part, ids)
            return
        if part.kind == RosterKind.OFFICER:
            self._write_officers(part, ids)
            return
        judge = member_judge(part, load_places(), self._unit.today)
        for chunk_id in ids:
            chunk = ImportChunk.objects.get(pk=chunk_id)
            rows = unpack(chunk.rows.reveal())
            self._write_people(chunk, rows, judge)
            self._done += len(rows)
            self._report(self._done, self._total, f"正在写入“{part.sheet_name}”")

    def _write_people(self, chunk: ImportChunk, rows: list[StagedRow], judge: MemberJudge) -> None:
        judge.judge(rows)
        self._refuse_fresh_faults(chunk, rows)
        new = [row for row in rows if row.status == RowStatus.NEW]
        people = register_many(people=[self._new_person(row, judge) for row in new], source_ref=self._batch.pk)
        effects: dict[str, Any] = {"created": [str(person.pk) for person in people], "updated": [], "moved": []}
        changed: list[ChangedPerson] = []
        moves: dict[str, list[UUID]] = {}
        for row in rows:
            if row.status != RowStatus.CHANGED:
                continue
            person = judge.persons[row.target_id]
            values = self._changed_values(row, person)
            if values:
                effects["updated"].append([row.target_id, person.version + 1, _before(person, values)])
                changed.append(ChangedPerson(person, values))
            if row.place_id and row.place_id != str(person.organisation_id):
                moves.setdefault(row.place_id, []).append(person.pk)
                effects["moved"].append([row.target_id, str(person.organisation_id)])
        update_people(people=changed, source="import", source_ref=str(self._batch.pk))
        for place_id, person_ids in moves.items():
            move_people(person_ids=person_ids, to_organisation_id=UUID(place_id), on=self._unit.today, note="名册导入")
        self._note_versions(effects)
        self._tally["people_new"] += len(people)
        self._tally["people_changed"] += len({*(each[0] for each in effects["updated"] + effects["moved"])})
        if people or changed or moves:
            self._unit.update_batch([_with_effects(chunk, effects)], ["effects"])

    def _note_versions(self, effects: dict[str, Any]) -> None:
        """Moving raises the version once more: undoing compares with what the import itself left behind."""
        moved = [UUID(each[0]) for each in effects["moved"]]
        if moved:
            found = Person.objects.filter(pk__in=moved).values_list("pk", "version")
            versions = {str(pk): version for pk, version in found}
            effects["updated"] = [[pk, versions.get(pk, version), old] for pk, version, old in effects["updated"]]
            effects["moved"] = [[pk, old, versions.get(pk, 0)] for pk, old in effects["moved"]]

    def _refuse_fresh_faults(self, chunk: ImportChunk, rows: list[StagedRow]) -> None:
        for before, row in zip(chunk.states, rows, strict=True):
            if row.status == RowStatus.FAULTY and (before != RowStatus.FAULTY.value or not self._batch.skip_faulty):
                text = next(problem.text for problem in row.problems if problem.level == "error")
                raise Conflict(
                    "roster.changed_meanwhile",
                    f"第 {row.number} 行现在有错误：{text}检查之后数据有变化，请重新检查后再提交。"
                    "本次没有写入任何数据。",
                )

    def _new_person(self, row: StagedRow, judge: MemberJudge) -> NewPerson:
        full = dict(row.values)
        rules.complete(full, self._unit.today)
        return NewPerson(UUID(row.place_id), records.record_values(full, row.extras), judge.cell_of(row))

    def _changed_values(self, row: StagedRow, person: Person) -> dict[str, Any]:
        full = dict(row.values)
        if rules.complete(full, self._unit.today):
            full.pop("person_category", None)
        record = records.keep_exact_days(person, records.record_values(full, row.extras), full)
        return records.differences(person, record)

    def _write_officers(self, part: layouts.Part, chunk_ids: list[UUID]) -> None:
        chunks = [ImportChunk.objects.get(pk=pk) for pk in chunk_ids]
        lists = [unpack(chunk.rows.reveal()) for chunk in chunks]
        rows = [row for each in lists for row in each]
        judge = seat_judge(part, load_places(), self._unit.today)
        judge.judge(rows)
        for chunk, each in zip(chunks, lists, strict=True):
            self._refuse_fresh_faults(chunk, each)

        def step() -> None:
            self._done = min(self._done + 1, self._total)
            self._report(self._done, self._total, f"正在登记“{part.sheet_name}”")

        effects = write_seats(rows, judge, str(self._batch.pk), step)
        self._tally["posts_new"] += len(effects["posts"])
        self._tally["posts_changed"] += len(effects["posts_updated"])
        if chunks:
            self._unit.update_batch([_with_effects(chunks[0], effects)], ["effects"])

    def _write_tree(self, part: layouts.Part, chunk_ids: list[UUID]) -> None:
        chunks = [ImportChunk.objects.get(pk=pk) for pk in chunk_ids]
        lists = [unpack(chunk.rows.reveal()) for chunk in chunks]
        rows = [row for each in lists for row in each]
        tree_judge(part, load_places(), self._unit.today).judge(rows)
        for chunk, each in zip(chunks, lists, strict=True):
            self._refuse_fresh_faults(chunk, each)
        made: dict[str, Organisation] = {}
        created: list[list[Any]] = []
        updated: list[list[Any]] = []
        dates = _dates_of(rows, part.sheet_index, self._unit.today)
        for row in trees.in_order(rows, part.sheet_index):
            organisation = self._establish(row, part, made, dates)
            created.append([str(organisation.pk), organisation.version])
            self._step(part)
        for row in rows:
            if row.status == RowStatus.CHANGED:
                updated.append(self._fill_known(row))
                self._step(part)
        self._tally["organisations_new"] += len(created)
        self._tally["organisations_changed"] += len(updated)
        if chunks:
            effects = {"organisations": created, "organisations_updated": updated}
            self._unit.update_batch([_with_effects(chunks[0], effects)], ["effects"])

    def _step(self, part: layouts.Part) -> None:
        self._done = min(self._done + 1, self._total)
        self._report(self._done, self._total, f"正在建立“{part.sheet_name}”")

    def _establish(
        self, row: StagedRow, part: layouts.Part, made: dict[str, Organisation], dates: dict[str, date]
    ) -> Organisation:
        own = f"{trees.PENDING}{part.sheet_index}:{row.number}"
        parent = made.get(row.place_id)
        parent_id = parent.pk if parent is not None else UUID(row.place_id) if row.place_id else None
        kind, branch_kind = trees.kind_of(row.values)
        name = row.values["full_name"]
        try:
            organisation = establish_organisation(
                parent_id=parent_id,
                org_kind=OrgKind(kind),
                short_name=row.values.get("short_name") or naming.short_name_for(name, kind),
                on=dates[own],
                full_name=name,
                branch_kind=BranchKind(branch_kind) if branch_kind else None,
                org_code=row.values.get("org_code"),
                org_uid=row.values.get("org_uid"),
                paper=Paper(row.values.get("approved_by", ""), row.values.get("approval_no", ""), "名册导入"),
            )
        except Problem as problem:
            text = f"第 {row.number} 行“{name}”不能建立：{problem.text}本次没有写入任何数据。"
            raise Conflict("roster.organisation_refused", text) from problem
        made[own] = organisation
        values = trees.record_values(row.values)
        values.setdefault("established_on", None)
        return fill_organisation(organisation_id=organisation.pk, values=values, source_ref=str(self._batch.pk))

    def _fill_known(self, row: StagedRow) -> list[Any]:
        organisation = Organisation.objects.get(pk=row.target_id)
        values = trees.differences(organisation, row.values)
        old = {name: _text_of(getattr(organisation, name)) for name in values}
        filled = fill_organisation(organisation_id=organisation.pk, values=values, source_ref=str(self._batch.pk))
        return [row.target_id, filled.version, old]


def _dates_of(rows: list[StagedRow], sheet_index: int, today: date) -> dict[str, date]:
    """From when each new organisation stands in the tree: never before its superior does.

    A row without a date begins with its superior; a date before the superior's is kept in the record, while the tree
    begins with the superior. A superior without a date begins with the oldest below it, so that history has no holes.
    """
    own_of = {id(row): f"{trees.PENDING}{sheet_index}:{row.number}" for row in rows}
    stated = {
        own_of[id(row)]: first_day(row.values["established_on"]) for row in rows if "established_on" in row.values
    }
    above = {own_of[id(row)]: row.place_id for row in rows}
    ordered = trees.in_order(rows, sheet_index)
    oldest = dict(stated)
    for row in reversed(ordered):
        own, parent = own_of[id(row)], row.place_id
        if parent in above and parent not in stated and own in oldest:
            oldest[parent] = min(oldest.get(parent, oldest[own]), oldest[own])
    known = {
        str(pk): established
        for pk, established in Organisation.objects.values_list("pk", "established_on")
        if established is not None
    }
    begins: dict[str, date] = {}
    for row in ordered:
        own = own_of[id(row)]
        floor = begins.get(row.place_id) or known.get(row.place_id)
        day = oldest.get(own) or floor or today
        begins[own] = min(max(day, floor) if floor else day, today)
    return begins


def _before(person: Person, values: dict[str, Any]) -> dict[str, Any]:
    """Old values of the fields that change, as JSON, sensitive ones in clear: they are kept sealed."""
    return {name: _text_of(getattr(person, name)) for name in values}


def _text_of(value: Any) -> Any:
    if hasattr(value, "reveal"):
        return value.reveal()
    return value.isoformat() if isinstance(value, date) else value


def _with_effects(chunk: ImportChunk, effects: dict[str, Any]) -> ImportChunk:
    chunk.effects = squeeze(effects)
    return chunk
