"""Fixing what members owe, and how an organisation keeps its dues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, FieldProblem, NotAllowed
from dangjian.kernel.scope import scope_for
from dangjian.work.dues.events import DuesBaseFixed
from dangjian.work.dues.models import DuesBase, DuesSetting
from dangjian.work.dues.permissions import AGREE_RELIEF, FIX_BASE, SET_DUES
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.queries.loading.ways import Ways
from dangjian.work.dues.rules.bases import why_not
from dangjian.work.dues.rules.kinds import (
    AGREED_ABOVE,
    ONE_MONTH,
    BaseSource,
    FixingMode,
    FixReason,
    PayerKind,
    Rounding,
)
from dangjian.work.dues.rules.months import is_month, month_of, shift
from dangjian.work.dues.rules.rates import NotAssessable, assess, monthly_average

MOST_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class NewBase:
    """What is entered for one member. Amounts are fen; the self-employed may give last quarter's net income instead."""

    person_id: UUID
    valid_from: str
    payer_kind: PayerKind
    source: BaseSource
    reason: FixReason
    base_fen: int | None = None
    quarter_net_fen: int | None = None
    agreed_fen: int | None = None
    note: str = ""
    approved_by: str = ""


@command(FIX_BASE)
def fix_bases(unit: Unit, *, entries: Sequence[NewBase]) -> list[DuesBase]:
    """Fix the dues of members from a month on; all or nothing. Earlier entries stay as they are.

    Raises BadInput with the line of each problem, NotFound for a member out of reach, NotAllowed where the next higher
    committee has to agree (第七条).
    """
    if not 0 < len(entries) <= MOST_AT_ONCE:
        raise BadInput("dues.base.count", f"一次最多核定 {MOST_AT_ONCE} 名党员，请分几次提交。", field="entries")
    people = _people(unit, entries)
    problems: list[FieldProblem] = []
    rows = []
    for number, entry in enumerate(entries):
        person = people[entry.person_id]
        problem = _problem(unit, entry, person)
        if problem is None:
            made = _row(unit, entry, person)
            if isinstance(made, DuesBase):
                rows.append(made)
                continue
            problem = ("agreed_yuan", made)
        problems.append(FieldProblem(f"entries.{number}.{problem[0]}", "dues.base.entry", problem[1]))
    if problems:
        first = problems[0].text if len(problems) == 1 else f"有 {len(problems)} 处需要修改，没有保存任何内容。"
        raise BadInput("dues.base.entry", first, fields=problems)
    unit.create_many(rows)
    for row in rows:
        unit.note(f"核定党费：{row.person_name}，自 {row.valid_from}，{FixReason(row.reason).label}", about=row)
        unit.emit(DuesBaseFixed(row.pk, row.person_id, row.organisation_id, row.valid_from))
    return rows


def _people(unit: Unit, entries: Sequence[NewBase]) -> dict[UUID, Person]:
    wanted = {entry.person_id for entry in entries}
    if len(wanted) == 1:
        person = unit.get(Person, next(iter(wanted)), lock=False)
        return {person.pk: person}
    rows = Person.objects.filter(pk__in=wanted).only("pk", "name", "org_path", "organisation_id", "person_category")
    found: dict[UUID, Person] = {person.pk: person for person in rows}
    for missing in wanted - found.keys():
        unit.get(Person, missing, lock=False)
    return found


def _problem(unit: Unit, entry: NewBase, person: Person) -> tuple[str, str] | None:
    month = month_of(unit.today)
    if person.person_category not in PARTY_MEMBERS or person.register_state != RegisterState.ACTIVE:
        return "person_id", f"“{person.name}”不是在册党员，不用核定党费。"
    if not is_month(entry.valid_from) or not shift(month, -24) <= entry.valid_from <= shift(month, 12):
        return "valid_from", f"起始月份应在 {shift(month, -24)} 至 {shift(month, 12)} 之间。"
    if entry.reason is FixReason.CORRECTION and not entry.note.strip():
        return "note", "更正差错请说明原因。"
    if entry.payer_kind in AGREED_ABOVE:
        _insist_on_agreement(unit, person)
        if not entry.approved_by.strip():
            return "approved_by", "请填写同意的上级党组织。"
    book = book_of(entry.valid_from)
    return why_not(
        kind=entry.payer_kind,
        reason=entry.reason,
        source=entry.source,
        mode=Ways(book, entry.valid_from).at(person.org_path).mode,
        has_entry_this_year=_has_entry(person, entry.valid_from[:4]),
        base=_base_of(entry),
        agreed=entry.agreed_fen,
    )


def _insist_on_agreement(unit: Unit, person: Person) -> None:
    if not scope_for(unit.actor, AGREE_RELIEF).covers(person.org_path):
        raise NotAllowed(
            "dues.base.relief",
            "少交、免交党费须经支部研究、报上级党委同意（第七条）。请将支部意见报上级党委，由上级党务工作者登记。",
        )


def _has_entry(person: Person, year: str) -> bool:
    rows = DuesBase.objects.unscoped("entries of a member that was loaded in scope").filter(person=person)
    in_year = rows.filter(valid_from__startswith=year).exclude(payer_kind__in=[kind.value for kind in ONE_MONTH])
    return bool(in_year.exists())


def _base_of(entry: NewBase) -> int | None:
    if entry.payer_kind is PayerKind.SELF_EMPLOYED and entry.quarter_net_fen is not None:
        return monthly_average(entry.quarter_net_fen)
    return entry.base_fen


def _row(unit: Unit, entry: NewBase, person: Person) -> DuesBase | str:
    book = book_of(entry.valid_from)
    rounding = Ways(book, entry.valid_from).at(person.org_path).rounding
    base = _base_of(entry)
    try:
        found = assess(entry.payer_kind, book.terms, base=base, agreed=entry.agreed_fen, rounding=rounding)
    except NotAssessable as problem:
        return f"{problem}。"
    return DuesBase(
        organisation_id=person.organisation_id,
        org_path=person.org_path,
        person=person,
        person_name=person.name,
        valid_from=entry.valid_from,
        valid_until=entry.valid_from if entry.payer_kind in ONE_MONTH else "",
        payer_kind=entry.payer_kind.value,
        base=None if base is None else str(base),
        agreed_fen=entry.agreed_fen,
        amount_fen=found.amount,
        rate=found.rate,
        is_capped=found.is_capped,
        rounding=rounding.value,
        terms_key=book.key(rounding),
        source=entry.source.value,
        reason=entry.reason.value,
        note=entry.note.strip(),
        approved_by=entry.approved_by.strip(),
        recorded_by=unit.actor.name[:80],
    )


@command(SET_DUES)
def set_dues(
    unit: Unit,
    *,
    organisation_id: UUID,
    valid_from: str,
    fixing_mode: FixingMode,
    rounding: Rounding,
    collection_day: int,
    share_up: int,
) -> DuesSetting:
    """Say how an organisation and those below it keep dues from a month on; earlier settings stay for earlier months.

    Raises NotFound, BadInput for a month that is over: what was assessed by another setting stands.
    """
    organisation = unit.get(Organisation, organisation_id, lock=False)
    this_month = month_of(unit.today)
    if not is_month(valid_from) or not this_month <= valid_from <= shift(this_month, 12):
        raise BadInput(
            "dues.setting.month", f"起始月份应在 {this_month} 至 {shift(this_month, 12)} 之间。", field="valid_from"
        )
    return unit.create(
        DuesSetting(
            organisation=organisation,
            org_path=organisation.org_path,
            valid_from=valid_from,
            fixing_mode=fixing_mode.value,
            rounding=rounding.value,
            collection_day=collection_day,
            share_up=share_up,
            recorded_by=unit.actor.name[:80],
        )
    )


@command(FIX_BASE)
def follow_people(unit: Unit, *, person_ids: Sequence[UUID]) -> int:
    """Let entries go with members who changed their branch: the new branch computes by them. May run twice."""
    people = Person.objects.filter(pk__in=list(person_ids)).values_list("pk", "organisation_id", "org_path")
    count = 0
    for pk, organisation_id, path in people:
        rows = DuesBase.objects.filter(person_id=pk).exclude(organisation_id=organisation_id)
        count += unit.update_many(rows, organisation_id=organisation_id, org_path=path)
    return count
