"""The branch that is asked: taking a mobile member in as a guest, confirming attendance, ending."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.scope import bind_scope, scope_for
from dangjian.work.standing.commands.stays import add_entry
from dangjian.work.standing.commands.steps.moving import move_stay, past_day
from dangjian.work.standing.models import MobileStay, StayEntry, StayGuest
from dangjian.work.standing.permissions import HOST_STAY, VIEW_STANDING
from dangjian.work.standing.rules.stays import EntryKind, GuestState, StayState


def _load(unit: Unit, stay_id: UUID, expected_version: int | None, state: GuestState) -> tuple[MobileStay, StayGuest]:
    """The stay and its guest row in a place of the actor. Raises NotFound, NotAllowed, StaleEdit, Conflict."""
    rows = MobileStay.objects.unscoped("a stay with a guest row in the bound scope; asked next")
    stay: MobileStay | None = rows.select_for_update().filter(pk=stay_id).first()
    guests = StayGuest.objects.filter(stay_id=stay_id)
    found = list(guests.order_by("-asked_on", "-id")[:1])
    if stay is None or not found:
        raise _missing(unit, stay_id)
    if expected_version is not None and stay.version != expected_version:
        raise StaleEdit(stay.version)
    if found[0].state != state:
        label = GuestState(found[0].state).label
        raise Conflict("standing.guest_state", f"该流动党员{label}，请刷新后按当前情况办理。")
    return stay, found[0]


def _missing(unit: Unit, stay_id: UUID) -> NotFound | NotAllowed:
    if unit.actor.may(VIEW_STANDING):
        with bind_scope(scope_for(unit.actor, VIEW_STANDING)):
            here = MobileStay.objects.filter(pk=stay_id).exists() or StayGuest.objects.filter(stay_id=stay_id).exists()
        if here:
            return NotAllowed("standing.host_only", "由接收的党支部办理，请与对方联系。")
    return NotFound()


@command(HOST_STAY)
def answer_host(
    unit: Unit, *, stay_id: UUID, accepts: bool, remark: str = "", expected_version: int | None = None
) -> MobileStay:
    """The branch that was asked takes the member in as a guest, or says why it cannot.

    Raises NotFound, NotAllowed, StaleEdit, Conflict when somebody else answered meanwhile.
    """
    stay, guest = _load(unit, stay_id, expected_version, GuestState.ASKED)
    state = GuestState.CONFIRMED if accepts else GuestState.DECLINED
    unit.update(
        guest, state=state, answered_on=unit.today, answered_by=unit.actor.name[:80], remark=remark.strip()[:400]
    )
    move_stay(unit, stay, StayState.HOSTED if accepts else StayState.UNHOSTED)
    return stay


@command(HOST_STAY)
def confirm_attendance(
    unit: Unit, *, stay_id: UUID, happened_on: date, text: str, expected_version: int | None = None
) -> StayEntry:
    """The host confirms that the guest took part in its meeting; the home branch sees it. Raises as above."""
    stay, guest = _load(unit, stay_id, expected_version, GuestState.CONFIRMED)
    past_day(unit, happened_on, "happened_on", first=guest.asked_on, what="提请接收的日期")
    return add_entry(
        unit,
        stay,
        EntryKind.ATTENDANCE,
        happened_on,
        text,
        place=guest.org_path,
        org_name=guest.organisation_name,
    )


@command(HOST_STAY)
def end_hosting(unit: Unit, *, stay_id: UUID, reason: str, expected_version: int | None = None) -> MobileStay:
    """The guest does not come to this branch any more; the home branch hears of it. Raises as above."""
    stay, guest = _load(unit, stay_id, expected_version, GuestState.CONFIRMED)
    unit.update(guest, state=GuestState.ENDED, ended_on=unit.today, remark=reason.strip()[:400])
    move_stay(unit, stay, StayState.UNHOSTED)
    return stay
