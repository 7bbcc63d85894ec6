"""Where people belong and how membership changes: moves, leaving, suspension."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.members.commands.people import branch_for_people, cell_of
from dangjian.directory.members.enums import (
    DISPOSALS,
    LEAVING_REASONS,
    ChangeReason,
    MembershipStatus,
    RegisterState,
)
from dangjian.directory.members.events import PeopleMoved, PeopleRegrouped, PersonLeft
from dangjian.directory.members.models import (
    Award,
    CorrectionRequest,
    Education,
    FamilyMember,
    MembershipChange,
    OrgRelation,
    Person,
)
from dangjian.directory.members.permissions import EDIT_MEMBER, MOVE_MEMBER, TAKE_OVER_MEMBER
from dangjian.directory.organisations.enums import ForbiddenAct
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.queries import refuse_act
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound


@command(MOVE_MEMBER)
def move_people(
    unit: Unit, *, person_ids: list[UUID], to_organisation_id: UUID, on: date, reason: str = "moved", note: str = ""
) -> int:
    """Move people to another branch of the tenant on a date; each belongs to exactly one branch at every instant.

    Returns how many moved. Raises BadInput for a date before somebody's present relation or in the future.
    """
    if on > unit.today:
        raise BadInput("directory.member.move_in_future", "调整日期不能晚于今天。", field="on")
    target = branch_for_people(to_organisation_id)
    unit.require_place(target.org_path)
    wanted = set(person_ids)
    people = list(Person.objects.filter(pk__in=wanted, register_state=RegisterState.ACTIVE).order_by("id"))
    if len(people) != len(wanted):
        raise NotFound("directory.member.some_missing", "所选人员中有的不在您的管理范围内，或已不在册。请刷新后重选。")
    moved = [person for person in people if person.organisation_id != target.id]
    _move(unit, moved, target, on, reason, note)
    return len(moved)


@command(TAKE_OVER_MEMBER)
def take_over_member(
    unit: Unit, *, person_id: UUID, from_organisation_id: UUID, to_organisation_id: UUID, on: date, note: str = ""
) -> Person:
    """Take somebody whose transfer was accepted over from another branch of the tenant, wherever that lies.

    The actor's right covers the receiving branch alone; only the app of transfers calls this, and no route leads here.
    Raises Conflict when the person does not belong to the sending branch any more, BadInput for an impossible date or
    a branch that takes nobody in.
    """
    if on > unit.today:
        raise BadInput("directory.member.move_in_future", "调整日期不能晚于今天。", field="on")
    target = branch_for_people(to_organisation_id)
    unit.require_place(target.org_path)
    rows = Person.objects.unscoped("a transfer that the sending branch released is taken over by the receiving one")
    here = {"organisation_id": from_organisation_id, "register_state": RegisterState.ACTIVE}
    person: Person | None = rows.filter(pk=person_id, **here).first()
    if person is None:
        raise Conflict("directory.member.not_there", "该党员已不在转出党支部，请与转出党支部核对后重新办理。")
    _move(unit, [person], target, on, "moved", note)
    return person


def _move(unit: Unit, moved: list[Person], target: Organisation, on: date, reason: str, note: str) -> None:
    """End the present relation of each, begin the new one, and let what lies with the person follow."""
    rows = OrgRelation.objects.unscoped("relations of people who are moved")
    relations = {
        relation.person_id: relation
        for relation in rows.filter(person_id__in=[person.id for person in moved], valid_to__isnull=True)
    }
    for person in moved:
        _end_relation(unit, relations.get(person.id), on, reason)
    unit.create_many([_relation(unit, person, target, on, reason) for person in moved])
    unit.create_many([_change(unit, person, target, on, reason, note) for person in moved])
    for person in moved:
        unit.update(person, source="move", effective_on=on, organisation=target, org_path=target.org_path, cell=None)
    if moved:
        # Rows about a person lie where the person belongs, so that the new branch sees them and the old one does not.
        for model in (Education, Award, FamilyMember, CorrectionRequest):
            rows = model.objects.unscoped("rows follow their person").filter(person__in=moved)
            unit.update_many(rows, org_path=target.org_path)
        unit.emit(PeopleMoved(aggregate_id=target.id, person_ids=tuple(person.id for person in moved), happened_on=on))


def _end_relation(unit: Unit, relation: OrgRelation | None, on: date, reason: str) -> None:
    if relation is None:
        return
    if on < relation.valid_from:
        raise BadInput(
            "directory.member.move_before_relation",
            f"日期早于其编入现支部的日期（{relation.valid_from}），请核对。",
            field="on",
        )
    unit.update(relation, valid_to=on, reason_out=reason)


def _relation(unit: Unit, person: Person, target: Organisation, on: date, reason: str) -> OrgRelation:
    return OrgRelation(
        person=person,
        organisation=target,
        org_path=target.org_path,
        valid_from=on,
        reason_in=reason,
        recorded_at=unit.now,
    )


def _change(
    unit: Unit, person: Person, target: Organisation | None, on: date, reason: str, note: str, counterpart: str = ""
) -> MembershipChange:
    return MembershipChange(
        person=person,
        person_name=person.name,
        reason=reason,
        happened_on=on,
        from_organisation_id=person.organisation_id,
        to_organisation=target,
        org_path=target.org_path if target else person.org_path,
        counterpart=counterpart,
        note=note,
        recorded_at=unit.now,
    )


@command(MOVE_MEMBER)
def register_leaving(
    unit: Unit, *, person_id: UUID, reason: str, on: date, counterpart: str = "", note: str = ""
) -> Person:
    """Take somebody off the register with reason and date (transferred out, deceased, struck off …).

    Raises Conflict when the person has left already, BadInput for a reason that is no leaving or an impossible date.
    """
    if reason not in LEAVING_REASONS:
        raise BadInput("directory.member.not_leaving", "请选择减少党员的原因。", field="reason")
    if on > unit.today:
        raise BadInput("directory.member.leave_in_future", "日期不能晚于今天。", field="on")
    person = unit.get(Person, person_id)
    if person.register_state == RegisterState.LEFT:
        raise Conflict("directory.member.left_already", "该人员已不在册，无需重复办理。")
    if reason in DISPOSALS:
        refuse_act(person.organisation, ForbiddenAct.DISCIPLINE, field="reason")
    relation = OrgRelation.objects.filter(person=person, valid_to__isnull=True).first()
    _end_relation(unit, relation, on, reason)
    unit.create(_change(unit, person, None, on, reason, note, counterpart))
    unit.update(
        person,
        source="leaving",
        effective_on=on,
        register_state=RegisterState.LEFT,
        left_on=on,
        left_reason=reason,
    )
    unit.emit(PersonLeft(aggregate_id=person.id, reason=reason, happened_on=on))
    return person


@command(MOVE_MEMBER)
def suspend_person(unit: Unit, *, person_id: UUID, on: date, note: str) -> Person:
    """Record 停止党籍: out of strength, dues and quorum, reversible; not a penalty (membership.md, section 6.2)."""
    person = unit.get(Person, person_id)
    if person.register_state == RegisterState.LEFT or person.membership_status == MembershipStatus.SUSPENDED:
        raise Conflict("directory.member.cannot_suspend", "该人员已停止党籍或已不在册。")
    if on > unit.today:
        raise BadInput("directory.member.suspend_in_future", "日期不能晚于今天。", field="on")
    refuse_act(person.organisation, ForbiddenAct.DISCIPLINE)
    unit.create(_change(unit, person, None, on, ChangeReason.SUSPENDED, note))
    return unit.update(
        person, effective_on=on, note=note, membership_status=MembershipStatus.SUSPENDED, suspended_on=on
    )


@command(MOVE_MEMBER)
def restore_person(unit: Unit, *, person_id: UUID, on: date, note: str) -> Person:
    """Record 恢复党籍 after a suspension."""
    person = unit.get(Person, person_id)
    if person.membership_status != MembershipStatus.SUSPENDED or person.register_state == RegisterState.LEFT:
        raise Conflict("directory.member.cannot_restore", "该人员没有停止党籍，无需恢复。")
    if on > unit.today or (person.suspended_on and on < person.suspended_on):
        raise BadInput("directory.member.restore_date", "恢复日期应在停止党籍之后，且不晚于今天。", field="on")
    unit.create(_change(unit, person, person.organisation, on, ChangeReason.RESTORED_AFTER_SUSPENSION, note))
    return unit.update(person, effective_on=on, note=note, membership_status=MembershipStatus.NORMAL, suspended_on=None)


@command(EDIT_MEMBER)
def set_cell(unit: Unit, *, person_ids: list[UUID], cell_id: UUID | None) -> int:
    """Put people of one branch into a cell of that branch (or into none). Returns how many changed."""
    people = list(Person.objects.filter(pk__in=set(person_ids)).select_related("organisation").order_by("id"))
    if len(people) != len(set(person_ids)):
        raise NotFound("directory.member.some_missing", "所选人员中有的不在您的管理范围内。请刷新后重选。")
    changed: dict[UUID, list[UUID]] = {}
    for person in people:
        cell = cell_of(person.organisation, cell_id)
        before = person.cell_id
        unit.update(person, cell=cell)
        if person.cell_id != before:
            changed.setdefault(person.organisation_id, []).append(person.pk)
    for branch_id, moved in changed.items():
        unit.emit(PeopleRegrouped(aggregate_id=branch_id, person_ids=tuple(moved), happened_on=unit.today))
    return sum(map(len, changed.values()))
