"""What may be planned: which organisation holds what, at what times, with which agenda."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dangjian.work.duties.rules.kinds import EVALUATION_DUTIES, DutyKind
from dangjian.work.life.rules.kinds import DUTY_OF_MEETING, ItemKind, MeetingKind, VoteMatter

LONGEST = timedelta(days=3)
FURTHEST = timedelta(days=400)
"""A year ahead and a little: the yearly plan. Beyond it the year was typed wrong, and everybody would be told of it."""
PAST_TOLERANCE = timedelta(hours=2)
"""A meeting that began a moment ago may still be planned; anything older is entered as held."""

_K = MeetingKind
_OF_BRANCH = frozenset(
    {
        _K.BRANCH_GENERAL_MEETING,
        _K.BRANCH_COMMITTEE_MEETING,
        _K.CELL_MEETING,
        _K.PARTY_LECTURE,
        _K.THEME_PARTY_DAY,
        _K.ORGANISATIONAL_LIFE_MEETING,
        _K.DEMOCRATIC_EVALUATION,
    }
)
_OF_COMMITTEE = frozenset({_K.COMMITTEE_SESSION, _K.CENTRE_GROUP_STUDY, _K.DEMOCRATIC_LIFE_MEETING, _K.PARTY_LECTURE})

_OF_GENERAL_BRANCH = frozenset({_K.COMMITTEE_SESSION, _K.PARTY_LECTURE, _K.THEME_PARTY_DAY})


@dataclass(frozen=True, slots=True)
class PartPlan:
    """An agenda item as planned; `part_id` when it exists already."""

    title: str
    item_kind: ItemKind = ItemKind.DISCUSSION
    duty: DutyKind | None = None
    presenter_id: UUID | None = None
    needs_vote: bool = False
    vote_matter: str = ""
    carry_over: bool = False
    part_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Matters that a kind of branch may not decide, with the rule in words and its clause."""

    matters: frozenset[VoteMatter]
    explanation: str
    clause: str


def forbidden_problem(rule: Forbidden | None, matters: Iterable[str]) -> str:
    """Why a temporary branch may not take up one of these matters; empty when it may (organizations section 9, R11)."""
    if rule is None:
        return ""
    wanted = rule.matters & set(matters)
    named = [matter.label for matter in VoteMatter if matter in wanted]
    return f"不能办理“{'、'.join(named)}”：{rule.explanation}（{rule.clause}）" if named else ""


def kinds_of(org_kind: str) -> frozenset[MeetingKind]:
    """Meetings that a kind of organisation holds."""
    if org_kind == "branch":
        return _OF_BRANCH
    if org_kind in {"party_committee", "party_group"}:
        return _OF_COMMITTEE
    return _OF_GENERAL_BRANCH if org_kind == "general_branch" else frozenset()


def time_problem(*, starts_at: datetime, ends_at: datetime, now: datetime) -> tuple[str, str, str] | None:
    """What is wrong with the times of a plan, as code, text and field; None when nothing is."""
    if ends_at <= starts_at:
        return "life.meeting.ends_before_start", "结束时间早于开始时间，请检查。", "ends_at"
    if ends_at - starts_at > LONGEST:
        return "life.meeting.too_long", "会议时长超过3天，请检查结束时间。", "ends_at"
    if starts_at < now - PAST_TOLERANCE:
        return "life.meeting.in_past", "开始时间已过。已经召开的会议请补登。", "starts_at"
    if starts_at > now + FURTHEST:
        return "life.meeting.too_far", "会议时间在400天以后，请检查年份。", "starts_at"
    return None


def held_problem(*, started_at: datetime, ended_at: datetime, now: datetime) -> tuple[str, str, str] | None:
    """What is wrong with the times of a meeting entered as held: it cannot lie in the future."""
    if ended_at <= started_at:
        return "life.meeting.ends_before_start", "结束时间早于开始时间，请检查。", "ended_at"
    if ended_at - started_at > LONGEST:
        return "life.meeting.too_long", "会议时长超过3天，请检查结束时间。", "ended_at"
    if ended_at > now:
        return "life.meeting.in_future", "会议尚未结束，不能登记为已召开。", "ended_at"
    return None


def needs_evaluation_year(kind: MeetingKind, parts: Sequence[PartPlan]) -> bool:
    """Whether the meeting counts for a year of evaluation."""
    duties = {DUTY_OF_MEETING[kind], *(part.duty for part in parts)}
    return bool(duties & EVALUATION_DUTIES)
