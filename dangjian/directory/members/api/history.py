"""Routes: what a record was, who looked at it, the roster of a branch on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.members import queries
from dangjian.directory.members.api.router import router
from dangjian.directory.members.permissions import LIST_MEMBERS, VIEW_MEMBER
from dangjian.kernel.http import Page, PageRequest, Query, Schema


class HistoryRow(Schema):
    """One change of one field."""

    field: str
    title: str
    old_value: str
    new_value: str
    source: str
    effective_on: date
    recorded_at: datetime
    recorded_by: str


class RosterRow(Schema):
    """Somebody who belonged to a branch on a day."""

    person_id: UUID
    name: str
    person_category: str
    valid_from: date
    valid_to: date | None


class PastRecordOut(Schema):
    """A record as it was on a day; fields without a value are left out."""

    day: date
    organisation_name: str
    on_register: bool
    record: dict[str, str]


class LookRow(Schema):
    """Somebody looked at the sensitive fields."""

    at: datetime
    actor_name: str
    purpose: str


class LookPage(Page[LookRow]):
    """A page of looks."""


@router.get("/members/{person_id}/history", name="list_history", action=VIEW_MEMBER, out=list[HistoryRow])
def list_history(request: HttpRequest, person_id: UUID, field: str = "") -> Any:
    """信息变更记录"""
    return queries.member_history(person_id=person_id, field=field[:60])


@router.get("/members/{person_id}/past", name="get_past", action=VIEW_MEMBER, out=PastRecordOut)
def get_past(request: HttpRequest, person_id: UUID, day: date) -> Any:
    """某日的党员信息"""
    return queries.member_on(person_id=person_id, day=day)


@router.get("/members/{person_id}/looks", name="list_looks", action=VIEW_MEMBER, out=LookPage)
def list_looks(request: HttpRequest, person_id: UUID, page: Query[PageRequest]) -> Any:
    """敏感信息查看记录"""
    return queries.looks_at(person_id=person_id, page=page)


@router.get("/organisations/{organisation_id}/roster", name="get_roster", action=LIST_MEMBERS, out=list[RosterRow])
def get_roster(request: HttpRequest, organisation_id: UUID, day: date) -> Any:
    """某日的党员名册"""
    return queries.roster_as_of(organisation_id=organisation_id, day=day)
