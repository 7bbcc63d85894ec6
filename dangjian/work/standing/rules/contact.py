"""Members out of contact: what may follow what, and the earliest dates. The system counts, people decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dangjian.kernel.clock import add_months
from dangjian.work.duties.rules.kinds import Labelled
from dangjian.work.standing.rules.stays import Months


class CaseCause(Labelled):
    """Why the membership is in question."""

    OUT_OF_CONTACT = "out_of_contact", "失去联系"
    ABROAD = "abroad", "出国（境）超期未归"


class CaseState(Labelled):
    """How a case stands."""

    SEARCHING = "searching", "查找中"
    TO_DECIDE = "to_decide", "待研究停止党籍"
    SUSPENDED = "suspended", "已停止党籍"
    STRIKE_DUE = "strike_due", "待研究除名"
    FOUND = "found", "已取得联系，待处理"
    FOUND_SUSPENDED = "found_suspended", "已取得联系，待恢复党籍"
    RECONTACTED = "recontacted", "已恢复联系"
    RESTORED = "restored", "已恢复党籍"
    STRUCK_OFF = "struck_off", "已除名"
    LEFT = "left", "已不在册"


class DecisionKind(Labelled):
    """What the competent body decided."""

    CONTINUE = "continue", "继续查找"
    SUSPEND = "suspend", "停止党籍"
    STRIKE_OFF = "strike_off", "除名（自行脱党）"
    CORRECT = "correct", "限期改正"
    NO_MEASURE = "no_measure", "不作处置，恢复正常"
    RESTORE = "restore", "恢复党籍"


class Means(Labelled):
    """By which means somebody was looked for."""

    PHONE = "phone", "电话"
    MESSAGE = "message", "短信、微信"
    VISIT = "visit", "上门走访"
    FAMILY = "family", "联系亲属"
    EMPLOYER = "employer", "联系工作单位、同事"
    POLICE = "police", "公安、社区协查"
    NOTICE = "notice", "公告寻找"
    OTHER = "other", "其他"


S, D = CaseState, DecisionKind
FOLLOWING: dict[CaseState, frozenset[CaseState]] = {
    S.SEARCHING: frozenset({S.TO_DECIDE, S.SUSPENDED, S.FOUND, S.LEFT}),
    S.TO_DECIDE: frozenset({S.SEARCHING, S.SUSPENDED, S.FOUND, S.LEFT}),
    S.SUSPENDED: frozenset({S.STRIKE_DUE, S.FOUND_SUSPENDED, S.RESTORED, S.LEFT}),
    S.STRIKE_DUE: frozenset({S.SUSPENDED, S.STRUCK_OFF, S.FOUND_SUSPENDED, S.RESTORED, S.LEFT}),
    S.FOUND: frozenset({S.RECONTACTED, S.FOUND_SUSPENDED, S.LEFT}),
    S.FOUND_SUSPENDED: frozenset({S.RESTORED, S.LEFT}),
    S.RECONTACTED: frozenset(),
    S.RESTORED: frozenset(),
    S.STRUCK_OFF: frozenset(),
    S.LEFT: frozenset(),
}
"""What may follow each state."""
ENDED = frozenset(state for state, following in FOLLOWING.items() if not following)
MISSING = frozenset({S.SEARCHING, S.TO_DECIDE, S.SUSPENDED, S.STRIKE_DUE})
"""The member has not been reached yet."""
BEFORE_SUSPENSION = frozenset({S.SEARCHING, S.TO_DECIDE, S.FOUND})
AFTER_SUSPENSION = frozenset({S.SUSPENDED, S.STRIKE_DUE, S.FOUND_SUSPENDED})
DECISIONS: dict[CaseState, dict[DecisionKind, CaseState]] = {
    S.TO_DECIDE: {D.SUSPEND: S.SUSPENDED, D.CONTINUE: S.SEARCHING},
    S.STRIKE_DUE: {D.STRIKE_OFF: S.STRUCK_OFF, D.CONTINUE: S.SUSPENDED},
    S.FOUND: {D.NO_MEASURE: S.RECONTACTED, D.CORRECT: S.RECONTACTED},
    S.FOUND_SUSPENDED: {D.RESTORE: S.RESTORED},
}
"""What can be decided in each state, and where it leads."""
BY_MEETING = frozenset({D.STRIKE_OFF, D.CORRECT, D.RESTORE})
"""Decided by the general meeting and approved above; the document of the approval is named."""


@dataclass(frozen=True, slots=True)
class ContactBook:
    """Periods in force on a day."""

    suspend: Months
    suspend_abroad: Months
    strike_off: Months
    correct_until: Months
    correct_most: Months

    def suspend_for(self, cause: CaseCause) -> Months:
        """After how long the membership may be suspended."""
        return self.suspend_abroad if cause is CaseCause.ABROAD else self.suspend


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules ask about a case."""

    cause: CaseCause
    state: CaseState
    since: date
    suspended_on: date | None = None
    found_on: date | None = None
    review_on: date | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Milestone:
    """The earliest possible date of a step, and why."""

    title: str
    earliest: date
    clause: str
    text: str


def suspend_from(book: ContactBook, case: Case) -> date:
    """The first day on which the membership may be suspended. Lost on 2026-08-31: 2027-02-28."""
    return add_months(case.since, book.suspend_for(case.cause).months)


def strike_off_from(book: ContactBook, case: Case) -> date | None:
    """The first day on which 除名 may be decided; None before a suspension, and for those abroad."""
    if case.suspended_on is None or case.cause is CaseCause.ABROAD:
        return None
    return add_months(case.suspended_on, book.strike_off.months)


def due_state(book: ContactBook, case: Case, today: date) -> CaseState | None:
    """Where the clock leads a case on a day: to those who decide, never further. None: nothing is due."""
    if case.review_on is not None and today < case.review_on:
        return None
    if case.state is S.SEARCHING and today >= suspend_from(book, case):
        return S.TO_DECIDE
    last = strike_off_from(book, case)
    if case.state is S.SUSPENDED and last is not None and today >= last:
        return S.STRIKE_DUE
    return None


def by_register(state: CaseState, *, is_suspended: bool) -> CaseState:
    """Where a case stands when the register was changed by another way; unchanged when both agree."""
    if is_suspended and state in BEFORE_SUSPENSION:
        return S.FOUND_SUSPENDED if state is S.FOUND else S.SUSPENDED
    if not is_suspended and state in AFTER_SUSPENSION:
        return S.RESTORED
    return state


def milestones(book: ContactBook, case: Case) -> list[Milestone]:
    """What may be decided when, in words with the clause."""
    found = []
    period = book.suspend_for(case.cause)
    if case.state in {S.SEARCHING, S.TO_DECIDE}:
        day = suspend_from(book, case)
        text = f"自 {case.since} 起满 {period.months} 个月，最早 {day} 可以研究停止党籍；满期不自动停止，由党组织决定。"
        found.append(Milestone("停止党籍", day, period.clause, text))
    last = strike_off_from(book, case)
    if case.state in {S.SUSPENDED, S.STRIKE_DUE} and last is not None:
        text = (
            f"停止党籍（{case.suspended_on}）满 {book.strike_off.months} 个月仍未取得联系的，"
            f"最早 {last} 可以研究除名，经支部党员大会讨论、上级党组织批准。"
        )
        found.append(Milestone("除名", last, book.strike_off.clause, text))
    if case.state is S.FOUND and case.found_on is not None and may_correct(book, case):
        text = (
            f"失去联系 {book.suspend.months} 个月以上、{book.correct_until.months} 个月以内取得联系的，可以限期改正。"
        )
        found.append(Milestone("限期改正", case.found_on, book.correct_until.clause, text))
    if case.state is S.FOUND_SUSPENDED and case.found_on is not None:
        text = "本人取得联系后，经支部党员大会讨论、上级党组织批准，可以恢复党籍。"
        found.append(Milestone("恢复党籍", case.found_on, book.suspend.clause, text))
    return found


def may_correct(book: ContactBook, case: Case) -> bool:
    """Whether 限期改正 is the measure named for the time somebody was out of contact (6 months to 2 years)."""
    if case.found_on is None or case.cause is CaseCause.ABROAD:
        return False
    first = add_months(case.since, book.suspend.months)
    return first <= case.found_on <= add_months(case.since, book.correct_until.months)


def against(book: ContactBook, case: Case, kind: DecisionKind, on: date, today: date) -> str:
    """What stands against a decision of a day; empty when nothing does."""
    if kind not in DECISIONS.get(case.state, {}):
        return f"该党员{case.state.label}，不能登记“{kind.label}”，请刷新后核对。"
    if on > today:
        return "决定日期不能晚于今天。"
    if kind is D.SUSPEND and on < suspend_from(book, case):
        period = book.suspend_for(case.cause)
        return f"未满 {period.months} 个月，停止党籍最早为 {suspend_from(book, case)}（{period.clause}）。"
    if kind is D.SUSPEND and case.cause is CaseCause.OUT_OF_CONTACT and not case.attempts:
        return f"还没有查找记录；应先通过各种方式查找并逐次登记（{book.suspend.clause}）。"
    last = strike_off_from(book, case)
    if kind is D.STRIKE_OFF and (last is None or on < last):
        return f"未满 {book.strike_off.months} 个月，除名最早为 {last}（{book.strike_off.clause}）。"
    if kind is D.CORRECT and not may_correct(book, case):
        return (
            f"限期改正适用于失去联系 {book.suspend.months} 至 {book.correct_until.months} 个月的党员"
            f"（{book.correct_until.clause}）。"
        )
    if case.found_on is not None and on < case.found_on:
        return f"决定日期早于取得联系的日期（{case.found_on}），请核对。"
    return ""
