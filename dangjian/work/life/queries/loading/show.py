"""Rows of organisational life as the API answers them."""

from __future__ import annotations

from typing import Any

from dangjian.work.life.models import (
    Addendum,
    Attendance,
    DutyCredit,
    Meeting,
    MeetingFile,
    MeetingPart,
    Resolution,
    VoteCount,
)
from dangjian.work.life.queries.loading.facts import rows_of
from dangjian.work.life.rules.attendance import Tally
from dangjian.work.life.rules.kinds import EntryKind, LeaveState, MeetingKind, MeetingState
from dangjian.work.life.rules.record import Gap
from dangjian.work.life.rules.text import clean


def show_meeting(meeting: Meeting) -> dict[str, Any]:
    """A meeting in a list."""
    return {
        "id": meeting.pk,
        "organisation_id": meeting.organisation_id,
        "org_name": meeting.org_name,
        "cell_name": meeting.cell_name,
        "kind": meeting.kind,
        "kind_label": MeetingKind(meeting.kind).label,
        "state": meeting.state,
        "state_label": MeetingState(meeting.state).label,
        "title": meeting.title,
        "theme": meeting.theme,
        "mode": meeting.mode,
        "place": meeting.place,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "held_on": meeting.held_on,
        "entry_kind": meeting.entry_kind,
        "entry_label": EntryKind(meeting.entry_kind).label,
        "due_count": meeting.due_count,
        "present_count": meeting.present_count,
        "cancel_reason": meeting.cancel_reason,
    }


def show_detail(meeting: Meeting, parts: list[MeetingPart], figures: Tally, *, manages: bool) -> dict[str, Any]:
    """A meeting with everything that belongs to its record."""
    return {
        **show_meeting(meeting),
        "version": meeting.version,
        "can_manage": manages,
        "online_link": meeting.online_link,
        "cell_id": meeting.cell_id,
        "evaluation_year": meeting.evaluation_year,
        "chair_id": meeting.chair_id,
        "chair_name": meeting.chair_name,
        "recorder_id": meeting.recorder_id,
        "recorder_name": meeting.recorder_name,
        "planner_name": meeting.planner_name,
        "series": {
            "id": meeting.series.pk,
            "title": meeting.series.title,
            "number": meeting.number,
            "ended_on": meeting.series.ended_on,
        }
        if meeting.series
        else None,
        "created_at": meeting.created_at,
        "notified_at": meeting.notified_at,
        "started_at": meeting.started_at,
        "ended_at": meeting.ended_at,
        "recorded_at": meeting.recorded_at,
        "recorder_signed_at": meeting.recorder_signed_at,
        "recorder_signature": meeting.recorder_signature,
        "chair_signed_at": meeting.chair_signed_at,
        "chair_signature": meeting.chair_signature,
        "archived_at": meeting.archived_at,
        "returned_reason": meeting.returned_reason,
        "due_voters": meeting.due_voters,
        "tally": show_tally(figures),
        "parts": [show_part(part) for part in parts],
        "resolutions": [show_resolution(row) for row in rows_of(Resolution, meeting).order_by("created_at", "id")],
        "files": [show_file(row) for row in rows_of(MeetingFile, meeting).order_by("created_at", "id")],
        "addenda": [
            {"id": a.pk, "text": clean(a.text), "reason": a.reason, "author_name": a.author_name, "at": a.created_at}
            for a in rows_of(Addendum, meeting).order_by("created_at", "id")
        ],
        "credits": [
            {
                "duty": credit.duty,
                "period_key": credit.period_key,
                "satisfies": credit.satisfies,
                "reason": credit.reason,
                "part_id": credit.part_id,
            }
            for credit in rows_of(DutyCredit, meeting).order_by("duty", "id")
        ],
    }


def show_part(part: MeetingPart) -> dict[str, Any]:
    """One agenda item with its minutes and vote."""
    vote = getattr(part, "vote", None)
    return {
        "id": part.pk,
        "version": part.version,
        "position": part.position,
        "item_kind": part.item_kind,
        "duty": part.duty,
        "title": part.title,
        "presenter_id": part.presenter_id,
        "presenter_name": part.presenter_name,
        "needs_vote": part.needs_vote,
        "vote_matter": part.vote_matter,
        "minutes": clean(part.minutes),
        "minutes_by": part.minutes_by,
        "minutes_at": part.minutes_at,
        "carry_over": part.carry_over,
        "is_carried": part.carried_from_id is not None,
        "vote": show_vote(vote) if vote else None,
    }


def show_vote(vote: VoteCount) -> dict[str, Any]:
    """The figures of a vote with result and reason."""
    return {
        "matter": vote.matter,
        "method": vote.method,
        "due_voters": vote.due_voters,
        "present_voters": vote.present_voters,
        "quorum_needed": vote.quorum_needed,
        "is_quorate": vote.is_quorate,
        "ballots_issued": vote.ballots_issued,
        "ballots_returned": vote.ballots_returned,
        "vote_for": vote.vote_for,
        "vote_against": vote.vote_against,
        "vote_abstain": vote.vote_abstain,
        "ballots_invalid": vote.ballots_invalid,
        "is_passed": vote.is_passed,
        "explanation": vote.explanation,
    }


def show_resolution(row: Resolution) -> dict[str, Any]:
    """A resolution or a problem to put right."""
    return {
        "id": row.pk,
        "version": row.version,
        "meeting_id": row.meeting_id,
        "part_id": row.part_id,
        "kind": row.kind,
        "problem": row.problem,
        "text": row.text,
        "holder_id": row.holder_id,
        "holder_name": row.holder_name,
        "due_on": row.due_on,
        "state": row.state,
        "closed_at": row.closed_at,
        "closed_by": row.closed_by,
        "evidence": row.evidence,
    }


def show_file(row: MeetingFile) -> dict[str, Any]:
    """A file of the record; its bytes are at `/api/v1/kernel/files/{file_id}`."""
    return {
        "id": row.pk,
        "part_id": row.part_id,
        "file_id": row.file_id,
        "file_name": row.file_name,
        "content_type": row.content_type,
        "size": row.size,
        "caption": row.caption,
        "added_by": row.added_by,
        "added_at": row.created_at,
    }


def show_line(line: Attendance, *, private: bool) -> dict[str, Any]:
    """A line of the list; reason and leave only where `private` things may be seen."""
    return {
        "id": line.pk,
        "person_id": line.person_id,
        "person_name": line.person_name,
        "org_name": line.person_org_name,
        "role": line.role,
        "has_vote": line.has_vote,
        "state": line.state,
        "reason": line.reason if private else "",
        "leave_state": line.leave_state if private else LeaveState.NONE.value,
        "source": line.source,
        "event_at": line.event_at,
        "device_at": line.device_at if private else None,
        "recorded_at": line.recorded_at,
    }


def show_tally(figures: Tally) -> dict[str, Any]:
    """The figures of a list."""
    return {
        "due": figures.due,
        "present": figures.present,
        "remote": figures.remote,
        "leave": figures.leave,
        "absent": figures.absent,
        "exempt": figures.exempt,
        "open": figures.open,
        "non_voting": figures.non_voting,
        "due_voters": figures.due_voters,
        "present_voters": figures.present_voters,
        "adds_up": figures.adds_up,
        "rate": figures.rate,
    }


def show_gap(gap: Gap) -> dict[str, Any]:
    """Something that the record lacks."""
    return {"code": gap.code, "text": gap.text, "path": gap.path, "is_required": gap.is_required}


def taking_part(text: str) -> dict[str, Any]:
    """A part in a meeting as a reason to see it, in the form of `directory.grants.queries.ReasonsOut`."""
    nothing = {"role": "", "place": "", "granted_by": "", "since": None, "until": None, "note": ""}
    return {**nothing, "kind": "takes_part", "role_title": "参会人员", "text": text}
