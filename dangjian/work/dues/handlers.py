"""What follows from events: bases go with their members, what is owed after leaving falls away, people are told."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.events import PeopleMoved, PersonLeft
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import ports
from dangjian.kernel.events import on
from dangjian.work.dues import events
from dangjian.work.dues.commands import follow_people, settle_leaver
from dangjian.work.dues.models import ArrearsCase
from dangjian.work.dues.permissions import CORRECT_DUES
from dangjian.work.dues.rules.months import words

CASE = "work.dues.case"


@on(PeopleMoved)
def follow_moves(event: PeopleMoved) -> None:
    """The new branch computes by the entries that there are."""
    follow_people(person_ids=event.person_ids)


@on(PersonLeft)
def settle(event: PersonLeft) -> None:
    """Nothing is owed for months after leaving, and nothing any more by the deceased."""
    settle_leaver(person_id=event.aggregate_id, reason=event.reason, left_on=event.happened_on)


@on(events.DuesBaseFixed)
def tell_member(event: events.DuesBaseFixed) -> None:
    """The member hears that the dues were fixed; the number stands on the own page alone."""
    send_message(
        person_ids=[event.person_id],
        kind="dues_fixed",
        title="您的党费已核定",
        text=f"自{words(event.valid_from)}起的党费已核定，可在“我的党费”中查看数额和计算办法；有疑问请与党支部核对。",
        subject_kind="own-dues",
        dedupe_key=f"dues.fixed.{event.base_id}",
    )


@on(events.DuesSixMonthsUnpaid)
def lay_before_people(event: events.DuesSixMonthsUnpaid) -> None:
    """Whoever looks after the branch finds the case among the todos; what is done is theirs to decide."""
    rows = ArrearsCase.objects.unscoped("the case an event names")
    case = rows.get(pk=event.case_id)
    holders: list[UUID] = ports.ask(NEAREST_HOLDERS, action=CORRECT_DUES, org_path=case.org_path)
    open_todo(
        person_ids=[person_id for person_id in holders if person_id != case.person_id],
        source=CASE,
        source_ref=str(case.pk),
        title=f"党费长期未交情况待研究：{case.person_name}",
        text=f"{words(case.since)}以来连续 {case.months} 个月未登记交纳党费。请核实理由，按党章第九条研究处理。",
        subject_kind="dues-arrears",
        subject_id=case.pk,
        org_path=case.org_path,
    )


@on(events.DuesCaseClosed)
def end_case(event: events.DuesCaseClosed) -> None:
    """The todo of a decided case ends."""
    close_todo(source=CASE, source_ref=str(event.case_id))
