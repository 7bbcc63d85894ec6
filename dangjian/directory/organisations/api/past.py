"""Routes: an organisation on a past day, what remains before it can end, customary names."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.organisations import queries
from dangjian.directory.organisations.api import requests
from dangjian.directory.organisations.api.router import router
from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.permissions import CHANGE_TREE, VIEW_ORGANISATION
from dangjian.kernel.http import Query, Schema


class PastDetailOut(Schema):
    """A detail as it was."""

    field: str
    title: str
    text: str


class PastOut(Schema):
    """An organisation on a day; only day and details when it did not exist then."""

    day: date
    existed: bool
    short_name: str = ""
    full_name: str = ""
    org_kind: str = ""
    branch_kind: str = ""
    parent_name: str = ""
    full_members: int = 0
    probationary_members: int = 0
    members: int = 0
    details: list[PastDetailOut]


class RemainsOut(Schema):
    """What keeps an organisation from being dissolved."""

    name: str
    count: int
    text: str


class NameOut(Schema):
    """Customary names, and what is odd about the given one ("" for nothing)."""

    short_name: str
    full_name: str
    seal_name: str
    warning: str


class NameQuery(Schema):
    """A short name to make customary names of."""

    short_name: requests.ShortName
    org_kind: OrgKind
    with_committee: bool = True


@router.get("/organisations/{uuid:organisation_id}/past", name="get_past", action=VIEW_ORGANISATION, out=PastOut)
def get_past(request: HttpRequest, organisation_id: UUID, day: date) -> Any:
    """某日的党组织信息"""
    return queries.organisation_on(organisation_id=organisation_id, day=day)


@router.get(
    "/organisations/{uuid:organisation_id}/remains",
    name="list_remains",
    action=CHANGE_TREE,
    out=list[RemainsOut],
)
def list_remains(request: HttpRequest, organisation_id: UUID) -> Any:
    """撤销前还须办结的事项"""
    return queries.what_remains(organisation_id=organisation_id)


@router.get("/organisations/name", name="suggest_name", action=VIEW_ORGANISATION, out=NameOut)
def suggest_name(request: HttpRequest, query: Query[NameQuery]) -> Any:
    """按规范拟定名称"""
    return queries.customary_names(
        short_name=query.short_name, org_kind=query.org_kind, with_committee=query.with_committee
    )
