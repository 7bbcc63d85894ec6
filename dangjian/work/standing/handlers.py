"""What follows from events: todos for hosts and for those who decide, word to the member, ends of what is overtaken."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on
from dangjian.kernel.permissions import Action
from dangjian.work.standing import events
from dangjian.work.standing.commands import follow_person
from dangjian.work.standing.models import ContactCase, MobileStay, StayGuest
from dangjian.work.standing.permissions import DECIDE_STANDING, HOST_STAY, KEEP_STANDING
from dangjian.work.standing.rules.contact import CaseState
from dangjian.work.standing.rules.stays import GuestState, StayState

MATTER = "work.standing"
ASKS: dict[CaseState, tuple[str, tuple[Action, ...]]] = {
    CaseState.SEARCHING: ("请查找失联党员并逐次登记", (KEEP_STANDING,)),
    CaseState.TO_DECIDE: ("期限已满，请研究是否停止党籍", (KEEP_STANDING, DECIDE_STANDING)),
    CaseState.STRIKE_DUE: ("停止党籍期限已满，请研究是否除名", (KEEP_STANDING, DECIDE_STANDING)),
    CaseState.FOUND: ("已取得联系，请研究如何处理", (KEEP_STANDING, DECIDE_STANDING)),
    CaseState.FOUND_SUSPENDED: ("已取得联系，请研究恢复党籍", (KEEP_STANDING, DECIDE_STANDING)),
}
"""What each state asks for, and of whom."""


def _holders(action: Action, org_path: str) -> list[UUID]:
    found: list[UUID] = ports.ask(NEAREST_HOLDERS, action=action, org_path=org_path)
    return found


@on(events.StayChanged)
def stay_changed(event: events.StayChanged) -> None:
    """Who is asked to be host finds it among the todos; the member hears who takes them in."""
    stay = MobileStay.objects.unscoped("the stay an event names").get(pk=event.stay_id)
    guests = StayGuest.objects.unscoped("guests of the stay an event names").filter(stay=stay).order_by("id")
    for guest in guests:
        if guest.state != GuestState.ASKED:
            close_todo(source=MATTER, source_ref=f"guest.{guest.pk}", is_done=guest.state != GuestState.ENDED)
            continue
        open_todo(
            person_ids=_holders(HOST_STAY, guest.org_path),
            source=MATTER,
            source_ref=f"guest.{guest.pk}",
            title=f"请接收流动党员参加组织生活：{stay.person_name}",
            text=f"组织关系仍在{stay.home_name}，在{stay.place}。确认后编入活动，参加情况由贵支部登记。",
            subject_kind="standing-stay",
            subject_id=stay.pk,
            org_path=guest.org_path,
        )
    if stay.state == StayState.HOSTED:
        send_message(
            person_ids=[stay.person_id],
            kind="standing",
            title=f"{stay.host_name}已接收您参加组织生活",
            text=f"您的组织关系仍在{stay.home_name}，请主动参加{stay.host_name}的组织生活，并定期向原支部汇报。",
            subject_kind="own-stay",
            dedupe_key=f"standing.hosted.{stay.pk}.{guests.count()}",
        )


@on(events.ContactCaseChanged)
def case_changed(event: events.ContactCaseChanged) -> None:
    """Those who search or decide find the case among their todos; todos of earlier states end."""
    case = ContactCase.objects.unscoped("the case an event names").get(pk=event.case_id)
    state = CaseState(case.state)
    for other in ASKS:
        if other is not state:
            close_todo(source=MATTER, source_ref=f"case.{case.pk}.{other}")
    if state not in ASKS:
        return
    title, actions = ASKS[state]
    people = {person_id for action in actions for person_id in _holders(action, case.org_path)}
    open_todo(
        person_ids=people - {case.person_id},
        source=MATTER,
        source_ref=f"case.{case.pk}.{state}",
        title=f"{title}：{case.person_name}",
        text=f"{case.org_name}，{case.since} 起{'失去联系' if case.cause == 'out_of_contact' else '出国（境）'}。"
        "系统只计算期限，由党组织研究决定。",
        subject_kind="standing-case",
        subject_id=case.pk,
        org_path=case.org_path,
        reopen=True,
    )


@on(PeopleMoved)
def people_moved(event: PeopleMoved) -> None:
    """Relations were moved: stays of these people end, searches go on at the new branch."""
    for person_id in event.person_ids:
        follow_person(person_id=person_id, on=event.happened_on)


@on(PersonLeft)
def person_left(event: PersonLeft) -> None:
    """Somebody is off the register: the stay and the case end."""
    follow_person(person_id=event.aggregate_id, on=event.happened_on)
