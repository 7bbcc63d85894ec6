"""Votes counted in a meeting and the resolutions that come of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem, NotAllowed
from dangjian.work.life.commands.steps.meetings import person_of
from dangjian.work.life.commands.steps.parts import refuse_forbidden
from dangjian.work.life.events import ResolutionClosed
from dangjian.work.life.models import Meeting, MeetingPart, Resolution, VoteCount
from dangjian.work.life.permissions import CLOSE_RESOLUTION, RECORD_MEETING
from dangjian.work.life.queries.loading.book import vote_rule_of
from dangjian.work.life.queries.loading.facts import tally_of
from dangjian.work.life.rules.kinds import MeetingState, ResolutionKind, ResolutionState, VoteMatter, VoteMethod
from dangjian.work.life.rules.quorum import Ballots, count_problems, explain, has_passed, is_quorate


@command(RECORD_MEETING)
def record_vote(
    unit: Unit,
    *,
    part_id: UUID,
    method: VoteMethod,
    vote_for: int,
    vote_against: int,
    vote_abstain: int,
    ballots_invalid: int = 0,
    ballots_issued: int | None = None,
    ballots_returned: int | None = None,
) -> VoteCount:
    """Keep the figures of a vote; quorum and result are computed from the snapshot of the opening (section 3).

    By show of hands the ballots are the hands counted. A vote below quorum is kept as what it is: not passed.
    Raises BadInput where the figures contradict one another or the matter asks for a secret ballot, Conflict when
    the meeting is not running.
    """
    part = unit.get(MeetingPart, part_id)
    meeting = unit.get(Meeting, part.meeting_id, lock=False)
    _require_open(meeting)
    total = vote_for + vote_against + vote_abstain + ballots_invalid
    issued = total if ballots_issued is None else ballots_issued
    returned = total if ballots_returned is None else ballots_returned
    matter = VoteMatter(part.vote_matter or VoteMatter.DECISION)
    refuse_forbidden(meeting, [matter.value])
    rule = vote_rule_of(matter, clock.local_date(meeting.starts_at))
    present = tally_of(meeting.pk).present_voters
    ballots = Ballots(method, issued, returned, vote_for, vote_against, vote_abstain, ballots_invalid)
    problems = count_problems(rule, ballots, present_voters=present)
    if problems:
        fields = [FieldProblem("vote", code, text) for code, text in problems]
        raise BadInput(problems[0][0], problems[0][1], fields=fields)
    due = meeting.due_voters
    quorate = is_quorate(rule, due_voters=due, present_voters=present)
    passed = has_passed(rule, due_voters=due, present_voters=present, vote_for=vote_for)
    unit.delete_many(VoteCount.objects.filter(part=part), note="重新计票")
    if not part.needs_vote:
        unit.update(part, needs_vote=True, vote_matter=matter.value)
    return unit.create(
        VoteCount(
            part=part,
            org_path=part.org_path,
            matter=matter.value,
            method=method.value,
            due_voters=due,
            present_voters=present,
            quorum_needed=rule.quorum.needed(due),
            is_quorate=quorate,
            ballots_issued=issued,
            ballots_returned=returned,
            vote_for=vote_for,
            vote_against=vote_against,
            vote_abstain=vote_abstain,
            ballots_invalid=ballots_invalid,
            is_passed=passed,
            explanation=explain(rule, due=due, present=present, vote_for=vote_for, quorate=quorate, passed=passed),
            counted_by=unit.actor.name,
        )
    )


def _require_open(meeting: Meeting) -> None:
    if meeting.state != MeetingState.IN_PROGRESS:
        raise Conflict("life.meeting.not_running", "会议尚未开始，或记录已提交。", extra={"state": meeting.state})


@command(RECORD_MEETING)
def add_resolution(
    unit: Unit,
    *,
    meeting_id: UUID,
    text: str,
    kind: ResolutionKind = ResolutionKind.RESOLUTION,
    problem: str = "",
    part_id: UUID | None = None,
    holder_id: UUID | None = None,
    due_on: date | None = None,
) -> Resolution:
    """Write a resolution (or a problem to put right) into the record.

    A problem to put right needs the problem, a holder and a date (section 5). Raises BadInput, Conflict.
    """
    meeting = unit.get(Meeting, meeting_id, lock=False)
    _require_open(meeting)
    values = _resolution_values(meeting, kind, text, problem, part_id, holder_id, due_on)
    return unit.create(Resolution(meeting=meeting, org_path=meeting.org_path, **values))


@command(RECORD_MEETING)
def change_resolution(
    unit: Unit,
    *,
    resolution_id: UUID,
    expected_version: int,
    text: str,
    kind: ResolutionKind = ResolutionKind.RESOLUTION,
    problem: str = "",
    part_id: UUID | None = None,
    holder_id: UUID | None = None,
    due_on: date | None = None,
) -> Resolution:
    """Change a resolution while the record is open. Raises StaleEdit, BadInput, Conflict."""
    resolution = unit.get(Resolution, resolution_id, expected_version=expected_version)
    meeting = unit.get(Meeting, resolution.meeting_id, lock=False)
    _require_open(meeting)
    return unit.update(resolution, **_resolution_values(meeting, kind, text, problem, part_id, holder_id, due_on))


@command(RECORD_MEETING)
def remove_resolution(unit: Unit, *, resolution_id: UUID) -> None:
    """Take a resolution out of an open record."""
    resolution = unit.get(Resolution, resolution_id)
    _require_open(unit.get(Meeting, resolution.meeting_id, lock=False))
    unit.delete(resolution)


def _resolution_values(
    meeting: Meeting,
    kind: ResolutionKind,
    text: str,
    problem: str,
    part_id: UUID | None,
    holder_id: UUID | None,
    due_on: date | None,
) -> dict[str, Any]:
    if part_id is not None and not MeetingPart.objects.filter(pk=part_id, meeting=meeting).exists():
        raise BadInput("life.resolution.part", "所选议程不属于本次会议。", field="part_id")
    if kind is ResolutionKind.RECTIFICATION and not (problem.strip() and holder_id and due_on):
        raise BadInput("life.resolution.rectification", "整改事项须写明问题、措施、责任人和完成时限。", field="problem")
    if due_on is not None and due_on < meeting.held_on:
        raise BadInput("life.resolution.due_on", "完成时限早于会议日期，请检查。", field="due_on")
    holder = person_of(holder_id, "holder_id")
    return {
        "kind": kind.value,
        "text": text,
        "problem": problem.strip(),
        "part_id": part_id,
        "holder_id": holder.pk if holder else None,
        "holder_name": holder.name if holder else "",
        "due_on": due_on,
    }


@command(CLOSE_RESOLUTION)
def close_resolution(unit: Unit, *, resolution_id: UUID, evidence: str) -> Resolution:
    """Report a resolution carried out, with the evidence in words. Holder, branch secretary or the office above.

    Raises Conflict before the record is archived or when it is closed already, BadInput without evidence.
    """
    resolution = unit.get(Resolution, resolution_id)
    _require_archived_and_open(resolution)
    if not evidence.strip():
        raise BadInput("life.resolution.evidence", "请写明办理情况或完成依据。", field="evidence")
    unit.update(
        resolution,
        state=ResolutionState.DONE.value,
        closed_at=unit.now,
        closed_by=unit.actor.name,
        evidence=evidence.strip(),
    )
    unit.emit(ResolutionClosed(resolution.pk, ResolutionState.DONE.value))
    return resolution


@command(CLOSE_RESOLUTION)
def withdraw_resolution(unit: Unit, *, resolution_id: UUID, reason: str) -> Resolution:
    """Withdraw a resolution that is overtaken; only those who manage the place, not the holder alone."""
    resolution = unit.get(Resolution, resolution_id)
    _require_archived_and_open(resolution)
    if not unit.scope.covers(resolution.org_path):
        raise NotAllowed()
    if not reason.strip():
        raise BadInput("life.resolution.reason", "请写明撤回的理由。", field="reason")
    unit.update(
        resolution,
        state=ResolutionState.WITHDRAWN.value,
        closed_at=unit.now,
        closed_by=unit.actor.name,
        evidence=reason.strip(),
    )
    unit.emit(ResolutionClosed(resolution.pk, ResolutionState.WITHDRAWN.value))
    return resolution


def _require_archived_and_open(resolution: Resolution) -> None:
    meeting = Meeting.objects.unscoped("the holder of a resolution need not see the meeting").get(
        pk=resolution.meeting_id
    )
    if meeting.state != MeetingState.ARCHIVED:
        raise Conflict("life.resolution.not_archived", "会议记录归档后才能办结决议事项。")
    if resolution.state != ResolutionState.OPEN:
        raise Conflict("life.resolution.closed", "该事项已办结或撤回。")
