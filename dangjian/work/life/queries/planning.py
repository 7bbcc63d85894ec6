"""What the plan form already knows: templates, usual times, people, and duties that could be joined."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Max

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.posts.enums import PostKind
from dangjian.kernel import clock, ports
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.scope import ancestors
from dangjian.kernel.workdays import is_working_day
from dangjian.work.duties.rules.calendar import period_for
from dangjian.work.duties.rules.periods import PeriodKind, period_of
from dangjian.work.life.models import Meeting, MeetingSeries, MeetingTemplate
from dangjian.work.life.permissions import PLAN_MEETING
from dangjian.work.life.queries.loading.book import duty_rules
from dangjian.work.life.queries.loading.facts import committee_of, people_due
from dangjian.work.life.queries.loading.series import last_of, unfinished
from dangjian.work.life.rules.kinds import DUTY_OF_MEETING, MeetingKind, MeetingMode, MeetingState
from dangjian.work.life.rules.planning import kinds_of

OPEN_DUTIES = "life.open_duties"
"""Port: (organisation, kind, day) -> duties (duty, label, text) still open on that day that could have an agenda item
of their own in a meeting of the kind. The board answers, through the scope of the asking door."""
USUAL_HOUR, USUAL_MINUTE = 14, 30
MOST_SERIES = 20
"""Series offered when a meeting is planned; an organisation runs two or three."""


@cache
def _preset_templates() -> tuple[dict[str, Any], ...]:
    """Agendas that the platform ships."""
    path = Path(__file__).parent.parent / "seeds" / "templates.json"
    return tuple(json.loads(path.read_text(encoding="utf-8")))


@query(PLAN_MEETING)
def list_templates(*, organisation_id: UUID, kind: str = "") -> list[dict[str, Any]]:
    """Templates for an organisation: its own and those from above first, then the ones that are shipped."""
    organisation = Organisation.objects.get(pk=organisation_id)
    rows = MeetingTemplate.objects.filter(org_path__in=["", *ancestors(organisation.org_path)])
    if kind:
        rows = rows.filter(kind=kind)
    own = [
        {
            "id": row.pk,
            "version": row.version,
            "kind": row.kind,
            "name": row.name,
            "title": row.title,
            "theme": row.theme,
            "mode": row.mode,
            "place": row.place,
            "minutes_long": row.minutes_long,
            "parts": [_part(part) for part in row.parts],
            "owner_name": row.owner_name,
        }
        for row in rows.order_by("-org_path", "name", "id")[:100]
    ]
    shipped = [
        {
            "id": None,
            "version": None,
            "kind": preset["kind"],
            "name": preset["name"],
            "title": "",
            "theme": "",
            "mode": MeetingMode.ON_SITE.value,
            "place": "",
            "minutes_long": preset["minutes_long"],
            "parts": [_part(part) for part in preset["parts"]],
            "owner_name": "平台预置",
        }
        for preset in _preset_templates()
        if preset["kind"] in kinds_of(organisation.org_kind) and (not kind or preset["kind"] == kind)
    ]
    return [*own, *shipped]


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": part["title"],
        "item_kind": part["item_kind"],
        "duty": part.get("duty", ""),
        "needs_vote": part.get("needs_vote", False),
        "vote_matter": part.get("vote_matter", ""),
    }


@query(PLAN_MEETING)
def suggest_meeting(*, organisation_id: UUID, kind: MeetingKind, cell_id: UUID | None = None) -> dict[str, Any]:
    """A filled-in plan: title, next usual time, place, chair, recorder, agenda, number due, duties to join."""
    organisation = Organisation.objects.get(pk=organisation_id)
    held = Meeting.objects.filter(organisation=organisation, kind=kind).exclude(state=MeetingState.CANCELLED)
    last: Meeting | None = held.order_by("-starts_at", "-id").first()
    starts_at = _usual_time(last, clock.now())
    template = next((t for t in list_templates(organisation_id=organisation_id, kind=kind.value)), None)
    length = (
        (last.ends_at - last.starts_at) if last else timedelta(minutes=template["minutes_long"] if template else 60)
    )
    committee = committee_of(organisation.pk, clock.today())
    secretary_id = next((pk for pk, post in committee.items() if post == PostKind.SECRETARY), None)
    me = current_actor().person_id
    recorder_id = last.recorder_id if last and last.recorder_id else me
    people = Person.objects.unscoped("names of chair and recorder").filter(pk__in=[secretary_id, recorder_id])
    names = dict(people.values_list("id", "name"))
    probe = Meeting(kind=kind.value, organisation=organisation, starts_at=starts_at, cell_id=cell_id)
    return {
        "title": _title_for(kind, clock.local_date(starts_at)),
        "starts_at": starts_at,
        "ends_at": starts_at + length,
        "mode": last.mode if last else MeetingMode.ON_SITE.value,
        "place": last.place if last else "",
        "chair_id": secretary_id,
        "chair_name": names.get(secretary_id, "") if secretary_id else "",
        "recorder_id": recorder_id,
        "recorder_name": names.get(recorder_id, "") if recorder_id else "",
        "parts": template["parts"] if template else [],
        "due_count": len(people_due(probe, organisation)),
        "cells": list(
            PartyCell.objects.filter(organisation=organisation, dissolved_on__isnull=True)
            .order_by("sort", "id")
            .values("id", "name")
        ),
        "series": _series(organisation, kind),
        "can_join": ports.ask(OPEN_DUTIES, organisation=organisation, kind=kind, day=clock.local_date(starts_at)),
    }


def _usual_time(last: Meeting | None, now: datetime) -> datetime:
    """The next time in the rhythm of the last meeting (same week of the month, weekday and hour), else next afternoon.

    Always a working day in the future.
    """
    if last is None:
        day = clock.local_date(now) + timedelta(days=1)
        hour, minute = USUAL_HOUR, USUAL_MINUTE
    else:
        local = clock.local_time(last.starts_at)
        hour, minute = local.hour, local.minute
        day = _same_weekday(local.date(), clock.local_date(now) + timedelta(days=1))
    while not is_working_day(day):
        day += timedelta(days=1)
    return clock.at_local(day, hour, minute)


def _same_weekday(model: date, earliest: date) -> date:
    return earliest + timedelta(days=(model.weekday() - earliest.weekday()) % 7)


def _title_for(kind: MeetingKind, day: date) -> str:
    """The usual title: 2026年11月主题党日, 2026年第4季度支部党员大会."""
    duty = DUTY_OF_MEETING[kind]
    rule = duty_rules(day).get(duty) if duty else None
    if rule is None:
        return f"{period_of(PeriodKind.MONTH, day).label}{kind.label}"
    return f"{period_for(rule, day).label}{kind.label}"


def _series(organisation: Organisation, kind: MeetingKind) -> list[dict[str, Any]]:
    """Series that run, the one met last first, each with what its last meeting left unfinished."""
    rows = MeetingSeries.objects.filter(organisation=organisation, kind=kind, ended_on__isnull=True)
    latest = rows.annotate(last_at=Max("meetings__starts_at")).order_by("-last_at", "-id")
    return [
        {"id": row.pk, "title": row.title, "carried": [part.title for part in unfinished(last_of(row))]}
        for row in latest[:MOST_SERIES]
    ]
