"""The duty calendar: what an organisation owes in a period and how that stands on a day.

organisational-life section 2. Values in, values out: the numbers come as `DutyRule` from the rule book, so that an
old period is judged by the rules of its time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dangjian.work.duties.rules.kinds import BRANCH_DUTIES, COMMITTEE_DUTIES, DutyKind, DutyStatus
from dangjian.work.duties.rules.periods import (
    Period,
    PeriodKind,
    evaluation_year,
    month_end,
    next_month,
    period_of,
    periods_between,
)


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One duty as the rule book has it on a day.

    Exactly one way of becoming late is set: so many days before the end of the period, a day of the month, a day of
    the year, or the deadline of a notice (`deadline_*`, counted in the year after the year of evaluation).
    """

    duty: DutyKind
    period: PeriodKind
    times: int
    clause: str
    explanation: str
    late_days_before_end: int | None = None
    late_on_day: int | None = None
    late_on: tuple[int, int] | None = None
    deadline: tuple[int, int] | None = None
    missing_days_after_deadline: int = 0
    waived_branch_kinds: frozenset[str] = frozenset()


def duty_rule(duty: DutyKind, value: Mapping[str, Any], *, clause: str, explanation: str) -> DutyRule:
    """Read a duty from the JSON value of its rule parameter. Raises ValueError when the value is not usable."""
    try:
        return DutyRule(
            duty=duty,
            period=PeriodKind(value["period"]),
            times=int(value["times"]),
            clause=clause,
            explanation=explanation,
            late_days_before_end=value.get("late_days_before_end"),
            late_on_day=value.get("late_on_day"),
            late_on=_month_day(value.get("late_on")),
            deadline=_month_day(value.get("deadline")),
            missing_days_after_deadline=int(value.get("missing_days_after_deadline", 0)),
            waived_branch_kinds=frozenset(value.get("waived_branch_kinds", ())),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"life.duty.{duty}: {error}") from error


def _month_day(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    month, day = text.split("-")
    date(2000, int(month), int(day))
    return int(month), int(day)


@dataclass(frozen=True, slots=True)
class Subject:
    """One of those who each owe the duty: a cell, a leader, a member, a pair of committee members."""

    key: str
    name: str
    since: date | None = None
    until: date | None = None

    def owes(self, period: Period) -> bool:
        """Whether it existed during the whole period: formed before it began, not ended before it was over."""
        return (self.since is None or self.since <= period.start) and (self.until is None or self.until > period.end)


@dataclass(frozen=True, slots=True)
class OrgFacts:
    """What the calendar must know of an organisation."""

    org_kind: str
    branch_kind: str = ""
    established_on: date | None = None
    dissolved_on: date | None = None
    has_committee: bool = False
    cells: tuple[Subject, ...] = ()
    leaders: tuple[Subject, ...] = ()
    members: tuple[Subject, ...] = ()
    committee_pairs: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """One archived part of a meeting (or a talk) put to the account of a duty."""

    duty: DutyKind
    period_key: str
    on: date
    subject: str = ""
    satisfies: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting on the calendar that is not archived yet; `is_held` when it was opened."""

    duty: DutyKind
    period_key: str
    on: date
    subject: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class DutyState:
    """How a duty of one period stands; `text` gives the reason in words."""

    rule: DutyRule
    period: Period
    status: DutyStatus
    required: int
    done: int
    late_from: date | None = None
    missing_from: date | None = None
    planned_on: date | None = None
    open_subjects: tuple[Subject, ...] = ()
    earned: tuple[Credit, ...] = ()
    plans: tuple[Plan, ...] = ()
    reason: str = ""
    """Why it is not owed."""

    @property
    def duty(self) -> DutyKind:
        """The duty."""
        return self.rule.duty

    @property
    def period_key(self) -> str:
        """Key of the period."""
        return self.period.key

    @property
    def text(self) -> str:
        """The state explained, with the clause: a sentence for the person who has to act."""
        sentence = self.reason if self.status is DutyStatus.NOT_OWED else _sentence(self)
        return f"{self.period.label}{self.duty.label}：{self.rule.explanation}{sentence}（{self.rule.clause}）"


def judge(
    rule: DutyRule,
    period: Period,
    facts: OrgFacts,
    *,
    earned: Iterable[Credit],
    plans: Iterable[Plan],
    today: date,
    exemption: str | None = None,
    progress: tuple[int, int] | None = None,
) -> DutyState:
    """How the duty of `rule` stands for an organisation in `period` on `today` (organisational-life section 2).

    `earned` and `plans` may hold other duties and periods; they are left out. `exemption` is the reason of a waiver
    granted by the superior. `progress` gives done and required of duties owed by each person where they were counted
    already, so that a board need not load the people.
    """
    own = tuple(c for c in earned if c.duty is rule.duty and c.period_key == period.key)
    mine = tuple(p for p in plans if p.duty is rule.duty and p.period_key == period.key)
    times, reason = _owed(rule, period, facts, exemption)
    late_from, missing_from = _late_from(rule, period), _missing_from(rule, period)
    if progress is not None:
        open_subjects: tuple[Subject, ...] = ()
        done, required = progress
    else:
        subjects = _subjects(rule.duty, facts, period)
        open_subjects, done = _still_open(subjects, own, times)
        required = times * max(1, len(subjects))
    planned_on = min((p.on for p in mine if p.is_held or p.on >= today), default=None)
    status = _status(rule, period, today, times, done >= required, planned_on, late_from, missing_from)
    if times == 0:
        done, required, open_subjects = sum(1 for c in own if c.satisfies), 0, ()
        if done:
            status = DutyStatus.DONE
    return DutyState(
        rule=rule,
        period=period,
        status=status,
        required=required,
        done=done,
        late_from=late_from if times else None,
        missing_from=missing_from if times else None,
        planned_on=planned_on,
        open_subjects=open_subjects,
        earned=own,
        plans=mine,
        reason=reason,
    )


def duties_of(org_kind: str) -> tuple[DutyKind, ...]:
    """Duties that the calendar asks of a kind of organisation."""
    if org_kind == "branch":
        return BRANCH_DUTIES
    return COMMITTEE_DUTIES if org_kind in {"party_committee", "party_group"} else ()


def _subjects(duty: DutyKind, facts: OrgFacts, period: Period) -> tuple[Subject, ...]:
    if duty is DutyKind.CELL_MEETING:
        return tuple(cell for cell in facts.cells if cell.owes(period))
    if duty is DutyKind.LEADER_LECTURE:
        return facts.leaders
    if duty is DutyKind.HEART_TO_HEART_TALK:
        return facts.members + facts.committee_pairs
    return ()


def _owed(rule: DutyRule, period: Period, facts: OrgFacts, exemption: str | None) -> tuple[int, str]:
    """How often the duty is owed in the period (0: not owed) and, when not owed, why."""
    if exemption:
        return 0, f"上级已同意本期免于要求，理由：{exemption}。"
    if rule.duty not in duties_of(facts.org_kind):
        return 0, "本类组织不承担此项。"
    if facts.branch_kind and facts.branch_kind in rule.waived_branch_kinds:
        return 0, "该类型支部不要求此项。"
    if rule.duty is DutyKind.BRANCH_COMMITTEE_MEETING and not facts.has_committee:
        return 0, "未设支部委员会，不要求召开。"
    if rule.duty is DutyKind.CELL_MEETING and not any(cell.owes(period) for cell in facts.cells):
        return 0, "未划分党小组，不要求召开。"
    if rule.duty is DutyKind.LEADER_LECTURE and not facts.leaders:
        return 0, "书记职务空缺，无应讲人员。"
    if rule.duty is DutyKind.HEART_TO_HEART_TALK and not facts.members:
        return 0, "支部暂无党员。"
    return _pro_rata(rule.times, period, facts)


def _pro_rata(times: int, period: Period, facts: OrgFacts) -> tuple[int, str]:
    """A new branch owes from the month after approval, one that ends until the month before; halves round up."""
    months = period.months()
    first = next_month(facts.established_on) if facts.established_on else months[0]
    owed = [
        month
        for month in months
        if month >= first and (facts.dissolved_on is None or month_end(month) < facts.dissolved_on)
    ]
    if len(owed) == len(months):
        return times, ""
    share = (2 * times * len(owed) + len(months)) // (2 * len(months))
    if share:
        return share, ""
    if facts.dissolved_on is not None and facts.dissolved_on <= period.end:
        return 0, f"组织已于{facts.dissolved_on}撤销，本期不再要求。"
    return 0, f"支部于{facts.established_on}批准成立，自次月起按比例要求，本期不要求。"


def _late_from(rule: DutyRule, period: Period) -> date:
    """First day on which the duty counts as late."""
    if rule.deadline is not None:
        return _deadline(rule.deadline, period) + timedelta(days=1)
    if rule.late_on is not None:
        return date(period.start.year, *rule.late_on)
    if rule.late_on_day is not None:
        return period.end.replace(day=min(rule.late_on_day, period.end.day))
    return period.end - timedelta(days=(rule.late_days_before_end or 0) - 1)


def _missing_from(rule: DutyRule, period: Period) -> date:
    """First day on which the duty counts as missing."""
    if rule.deadline is not None:
        return _deadline(rule.deadline, period) + timedelta(days=rule.missing_days_after_deadline + 1)
    return period.end + timedelta(days=1)


def _deadline(month_day: tuple[int, int], period: Period) -> date:
    """The deadline of the notice: in the same year from October on, in the next year otherwise."""
    month, day = month_day
    return date(period.start.year + (0 if month >= 10 else 1), month, day)


def _still_open(subjects: Sequence[Subject], own: Sequence[Credit], times: int) -> tuple[tuple[Subject, ...], int]:
    """Subjects that have not done it, and how many times it was done in all."""
    if not subjects:
        return (), sum(1 for c in own if c.satisfies)
    counted = Counter(c.subject for c in own if c.satisfies)
    open_ones = tuple(s for s in subjects if counted[s.key] < times)
    return open_ones, sum(min(counted[s.key], times) for s in subjects)


def _status(
    rule: DutyRule,
    period: Period,
    today: date,
    times: int,
    is_done: bool,
    planned_on: date | None,
    late_from: date,
    missing_from: date,
) -> DutyStatus:
    if times == 0:
        return DutyStatus.NOT_OWED
    if is_done:
        return DutyStatus.DONE
    if today >= missing_from:
        return DutyStatus.MISSING
    if today < period.start:
        return DutyStatus.UPCOMING
    # A notice's deadline is not kept by having a plan; every other duty is in order once it stands on the calendar.
    if today >= late_from and (planned_on is None or rule.deadline is not None):
        return DutyStatus.LATE
    return DutyStatus.DUE


def _sentence(state: DutyState) -> str:
    failed = [c for c in state.earned if not c.satisfies]
    if state.status is DutyStatus.DONE:
        last = max((c.on for c in state.earned if c.satisfies), default=None)
        return f"已完成{state.done}次" + (f"，最近一次{last}。" if last else "。")
    progress = f"应{state.required}，已完成{state.done}。"
    if failed:
        progress += f"{failed[-1].on}的记录未计入：{failed[-1].reason}。"
    if any(p.is_held for p in state.plans):
        progress += "已召开，记录归档后计为完成。"
    elif state.planned_on:
        progress += f"已安排在{state.planned_on}。"
    if state.status is DutyStatus.DUE and state.planned_on is None and state.late_from:
        progress += f"请在{state.late_from - timedelta(days=1)}前安排。"
    if state.status is DutyStatus.LATE:
        progress += "期限将至，尚未落实，请尽快安排。"
    if state.status is DutyStatus.MISSING:
        progress += "本期已结束，未完成。"
    return progress


def period_for(rule: DutyRule, day: date) -> Period:
    """The period a board of `day` shows for a duty.

    For the year of evaluation that is the last year as long as its notice still runs, because central notices often
    move it to January–March of the next year.
    """
    if rule.period is not PeriodKind.EVALUATION_YEAR:
        return period_of(rule.period, day)
    last = evaluation_year(day.year - 1)
    return last if day < _missing_from(rule, last) else evaluation_year(day.year)


def periods_in(rule: DutyRule, shown: Period) -> list[Period]:
    """Periods of a duty that a board of the period `shown` (month, quarter, half-year or year) has to judge."""
    if rule.period is PeriodKind.EVALUATION_YEAR:
        whole_year = shown.kind in {PeriodKind.YEAR, PeriodKind.EVALUATION_YEAR}
        return [evaluation_year(shown.start.year) if whole_year else period_for(rule, shown.end)]
    return periods_between(rule.period, shown.start, shown.end)


_WEIGHT = {
    DutyStatus.NOT_OWED: 0,
    DutyStatus.UPCOMING: 1,
    DutyStatus.DONE: 2,
    DutyStatus.DUE: 3,
    DutyStatus.LATE: 4,
    DutyStatus.MISSING: 5,
}


def worst(states: Sequence[DutyState]) -> DutyStatus:
    """One status for several periods of a duty: what needs action most stands for all."""
    return max((s.status for s in states), key=_WEIGHT.__getitem__, default=DutyStatus.NOT_OWED)
