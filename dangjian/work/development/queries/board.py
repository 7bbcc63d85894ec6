"""The pipeline: who stands at which stage, what is late, what can be done when; people who can be started."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.members.enums import PARTY_MEMBERS, PersonCategory, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.process.models.cases import NO_DATE
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.development.models import AdmissionCase, AdmissionState
from dangjian.work.development.permissions import KEEP_DEVELOPMENT, VIEW_DEVELOPMENT
from dangjian.work.development.rules.steps import STAGES, STEPS

CARDS = 20
"""People shown in a column; the list has the others."""
ORDER = ("due_on", "id")


class AdmissionFilter(Schema):
    """Which developments to list."""

    organisation_id: UUID | None = None
    state: Literal["running", "done", "refused", "withdrawn", "all"] = "running"
    stage: Literal[0, 1, 2, 3, 4, 5] = 0
    show: Literal["all", "late", "ready"] = "all"
    text: str = ""


class BoardFilter(Schema):
    """Which part of the pipeline to show."""

    organisation_id: UUID | None = None
    text: str = ""


def _rows(organisation_id: UUID | None, text: str) -> Any:
    rows = AdmissionCase.objects.all()
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    if text:
        rows = rows.filter(person_name__icontains=text[:40])
    return rows.select_related("person")


@query(VIEW_DEVELOPMENT)
def board(*, filters: BoardFilter) -> dict[str, Any]:
    """The five stages with their people, those due first. Six statements, one more for an organisation."""
    today = clock.today()
    rows = _rows(filters.organisation_id, filters.text).filter(state=AdmissionState.RUNNING)
    late = Count("id", filter=Q(due_on__lt=today))
    counts = {row["stage"]: row for row in rows.values("stage").annotate(count=Count("id"), late=late).order_by()}
    stages = []
    for stage, title in STAGES.items():
        counted = counts.get(stage, {"count": 0, "late": 0})
        people = list(rows.filter(stage=stage).order_by(*ORDER)[:CARDS]) if counted["count"] else []
        stages.append(
            {
                "stage": stage,
                "title": title,
                "count": counted["count"],
                "late": counted["late"],
                "items": [listed(row, today) for row in people],
            }
        )
    return {"stages": stages}


@query(VIEW_DEVELOPMENT)
def list_admissions(*, filters: AdmissionFilter, page: PageRequest) -> dict[str, Any]:
    """One page of developments, those due first. One statement, one more for an organisation."""
    today = clock.today()
    rows = _rows(filters.organisation_id, filters.text)
    if filters.state != "all":
        rows = rows.filter(state=filters.state)
    if filters.stage:
        rows = rows.filter(stage=filters.stage)
    if filters.show == "late":
        rows = rows.filter(state=AdmissionState.RUNNING, due_on__lt=today)
    elif filters.show == "ready":
        rows = rows.filter(Q(earliest_on=None) | Q(earliest_on__lte=today), state=AdmissionState.RUNNING)
    return paginate(rows, page, order=ORDER, show=lambda row: listed(row, today))


def listed(row: AdmissionCase, today: date) -> dict[str, Any]:
    """A development in a list."""
    due_on = None if row.due_on == NO_DATE else row.due_on
    is_running = row.state == AdmissionState.RUNNING
    return {
        "id": row.pk,
        "case_id": row.case_id,
        "person_id": row.person_id,
        "person_name": row.person_name,
        "organisation_name": row.organisation_name,
        "category_label": PersonCategory(row.person.person_category).label,
        "rule_version": row.rule_version,
        "state": row.state,
        "state_label": AdmissionState(row.state).label,
        "stage": row.stage,
        "stage_title": STAGES[row.stage],
        "step_number": row.step_number,
        "step_title": STEPS[row.step_number - 1].title,
        "now_at": row.now_at,
        "now_with": row.now_with,
        "due_on": due_on,
        "earliest_on": row.earliest_on,
        "is_late": is_running and due_on is not None and due_on < today,
        "is_waiting": is_running and row.earliest_on is not None and row.earliest_on > today,
        "admitted_on": row.admitted_on,
        "admit_from": max(row.admit_from, today) if is_running and row.admit_from else None,
        "confirm_from": max(row.confirm_from, today) if is_running and row.confirm_from else None,
    }


@query(KEEP_DEVELOPMENT)
def candidates(*, page: PageRequest, text: str = "") -> dict[str, Any]:
    """People on the register who are no members and whom nobody develops yet. One statement."""
    running = AdmissionCase.objects.filter(state=AdmissionState.RUNNING).values("person_id")
    rows = Person.objects.filter(register_state=RegisterState.ACTIVE).exclude(person_category__in=PARTY_MEMBERS)
    rows = rows.exclude(pk__in=running).select_related("organisation")
    if text:
        rows = rows.filter(name__icontains=text[:40])
    return paginate(
        rows,
        page,
        order=("name_key", "id"),
        show=lambda person: {
            "person_id": person.pk,
            "name": person.name,
            "organisation_name": person.organisation.short_name,
            "category_label": PersonCategory(person.person_category).label,
            "applied_on": person.applied_on,
        },
    )
