"""Votes of meetings as evidence: the numbers are those of the record and cannot be typed.

A vote counts when its meeting was held and its record signed, when it was about this person alone and about this
matter, in the body that has to decide it, and when no other step has been decided by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.process.models import StepRun
from dangjian.foundation.process.ports import Asking, VoteChoice, VoteRecord
from dangjian.kernel.clock import add_months
from dangjian.kernel.errors import Conflict
from dangjian.kernel.scope import ancestors
from dangjian.work.development.queries.facts import admission_of, day_of
from dangjian.work.life.models import VoteCount
from dangjian.work.life.rules.kinds import MeetingKind, MeetingState, VoteMatter

SIGNED = frozenset({MeetingState.SIGNED, MeetingState.ARCHIVED})
MOST = 30
APPROVAL_MONTHS = 6
WHY = "votes of the body that decides a step of somebody's development, for whoever holds the step"


@dataclass(frozen=True, slots=True)
class Body:
    """Which votes decide: in which meetings, on which matters, of which organisation."""

    meetings: frozenset[MeetingKind]
    matters: frozenset[VoteMatter]
    is_above: bool = False
    """The nearest committee with the right to approve instead of the branch."""


COMMITTEE = Body(
    frozenset({MeetingKind.BRANCH_COMMITTEE_MEETING, MeetingKind.BRANCH_GENERAL_MEETING}),
    frozenset({VoteMatter.COMMITTEE_DECISION, VoteMatter.DECISION}),
)
"""The committee of the branch; where there is none, its general meeting."""
ADMISSION = Body(frozenset({MeetingKind.BRANCH_GENERAL_MEETING}), frozenset({VoteMatter.ADMISSION}))
CONFIRMATION = Body(frozenset({MeetingKind.BRANCH_GENERAL_MEETING}), frozenset({VoteMatter.CONFIRMATION}))
APPROVAL = Body(
    frozenset({MeetingKind.COMMITTEE_SESSION}), frozenset({VoteMatter.PARTY_COMMITTEE_DECISION}), is_above=True
)


def finder(body: Body) -> Callable[[Asking, str], VoteRecord | None]:
    """What finds the record of a vote by its reference, and refuses one that does not count."""

    def find(asking: Asking, reference: str) -> VoteRecord | None:
        vote = _votes(asking, body).filter(part_id=_key(reference)).first()
        if vote is None:
            return None
        if problem := _problem(asking, vote, _used(asking)):
            raise Conflict("development.vote", f"{_title(vote)}：{problem}")
        return VoteRecord(
            *(vote.due_voters, vote.present_voters, vote.vote_for, vote.vote_against, vote.vote_abstain),
            reference=_title(vote),
            held_on=vote.part.meeting.held_on,
        )

    return find


def lister(body: Body) -> Callable[[Asking], Sequence[VoteChoice]]:
    """What lists the votes that could be meant, newest first."""

    def choices(asking: Asking) -> Sequence[VoteChoice]:
        used = _used(asking)
        rows = _votes(asking, body).order_by("-part__meeting__held_on", "-id")[:MOST]
        return [_choice(asking, vote, used) for vote in rows]

    return choices


def _choice(asking: Asking, vote: VoteCount, used: set[str]) -> VoteChoice:
    """A vote to choose; the engine itself refuses one before the earliest date, with the clause."""
    held_on = vote.part.meeting.held_on
    problem = _problem(asking, vote, used)
    if not problem and asking.earliest_on is not None and held_on < asking.earliest_on:
        problem = f"早于最早日期 {asking.earliest_on}。"
    return VoteChoice(str(vote.part_id), _title(vote), held_on, problem)


def _votes(asking: Asking, body: Body) -> Any:
    """Votes on this person in the body that decides."""
    admission = admission_of(asking.case_id)
    rows = VoteCount.objects.unscoped(WHY).select_related("part__meeting")
    return rows.filter(
        part__meeting__organisation_id=approver_id(asking.org_path) if body.is_above else asking.organisation_id,
        part__meeting__kind__in=[kind.value for kind in body.meetings],
        part__meeting__held_on__lte=asking.today,
        part__title__contains=admission.person_name,
        matter__in=[matter.value for matter in body.matters],
    ).exclude(part__meeting__state=MeetingState.CANCELLED.value)


def approver_id(org_path: str) -> UUID | None:
    """The nearest Party committee that has the right to approve admissions. One statement."""
    rows = Organisation.objects.unscoped("which committee approves, wherever it is").filter(
        org_path__in=ancestors(org_path),
        can_approve_members=True,
        org_kind=OrgKind.PARTY_COMMITTEE,
        dissolved_on=None,
    )
    found: UUID | None = rows.order_by("-org_path").values_list("pk", flat=True).first()
    return found


def _key(reference: str) -> UUID | None:
    try:
        return UUID(reference)
    except ValueError:
        return None


def _used(asking: Asking) -> set[str]:
    """Votes by which steps of cases of this branch were decided."""
    rows = StepRun.objects.filter(case__organisation_id=asking.organisation_id, is_current=True, state="done")
    found = rows.filter(result__reference_id__isnull=False).values_list("result__reference_id", flat=True)
    return {str(reference) for reference in found}


def _problem(asking: Asking, vote: VoteCount, used: set[str]) -> str:
    meeting = vote.part.meeting
    if meeting.state not in SIGNED:
        return "会议记录还没有签字，请先完成记录人和主持人签字。"
    if str(vote.part_id) in used:
        return "这次表决已经作为其他环节的依据；每一环节须逐个讨论、单独表决。"
    if not vote.is_quorate:
        return f"到会人数不足，表决无效。{vote.explanation}"[:300]
    if asking.step_key == "approve_admission":
        voted_on = day_of(asking.case_id, "branch_vote_admit")
        if voted_on is not None and meeting.held_on > add_months(voted_on, APPROVAL_MONTHS):
            last = add_months(voted_on, APPROVAL_MONTHS)
            return f"支部大会通过已超过六个月（最迟 {last}），须退回支部大会重新讨论（2026年细则第二十五条）。"
    return ""


def _title(vote: VoteCount) -> str:
    meeting = vote.part.meeting
    numbers = f"应到 {vote.due_voters}，到会 {vote.present_voters}，赞成 {vote.vote_for}"
    return f"{meeting.held_on} {meeting.title}·{vote.part.title}（{numbers}）"
