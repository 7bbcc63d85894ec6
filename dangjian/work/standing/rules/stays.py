"""Mobile members: why the relation stays, who takes them in, and when they have to report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dangjian.kernel.clock import add_months
from dangjian.work.duties.rules.kinds import Labelled


class StayState(Labelled):
    """How a stay stands. The relation is with the home branch in every one of them."""

    UNHOSTED = "unhosted", "尚无接收方"
    ASKED = "asked", "待接收方确认"
    HOSTED = "hosted", "接收方已编入活动"
    OUTSIDE = "outside", "单位外党组织接收"
    ENDED = "ended", "已结束"


class GuestState(Labelled):
    """How the branch that is asked to take a mobile member in has answered."""

    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "已编入活动"
    DECLINED = "declined", "不能接收"
    ENDED = "ended", "已结束"


class Direction(Labelled):
    """Where a mobile member went."""

    CROSS_PROVINCE = "cross_province", "跨省"
    INTRA_PROVINCE = "intra_province", "省内跨市"
    INTRA_CITY = "intra_city", "市内"
    UNKNOWN = "unknown", "去向不明"
    ABROAD = "abroad", "出国（境）"


class WhyKept(Labelled):
    """Why the relation is not transferred although the member is away for long."""

    PLACE_CHANGES = "place_changes", "外出地点不固定"
    NO_ORGANISATION = "no_organisation", "所去单位没有条件转入"
    EMPLOYED_HERE = "employed_here", "工作关系仍在本单位"
    STUDY_ABROAD = "study_abroad", "出国（境）学习、工作"


class EntryKind(Labelled):
    """A line in the log of a stay."""

    CONTACT = "contact", "党支部联系"
    REPORT = "report", "本人汇报"
    ATTENDANCE = "attendance", "参加接收方组织生活"


FOLLOWING: dict[StayState, frozenset[StayState]] = {
    StayState.UNHOSTED: frozenset({StayState.ASKED, StayState.OUTSIDE, StayState.ENDED}),
    StayState.ASKED: frozenset({StayState.HOSTED, StayState.UNHOSTED, StayState.ENDED}),
    StayState.HOSTED: frozenset({StayState.UNHOSTED, StayState.ENDED}),
    StayState.OUTSIDE: frozenset({StayState.ASKED, StayState.UNHOSTED, StayState.ENDED}),
    StayState.ENDED: frozenset(),
}
"""What may follow each state."""


@dataclass(frozen=True, slots=True)
class Months:
    """A period of the rule book and the clause that sets it."""

    months: int
    clause: str


@dataclass(frozen=True, slots=True)
class StayBook:
    """Periods in force on a day."""

    least: Months
    report: Months
    report_abroad: Months

    def report_for(self, direction: Direction) -> Months:
        """How often somebody who went there reports or is contacted."""
        return self.report_abroad if direction is Direction.ABROAD else self.report


def too_short(book: StayBook, away_from: date, expected_until: date) -> str:
    """What stands against a stay that is shorter than the rules ask; empty when it is long enough.

    Example: away from 2026-08-31, at least until 2027-02-28.
    """
    least = add_months(away_from, book.least.months)
    if expected_until >= least:
        return ""
    return (
        f"外出不足 {book.least.months} 个月的不作为流动党员，开具党员证明信即可；"
        f"按外出日期，预计返回最早应为 {least}（{book.least.clause}）。"
    )


def report_due(book: StayBook, direction: Direction, away_from: date, reported_on: date | None) -> date:
    """The day by which the member reports next: counted from the last report, else from the day of leaving."""
    return add_months(reported_on or away_from, book.report_for(direction).months)


def report_reminder(due: date, today: date) -> str:
    """The reminder due on a day: 30 days before, on the day, then once for each further 30 days; empty otherwise."""
    left = (due - today).days
    if left > 30:
        return ""
    return "soon" if left > 0 else f"late{-left // 30}"
