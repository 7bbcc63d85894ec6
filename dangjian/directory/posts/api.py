"""Routes of posts: `/api/v1/directory/posts`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.posts import commands, queries, rules
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import MANAGE_BRANCH_POST, MANAGE_POST, VIEW_POST
from dangjian.kernel.http import ApiRouter, Page, PageRequest, Query, Schema, if_match, respond

router = ApiRouter(module="directory", app="posts", tag="任职")

Document = Annotated[str, StringConstraints(max_length=80)]
Long = Annotated[str, StringConstraints(max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PostRow(Schema):
    """One post."""

    id: UUID
    person_id: UUID
    person_name: str
    organisation_id: UUID
    organisation_name: str
    cell_id: UUID | None
    cell_name: str
    post_kind: str
    post_label: str
    in_committee: bool
    origin: str
    started_on: date
    ended_on: date | None
    document_no: str
    end_reason: str
    waiver: str
    version: int


class PostPage(Page[PostRow]):
    """A page of posts."""


class KindOut(Schema):
    """A kind of post or of origin."""

    value: str
    label: str


class PostKindsOut(Schema):
    """Values of the pickers."""

    kinds: list[KindOut]
    origins: list[KindOut]


class AppointIn(Schema):
    """Somebody in a post. `waiver`: the superior's reason where a customary limit is left."""

    organisation_id: UUID
    person_id: UUID
    post_kind: PostKind
    started_on: date
    ended_on: date | None = None
    origin: PostOrigin = PostOrigin.ELECTED
    document_no: Document = ""
    waiver: Long = ""
    sort: Annotated[int, Field(ge=0, le=999)] = 0


class EndPostIn(Schema):
    """The last day of a post."""

    ended_on: date
    reason: Reason
    document_no: Document = ""


class CorrectPostIn(Schema):
    """What a post should have said."""

    post_kind: PostKind
    started_on: date
    ended_on: date | None
    origin: PostOrigin
    document_no: Document
    reason: Reason


class DutyIn(Schema):
    """Another field of work in the committee."""

    post_kind: Literal[
        PostKind.MEMBER,
        PostKind.ORGANISATION_MEMBER,
        PostKind.PUBLICITY_MEMBER,
        PostKind.DISCIPLINE_MEMBER,
        PostKind.UNITED_FRONT_MEMBER,
        PostKind.YOUTH_MEMBER,
        PostKind.MASS_WORK_MEMBER,
        PostKind.CONFIDENTIALITY_MEMBER,
        PostKind.PRODUCTION_MEMBER,
    ]
    on: date


class LeaderIn(Schema):
    """The leader of a cell."""

    person_id: UUID
    on: date


class PostRef(Schema):
    """The post that was written."""

    id: UUID
    version: int


def _ref(row: PostHolding, *, status: int = 200) -> Any:
    return respond({"id": row.pk, "version": row.version}, status=status, etag=row.version)


@router.get("/posts", name="list_posts", action=VIEW_POST, out=PostPage)
def list_posts(request: HttpRequest, filters: Query[queries.PostFilter], page: Query[PageRequest]) -> Any:
    """查询任职情况"""
    return queries.list_posts(filters=filters, page=page)


@router.get("/posts/kinds", name="list_kinds", action=VIEW_POST, out=PostKindsOut)
def list_kinds(request: HttpRequest, org_kind: OrgKind | None = None) -> Any:
    """职务和任职方式（可限定组织类别）"""
    kinds = PostKind if org_kind is None else rules.kinds_in(org_kind)
    return {
        "kinds": [{"value": kind.value, "label": kind.label} for kind in kinds],
        "origins": [{"value": origin.value, "label": origin.label} for origin in PostOrigin],
    }


@router.get(
    "/organisations/{uuid:organisation_id}/leading-body", name="get_leading_body", action=VIEW_POST, out=list[PostRow]
)
def get_leading_body(request: HttpRequest, organisation_id: UUID, on: date | None = None) -> Any:
    """领导班子（可查看某日）"""
    return queries.leading_body(organisation_id=organisation_id, on=on)


@router.get("/posts/{uuid:post_id}", name="get_post", action=VIEW_POST, out=PostRow)
def get_post(request: HttpRequest, post_id: UUID) -> Any:
    """任职信息"""
    found = queries.post_detail(post_id=post_id)
    return respond(found, etag=found["version"])


@router.post("/posts", name="appoint", action=MANAGE_POST, out=PostRef, status=201)
def appoint(request: HttpRequest, body: AppointIn) -> Any:
    """登记任职"""
    return _ref(commands.appoint(**body.model_dump()), status=201)


@router.post("/posts/{uuid:post_id}/end", name="end_post", action=MANAGE_POST, out=PostRef)
def end_post(request: HttpRequest, post_id: UUID, body: EndPostIn) -> Any:
    """免去职务"""
    return _ref(commands.end_post(post_id=post_id, expected_version=if_match(request), **body.model_dump()))


@router.put("/posts/{uuid:post_id}", name="correct_post", action=MANAGE_POST, out=PostRef)
def correct_post(request: HttpRequest, post_id: UUID, body: CorrectPostIn) -> Any:
    """更正任职信息"""
    return _ref(commands.correct_post(post_id=post_id, expected_version=if_match(request), **body.model_dump()))


@router.post("/posts/{uuid:post_id}/duty", name="assign_duty", action=MANAGE_BRANCH_POST, out=PostRef)
def assign_duty(request: HttpRequest, post_id: UUID, body: DutyIn) -> Any:
    """调整委员分工"""
    return _ref(
        commands.assign_duty(
            post_id=post_id, expected_version=if_match(request), post_kind=PostKind(body.post_kind), on=body.on
        )
    )


@router.post("/cells/{uuid:cell_id}/leader", name="name_cell_leader", action=MANAGE_BRANCH_POST, out=PostRef)
def name_cell_leader(request: HttpRequest, cell_id: UUID, body: LeaderIn) -> Any:
    """指定党小组组长"""
    return _ref(commands.name_cell_leader(cell_id=cell_id, person_id=body.person_id, on=body.on))
