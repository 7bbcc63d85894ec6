"""Members out of contact: the search, and what was decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.kernel.http import PageRequest, Query, if_match, respond
from dangjian.work.standing import commands, queries
from dangjian.work.standing.api import schemas
from dangjian.work.standing.api.router import router
from dangjian.work.standing.permissions import DECIDE_STANDING, KEEP_STANDING, VIEW_STANDING

_ONE = "/contact-cases/{uuid:contact_case_id}"


@router.get("/contact-cases", name="list_cases", action=VIEW_STANDING, out=schemas.ContactCasePage)
def list_cases(request: HttpRequest, filters: Query[queries.ContactCaseFilter], page: Query[PageRequest]) -> Any:
    """失联党员列表"""
    return queries.list_cases(filters=filters, page=page)


@router.post("/contact-cases", name="open_case", action=KEEP_STANDING, out=schemas.ContactCaseOut, status=201)
def open_case(request: HttpRequest, body: schemas.OpenContactCaseIn) -> Any:
    """登记失联党员"""
    case = commands.open_case(**body.model_dump())
    return queries.show_case(case_id=case.pk)


@router.get(_ONE, name="get_case", action=VIEW_STANDING, out=schemas.ContactCaseOut)
def get_case(request: HttpRequest, contact_case_id: UUID) -> Any:
    """一名失联党员的情况"""
    found = queries.show_case(case_id=contact_case_id)
    return respond(found, etag=found["version"])


@router.post(f"{_ONE}/attempts", name="log_attempt", action=KEEP_STANDING, out=schemas.ContactCaseOut, status=201)
def log_attempt(request: HttpRequest, contact_case_id: UUID, body: schemas.ContactAttemptIn) -> Any:
    """登记一次查找"""
    commands.log_attempt(case_id=contact_case_id, expected_version=if_match(request), **body.model_dump())
    return queries.show_case(case_id=contact_case_id)


@router.post(f"{_ONE}/settle", name="settle_case", action=KEEP_STANDING, out=schemas.ContactCaseOut)
def settle_case(request: HttpRequest, contact_case_id: UUID, body: schemas.SettleContactIn) -> Any:
    """登记党支部的决定"""
    given = body.model_dump()
    commands.settle_case(case_id=contact_case_id, note=given.pop("remark"), expected_version=if_match(request), **given)
    return queries.show_case(case_id=contact_case_id)


@router.post(f"{_ONE}/decide", name="decide_case", action=DECIDE_STANDING, out=schemas.ContactCaseOut)
def decide_case(request: HttpRequest, contact_case_id: UUID, body: schemas.DecideStandingIn) -> Any:
    """登记停止党籍、除名、限期改正、恢复党籍"""
    given = body.model_dump()
    commands.decide_case(case_id=contact_case_id, note=given.pop("remark"), expected_version=if_match(request), **given)
    return queries.show_case(case_id=contact_case_id)
