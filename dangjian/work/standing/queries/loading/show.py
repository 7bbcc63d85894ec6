"""Stays and cases as the API answers them."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.work.standing.models import ContactAttempt, ContactCase, MobileStay, StandingDecision, StayEntry
from dangjian.work.standing.queries.loading.facts import facts_of
from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import CaseCause, CaseState, ContactBook, DecisionKind, Means
from dangjian.work.standing.rules.stays import Direction, EntryKind, StayBook, StayState, WhyKept, report_due


def listed_stay(row: MobileStay, book: StayBook, today: date) -> dict[str, Any]:
    """A stay in a list."""
    is_ended = row.state == StayState.ENDED
    due = None if is_ended else report_due(book, Direction(row.direction), row.away_from, row.reported_on)
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "person_name": row.person_name,
        "home_name": row.home_name,
        "host_name": row.host_name,
        "state": row.state,
        "state_label": StayState(row.state).label,
        "is_ended": is_ended,
        "away_from": row.away_from,
        "expected_until": row.expected_until,
        "is_over_time": not is_ended and row.expected_until < today,
        "direction": row.direction,
        "direction_label": Direction(row.direction).label,
        "place": row.place,
        "contacted_on": row.contacted_on,
        "reported_on": row.reported_on,
        "report_due_on": due,
        "days_overdue": max((today - due).days, 0) if due else 0,
        "ended_on": row.ended_on,
    }


def entry_answer(entry: StayEntry) -> dict[str, Any]:
    """A line of the log: when it happened, and when it was entered."""
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "kind_label": EntryKind(entry.kind).label,
        "happened_on": entry.happened_on,
        "text": entry.text,
        "entered_by": entry.entered_by,
        "organisation_name": entry.organisation_name,
        "recorded_at": entry.recorded_at,
    }


def detailed_stay(row: MobileStay, book: StayBook, entries: list[StayEntry], today: date) -> dict[str, Any]:
    """A stay with its log."""
    period = book.report_for(Direction(row.direction))
    shown = listed_stay(row, book, today)
    due = shown["report_due_on"]
    return {
        **shown,
        "version": row.version,
        "why_kept": row.why_kept,
        "why_kept_label": WhyKept(row.why_kept).label,
        "remark": row.note,
        "registered_by": row.registered_by,
        "end_reason": row.end_reason,
        "report_text": f"每 {period.months} 个月至少一次，最迟 {due}（{period.clause}）" if due else "",
        "entries": [entry_answer(entry) for entry in entries],
    }


def listed_case(row: ContactCase, book: ContactBook, today: date) -> dict[str, Any]:
    """A case in a list, with the next date that the clock names."""
    steps = contact.milestones(book, facts_of(row))
    days = ((row.found_on or row.ended_on or today) - row.since).days
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "person_name": row.person_name,
        "org_name": row.org_name,
        "cause": row.cause,
        "cause_label": CaseCause(row.cause).label,
        "state": row.state,
        "state_label": CaseState(row.state).label,
        "is_ended": row.state in contact.ENDED,
        "since": row.since,
        "days": days,
        "attempts": row.attempts,
        "next_title": steps[0].title if steps else "",
        "earliest_on": steps[0].earliest if steps else None,
        "suspended_on": row.suspended_on,
        "found_on": row.found_on,
        "ended_on": row.ended_on,
    }


def attempt_answer(row: ContactAttempt) -> dict[str, Any]:
    """An attempt: when it was made, and when it was entered."""
    return {
        "id": row.pk,
        "happened_on": row.happened_on,
        "means": row.means,
        "means_label": Means(row.means).label,
        "is_reached": row.is_reached,
        "text": row.text,
        "made_by": row.made_by,
        "recorded_at": row.recorded_at,
    }


def decision_answer(row: StandingDecision) -> dict[str, Any]:
    """A decision with its body, day and document."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_label": DecisionKind(row.kind).label,
        "decided_on": row.decided_on,
        "body": row.body,
        "document_no": row.document_no,
        "remark": row.note,
        "until": row.until,
        "entered_by": row.entered_by,
        "recorded_at": row.recorded_at,
    }
