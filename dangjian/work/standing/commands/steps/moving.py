"""Moving stays and cases from state to state, and refusing what the states do not know."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.standing.commands.steps.register import write_flags
from dangjian.work.standing.events import ContactCaseChanged, StayChanged
from dangjian.work.standing.models import ContactCase, MobileStay, StayGuest
from dangjian.work.standing.rules import contact, stays
from dangjian.work.standing.rules.contact import CaseState
from dangjian.work.standing.rules.stays import Direction, GuestState, StayState

AT_HOME = {"is_mobile": False, "mobile_since": None, "mobile_direction": ""}
BACK = {"is_abroad": False, "abroad_since": None}


def past_day(unit: Unit, day: date, field: str, *, first: date | None = None, what: str = "") -> None:
    """Refuse a day in the future, or before `first`. Raises BadInput."""
    if day > unit.today:
        raise BadInput("standing.future", "日期不能晚于今天。", field=field)
    if first is not None and day < first:
        raise BadInput("standing.too_early", f"日期早于{what}（{first}），请核对。", field=field)


def move_stay(unit: Unit, stay: MobileStay, state: StayState, **changes: Any) -> None:
    """Bring a stay into a state. Raises Conflict when it cannot follow."""
    if state not in stays.FOLLOWING[StayState(stay.state)]:
        label = StayState(stay.state).label
        raise Conflict("standing.stay_state", f"该流动党员{label}，不能改为“{state.label}”，请刷新后核对。")
    unit.update(stay, state=state, **changes)
    unit.emit(StayChanged(stay.pk, stay.person_id))


def end_guests(unit: Unit, stay: MobileStay, remark: str) -> None:
    """Nobody is asked, and nobody is host, any more."""
    rows = StayGuest.objects.unscoped("guests of a stay that was loaded for this step")
    for guest in rows.filter(stay=stay, state__in=[GuestState.ASKED, GuestState.CONFIRMED]):
        unit.update(guest, state=GuestState.ENDED, ended_on=unit.today, remark=remark[:400])


def finish_stay(unit: Unit, stay: MobileStay, on: date, reason: str, *, is_on_register: bool = True) -> None:
    """The member is back, was moved, or left; the flags of the record follow."""
    end_guests(unit, stay, reason)
    move_stay(unit, stay, StayState.ENDED, open_person_id=None, ended_on=on, end_reason=reason[:400])
    if is_on_register:
        flags = BACK if stay.direction == Direction.ABROAD else AT_HOME
        write_flags(stay.person_id, stay.pk, on, **flags)


def finish_stay_of(unit: Unit, person_id: UUID, on: date, reason: str, *, is_on_register: bool = True) -> None:
    """End the open stay of somebody, if there is one."""
    rows = MobileStay.objects.unscoped("the stay of a person whose case was loaded for this step")
    stay = rows.filter(open_person_id=person_id).first()
    if stay is not None:
        finish_stay(unit, stay, max(on, stay.away_from), reason, is_on_register=is_on_register)


def move_case(unit: Unit, case: ContactCase, state: CaseState, **changes: Any) -> None:
    """Bring a case into a state; ended ones let go of their person. Raises Conflict when it cannot follow."""
    if state not in contact.FOLLOWING[CaseState(case.state)]:
        label = CaseState(case.state).label
        raise Conflict("standing.case_state", f"该党员{label}，不能改为“{state.label}”，请刷新后核对。")
    if state in contact.ENDED:
        changes |= {"open_person_id": None, "ended_on": unit.today}
    unit.update(case, state=state, **changes)
    unit.emit(ContactCaseChanged(case.pk, case.person_id))
