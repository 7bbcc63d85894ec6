"""Reminders and warnings: who is told when a duty becomes late, was missed, or is done. Called by job and handler."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.ports import NEAREST_HOLDERS
from dangjian.foundation.duties.commands import close_todo, open_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import clock, ports
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.scope import SEGMENT
from dangjian.work.board.queries.loading.account import OrgAccount, load_accounts, load_in_full
from dangjian.work.duties.rules.calendar import DutyState, duties_of, periods_in
from dangjian.work.duties.rules.kinds import BRANCH_DUTIES, COMMITTEE_DUTIES, DutyKind, DutyStatus
from dangjian.work.duties.rules.periods import PeriodKind, parse_period, period_of
from dangjian.work.life.models import Attendance, DutyCredit, Meeting
from dangjian.work.life.permissions import EXEMPT_DUTY, PLAN_MEETING
from dangjian.work.life.queries.loading.book import duty_rules, number_of
from dangjian.work.life.rules.kinds import HERE, LeaveState, MeetingState

DUTY = "work.life.duty"
WARNED_FOR = timedelta(days=7)
"""How long after its period a missed duty is still worth a warning; later it stands on the board only."""
RECORD_WAITS = timedelta(days=3)
"""Days after which the people of an unfinished record are reminded."""


def _duty_ref(organisation_id: UUID, state: DutyState) -> str:
    """What a todo or message about a duty refers to."""
    return f"{organisation_id}.{state.duty}.{state.period_key}"[:80]


@command(PLAN_MEETING)
def remind_of_meetings(unit: Unit) -> int:
    """Tell those due at a meeting of the next days (rule `life.reminder.days_before`), once. Returns how many told."""
    days = number_of("reminder.days_before", unit.today)
    last = unit.today + timedelta(days=days)
    told = 0
    meetings = Meeting.objects.filter(state=MeetingState.NOTIFIED, held_on__gt=unit.today, held_on__lte=last)
    for meeting in meetings.order_by("starts_at", "id"):
        people = Attendance.objects.filter(meeting=meeting).exclude(
            Q(state__in=HERE) | Q(leave_state=LeaveState.APPROVED)
        )
        start = clock.local_time(meeting.starts_at)
        told += send_message(
            person_ids=list(people.values_list("person_id", flat=True)),
            kind="meeting_reminder",
            title=f"会议提醒：{meeting.title}",
            text=f"{start:%m-%d %H:%M}，{meeting.place or '线上'}，请准时参加。",
            subject_kind="meeting",
            subject_id=meeting.pk,
            dedupe_key=f"meeting.{meeting.pk}.reminder.{meeting.held_on}",
        )
    return told


@command(PLAN_MEETING)
def remind_of_duties(unit: Unit) -> int:
    """Late duties become todos of the branch; missed ones are told to the branch and to the office above.

    One message for an organisation and a day, one for each person above, never twice. Returns how many duties needed
    action.
    """
    number = 0
    above: dict[tuple[UUID, date], list[str]] = defaultdict(list)
    for account, states in _needing_action(unit):
        number += len(states)
        people: list[UUID] = ports.ask(NEAREST_HOLDERS, action=PLAN_MEETING, org_path=account.path)
        late = [state for state in states if state.status is DutyStatus.LATE]
        missed = [state for state in states if state.status is DutyStatus.MISSING]
        _remind(account, late, people)
        _warn(account, missed, people)
        office: list[UUID] = ports.ask(NEAREST_HOLDERS, action=EXEMPT_DUTY, org_path=account.path[:-SEGMENT])
        for state in missed:
            assert state.missing_from is not None
            for person_id in set(office) - set(people):
                above[person_id, state.missing_from].append(f"{account.name}{state.period.label}{state.duty.label}")
    for (person_id, day), lines in above.items():
        send_message(
            person_ids=[person_id],
            kind="duty_warning",
            title=f"所辖组织有{len(lines)}项组织生活未按期完成",
            text="；".join(lines),
            subject_kind="matrix",
            dedupe_key=f"missed.above.{day}",
        )
    return number


def _needing_action(unit: Unit) -> Iterator[tuple[OrgAccount, list[DutyState]]]:
    """Organisations with duties that are late, or were missed within the last days."""
    this_month = period_of(PeriodKind.MONTH, unit.today)
    last_month = period_of(PeriodKind.MONTH, this_month.start - timedelta(days=1))
    rules = duty_rules(unit.today)
    for duties, kinds in ((BRANCH_DUTIES, ["branch"]), (COMMITTEE_DUTIES, ["party_committee", "party_group"])):
        wanted = [duty for duty in duties if duty in rules]
        orgs = Organisation.objects.filter(org_kind__in=kinds, dissolved_on__isnull=True)
        found: dict[UUID, tuple[OrgAccount, dict[str, DutyState]]] = {}
        for shown in (this_month, last_month):
            for account in load_accounts(orgs, wanted, shown, rules):
                _, states = found.setdefault(account.org_id, (account, {}))
                for duty in wanted:
                    for period in periods_in(rules[duty], shown):
                        state = account.state(rules[duty], period, unit.today)
                        if _is_news(state, unit.today):
                            states[_duty_ref(account.org_id, state)] = state
        yield from ((account, list(states.values())) for account, states in found.values() if states)


def _is_news(state: DutyState, today: date) -> bool:
    if state.status is DutyStatus.LATE:
        return True
    missed = state.missing_from
    return state.status is DutyStatus.MISSING and missed is not None and today - missed < WARNED_FOR


def _remind(account: OrgAccount, late: list[DutyState], people: list[UUID]) -> None:
    for state in late:
        open_todo(
            person_ids=people,
            source=DUTY,
            source_ref=_duty_ref(account.org_id, state),
            title=f"{state.period.label}{state.duty.label}尚未落实",
            text=state.text,
            subject_kind="duty",
            subject_id=account.org_id,
            due_on=state.missing_from - timedelta(days=1) if state.missing_from else None,
            org_path=account.path,
        )
    for day in sorted({state.late_from for state in late if state.late_from}):
        names = [f"{s.period.label}{s.duty.label}" for s in late if s.late_from == day]
        title = f"{account.name}有{len(names)}项组织生活临期未安排"
        _say(account, people, "duty_reminder", title, "；".join(names), f"late.{account.org_id}.{day}")


def _warn(account: OrgAccount, missed: list[DutyState], people: list[UUID]) -> None:
    for state in missed:
        ref = _duty_ref(account.org_id, state)
        close_todo(source=DUTY, source_ref=ref, is_done=False, note="本期已结束，未完成")
    for day in sorted({state.missing_from for state in missed if state.missing_from}):
        names = [f"{s.period.label}{s.duty.label}" for s in missed if s.missing_from == day]
        title = f"{account.name}有{len(names)}项组织生活未按期完成"
        _say(account, people, "duty_warning", title, "；".join(names), f"missed.{account.org_id}.{day}")


def _say(account: OrgAccount, people: list[UUID], kind: str, title: str, text: str, key: str) -> None:
    send_message(
        person_ids=people,
        kind=kind,
        title=title,
        text=text,
        subject_kind="duty",
        subject_id=account.org_id,
        dedupe_key=key,
    )


@command(PLAN_MEETING)
def remind_of_records(unit: Unit) -> int:
    """Remind recorder and chair of records that are still open three days after the event, once a week."""
    waiting = Meeting.objects.filter(
        state__in=[MeetingState.NOTIFIED, MeetingState.IN_PROGRESS, MeetingState.RECORDED, MeetingState.SIGNED],
        held_on__lte=unit.today - RECORD_WAITS,
        held_on__gte=unit.today - timedelta(days=120),
    )
    told = 0
    year, week, _ = unit.today.isocalendar()
    for meeting in waiting.order_by("held_on", "id"):
        people = {meeting.recorder_id, meeting.chair_id, meeting.planner_person_id} - {None}
        told += send_message(
            person_ids=[person_id for person_id in people if person_id is not None],
            kind="meeting_record",
            title=f"会议记录尚未归档：{meeting.title}",
            text=f"{meeting.held_on}召开，当前状态：{MeetingState(meeting.state).label}。归档后才计入任务完成情况。",
            subject_kind="meeting",
            subject_id=meeting.pk,
            dedupe_key=f"meeting.{meeting.pk}.open.{year}W{week}",
        )
    return told


@command(PLAN_MEETING)
def settle_duty_todos(unit: Unit, *, meeting_id: UUID) -> int:
    """Close the todos of duties that an archived record has completed. May run twice. Returns how many duties."""
    meeting = unit.get(Meeting, meeting_id, lock=False)
    rows = DutyCredit.objects.filter(meeting=meeting, organisation_id=meeting.organisation_id)
    keys = set(rows.values_list("duty", "period_key"))
    organisation = unit.get(Organisation, meeting.organisation_id, lock=False)
    rules = duty_rules(meeting.held_on)
    done = 0
    for duty_value, key in sorted(keys):
        duty, period = DutyKind(duty_value), parse_period(key)
        if duty not in duties_of(organisation.org_kind) or duty not in rules:
            continue
        account = load_in_full(organisation, [duty], period, rules)
        state = account.state(rules[duty], period, unit.today, in_full=True)
        if state.status is DutyStatus.DONE:
            close_todo(source=DUTY, source_ref=_duty_ref(organisation.pk, state))
            done += 1
    return done
