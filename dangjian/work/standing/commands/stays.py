"""The home branch: registering who is away, asking for a host, keeping contact, ending."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import PARTY_MEMBERS, MembershipStatus, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.standing.commands.steps.moving import end_guests, finish_stay, move_stay, past_day
from dangjian.work.standing.commands.steps.register import write_flags
from dangjian.work.standing.events import StayChanged
from dangjian.work.standing.models import MobileStay, StayEntry, StayGuest
from dangjian.work.standing.permissions import KEEP_STANDING, OWN_STAY
from dangjian.work.standing.queries.loading.book import stay_book
from dangjian.work.standing.rules.stays import Direction, EntryKind, StayState, WhyKept, too_short


@command(KEEP_STANDING)
def start_stay(
    unit: Unit,
    *,
    person_id: UUID,
    away_from: date,
    expected_until: date,
    direction: Direction,
    place: str,
    why_kept: WhyKept,
    note: str = "",
    host_id: UUID | None = None,
    host_name: str = "",
) -> MobileStay:
    """Register a member as mobile; the relation stays, a branch may be asked to take the member in as a guest.

    Raises NotFound, Conflict for somebody who is away already or no member, BadInput for a stay that is too short.
    """
    person = unit.get(Person, person_id)
    unit.require_place(person.org_path)
    _may_go(person)
    past_day(unit, away_from, "away_from")
    problem = too_short(stay_book(unit.today), away_from, expected_until)
    if problem:
        raise BadInput("standing.too_short", problem, field="expected_until")
    stay = unit.create(
        MobileStay(
            person=person,
            open_person_id=person.pk,
            person_name=person.name,
            organisation_id=person.organisation_id,
            org_path=person.org_path,
            home_name=person.organisation.short_name,
            away_from=away_from,
            expected_until=expected_until,
            direction=direction,
            place=place.strip()[:160],
            why_kept=why_kept,
            note=note.strip()[:400],
            registered_by=unit.actor.name[:80],
        )
    )
    write_flags(person.pk, stay.pk, away_from, **_flags(direction, away_from))
    if host_id is not None or host_name.strip():
        _ask(unit, stay, host_id, host_name)
    else:
        unit.emit(StayChanged(stay.pk, stay.person_id))
    return stay


def _may_go(person: Person) -> None:
    if person.register_state != RegisterState.ACTIVE or person.person_category not in PARTY_MEMBERS:
        raise Conflict("standing.no_member", "只有在册的党员可以登记为流动党员。")
    if person.membership_status == MembershipStatus.SUSPENDED:
        raise Conflict("standing.is_suspended", "该党员已停止党籍，恢复党籍后才能登记为流动党员。")
    rows = MobileStay.objects.unscoped("whether somebody is away already, whoever registered it")
    if rows.filter(open_person_id=person.pk).exists():
        raise Conflict("standing.away_already", "该党员已登记为流动党员，请在原登记上变更或先结束。")


def _flags(direction: Direction, away_from: date) -> dict[str, Any]:
    if direction is Direction.ABROAD:
        return {"is_abroad": True, "abroad_since": away_from}
    return {"is_mobile": True, "mobile_since": away_from, "mobile_direction": direction.value}


@command(KEEP_STANDING)
def ask_host(
    unit: Unit, *, stay_id: UUID, host_id: UUID | None = None, host_name: str = "", expected_version: int | None = None
) -> MobileStay:
    """Ask a branch of the enterprise to take the member in, or name an organisation outside that does.

    Raises NotFound, NotAllowed, StaleEdit, Conflict, BadInput.
    """
    stay = unit.get(MobileStay, stay_id, expected_version=expected_version)
    _ask(unit, stay, host_id, host_name)
    return stay


def _ask(unit: Unit, stay: MobileStay, host_id: UUID | None, host_name: str) -> None:
    if host_id is None:
        outside = host_name.strip()[:160]
        if len(outside) < 4:
            raise BadInput("standing.host", "请选择接收的党支部，或填写单位外党组织的全称。", field="host_id")
        move_stay(unit, stay, StayState.OUTSIDE, host=None, host_name=outside)
        return
    branch = _host(host_id, stay)
    move_stay(unit, stay, StayState.ASKED, host=branch, host_name=branch.short_name)
    guest = StayGuest(
        stay=stay,
        person_id=stay.person_id,
        organisation=branch,
        organisation_name=branch.short_name,
        org_path=stay.org_path,
        asked_on=unit.today,
    )
    unit.create(guest)  # at home, and handed over: the host lies beside the actor's places
    unit.update(guest, org_path=branch.org_path)


def _host(host_id: UUID, stay: MobileStay) -> Organisation:
    rows = Organisation.objects.unscoped("where a member goes as a guest; any branch of the enterprise may be named")
    branch: Organisation | None = rows.filter(pk=host_id).first()
    if branch is None or branch.org_kind != OrgKind.BRANCH or branch.dissolved_on is not None:
        raise BadInput("standing.host", "请选择本单位内没有撤销的党支部。", field="host_id")
    if branch.pk == stay.organisation_id:
        raise BadInput("standing.host_is_home", "这就是该党员所在的党支部，请选择其他党支部。", field="host_id")
    return branch


@command(KEEP_STANDING)
def note_contact(
    unit: Unit, *, stay_id: UUID, kind: EntryKind, happened_on: date, text: str, expected_version: int | None = None
) -> StayEntry:
    """The home branch notes a contact, a report it was given, or what an organisation outside confirmed.

    Raises NotFound, NotAllowed, StaleEdit, Conflict for a stay that is over or attendance that a host confirms.
    """
    stay = unit.get(MobileStay, stay_id, expected_version=expected_version)
    if kind is EntryKind.ATTENDANCE and stay.state != StayState.OUTSIDE:
        raise Conflict("standing.host_confirms", "参加组织生活由接收的党支部登记确认，本支部可以直接看到。")
    return add_entry(unit, stay, kind, happened_on, text, place=stay.org_path, org_name=stay.home_name)


@command(OWN_STAY)
def report_home(unit: Unit, *, stay_id: UUID, text: str) -> StayEntry:
    """A mobile member reports to the home branch. Raises NotFound, Conflict for a stay that is over."""
    stay = unit.get(MobileStay, stay_id)
    return add_entry(unit, stay, EntryKind.REPORT, unit.today, text, place=stay.org_path, org_name=stay.home_name)


def add_entry(
    unit: Unit, stay: MobileStay, kind: EntryKind, on: date, text: str, *, place: str, org_name: str
) -> StayEntry:
    """Write a line into the log of an open stay."""
    if stay.open_person_id is None:
        raise Conflict("standing.stay_ended", "这次流动已经结束，不能再登记。")
    past_day(unit, on, "happened_on", first=stay.away_from, what="外出日期")
    entry = unit.create(
        StayEntry(
            stay=stay,
            person_id=stay.person_id,
            org_path=place,
            kind=kind,
            happened_on=on,
            text=text.strip()[:400],
            entered_by=unit.actor.name[:80],
            organisation_name=org_name[:160],
            recorded_at=unit.now,
        )
    )
    changes: dict[str, Any] = {}
    if kind is not EntryKind.ATTENDANCE:
        changes["contacted_on"] = max(on, stay.contacted_on or on)
    if kind is EntryKind.REPORT or (kind is EntryKind.CONTACT and stay.direction == Direction.ABROAD):
        changes["reported_on"] = max(on, stay.reported_on or on)
    if changes:
        unit.update(stay, **changes)
        unit.emit(StayChanged(stay.pk, stay.person_id))
    return entry


@command(KEEP_STANDING)
def end_stay(unit: Unit, *, stay_id: UUID, on: date, reason: str, expected_version: int | None = None) -> MobileStay:
    """The member came back, or was transferred: a member at home again. Raises as `ask_host`."""
    stay = unit.get(MobileStay, stay_id, expected_version=expected_version)
    past_day(unit, on, "on", first=stay.away_from, what="外出日期")
    finish_stay(unit, stay, on, reason.strip())
    return stay


@command(KEEP_STANDING)
def drop_host(unit: Unit, *, stay_id: UUID, reason: str, expected_version: int | None = None) -> MobileStay:
    """The home branch takes its request back, or the stay with a host ends while the member remains away."""
    stay = unit.get(MobileStay, stay_id, expected_version=expected_version)
    end_guests(unit, stay, reason.strip())
    move_stay(unit, stay, StayState.UNHOSTED, host=None, host_name="")
    return stay
