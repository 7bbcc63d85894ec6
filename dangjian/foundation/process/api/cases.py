"""Looking at cases and starting them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import StringConstraints

from dangjian.foundation.process.api.schemas import (
    CaseOut,
    CasePage,
    CasePeopleList,
    DiagramOut,
    StartableList,
    StartIn,
    VoteChoiceList,
    WaitingList,
)
from dangjian.foundation.process.commands.starting import start_case as start
from dangjian.foundation.process.permissions import OWN_PART, START_CASE, VIEW_CASE
from dangjian.foundation.process.queries import cases, definitions, waiting
from dangjian.kernel.http import ApiRouter, PageRequest, Query, Schema, respond

router = ApiRouter(module="foundation", app="process", tag="流程与事项")


class StartableQuery(Schema):
    """Where one wants to start something."""

    organisation_id: UUID


class RunQuery(Schema):
    """Which step."""

    run_id: UUID


class PeopleQuery(Schema):
    """A part of a name."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


@router.get("/process/cases", name="list_cases", action=VIEW_CASE, out=CasePage)
def list_cases(request: HttpRequest, filters: Query[cases.CaseFilter], page: Query[PageRequest]) -> Any:
    """事项列表"""
    return cases.list_cases(filters=filters, page=page)


@router.get("/process/cases/{uuid:case_id}", name="get_case", action=OWN_PART, out=CaseOut)
def get_case(request: HttpRequest, case_id: UUID) -> Any:
    """事项详情"""
    found = cases.show_case(case_id=case_id)
    return respond(found, etag=found["version"])


@router.get("/process/cases/{uuid:case_id}/diagram", name="get_diagram", action=OWN_PART, out=DiagramOut)
def get_diagram(request: HttpRequest, case_id: UUID) -> Any:
    """事项的流程图和各环节状态"""
    return cases.show_diagram(case_id=case_id)


@router.get("/process/waiting", name="list_waiting", action=OWN_PART, out=WaitingList)
def list_waiting(request: HttpRequest) -> Any:
    """可以一并办理的待办环节"""
    return waiting.waiting_for_me()


@router.post("/process/cases", name="start_case", action=START_CASE, out=CaseOut, status=201)
def start_case(request: HttpRequest, body: StartIn) -> Any:
    """发起事项"""
    case = start(process_key=body.process_key, organisation_id=body.organisation_id, title=body.title, rule=body.rule)
    return cases.show_case(case_id=case.pk)


@router.get("/process/startable", name="list_startable", action=START_CASE, out=StartableList)
def list_startable(request: HttpRequest, filters: Query[StartableQuery]) -> Any:
    """可发起的流程"""
    return definitions.startable(organisation_id=filters.organisation_id)


@router.get("/process/cases/{uuid:case_id}/people", name="find_people", action=OWN_PART, out=CasePeopleList)
def find_people(request: HttpRequest, case_id: UUID, filters: Query[PeopleQuery]) -> Any:
    """按姓名查找可转交、加签的人员"""
    return {"items": definitions.people_to_ask(case_id=case_id, text=filters.text)}


@router.get("/process/cases/{uuid:case_id}/votes", name="list_votes", action=OWN_PART, out=VoteChoiceList)
def list_votes(request: HttpRequest, case_id: UUID, filters: Query[RunQuery]) -> Any:
    """可作为表决依据的会议表决"""
    return {"items": cases.vote_choices(case_id=case_id, run_id=filters.run_id)}
