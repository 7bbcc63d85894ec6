"""Routes: list, record, history, reveal, repeating sets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.directory.members import commands, queries
from dangjian.directory.members.api import schemas
from dangjian.directory.members.api.catalogue import catalogue
from dangjian.directory.members.api.router import router
from dangjian.directory.members.permissions import EDIT_MEMBER, LIST_MEMBERS, REVEAL_MEMBER, VIEW_MEMBER
from dangjian.directory.members.queries import MemberFilter
from dangjian.kernel.actor import current_actor
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http import PageRequest, Query, if_match, respond
from dangjian.kernel.permissions import SIGNED_IN


@router.get("/members", name="list_members", action=LIST_MEMBERS, out=schemas.MemberPage)
def list_members(request: HttpRequest, filters: Query[MemberFilter], page: Query[PageRequest]) -> Any:
    """查询党员名册"""
    return queries.list_members(filters=filters, page=page)


@router.get("/members/pick", name="pick_members", action=LIST_MEMBERS, out=list[schemas.PickRow])
def pick_members(request: HttpRequest, q: str = "", organisation_id: UUID | None = None) -> Any:
    """按姓名、拼音或号码选人"""
    return queries.find_people(q=q[:60], organisation_id=organisation_id)


@router.get("/members/fields", name="list_fields", action=SIGNED_IN, out=schemas.CatalogueOut)
def list_fields(request: HttpRequest) -> Any:
    """党员信息项目及其取值"""
    return catalogue()


@router.get("/members/me", name="get_own_record", action=SIGNED_IN, out=schemas.MemberOut)
def get_own_record(request: HttpRequest) -> Any:
    """本人信息"""
    person_id = current_actor().person_id
    if person_id is None:
        raise NotFound("directory.member.no_record", "您的账号没有关联党员信息，请联系党务工作者。")
    return queries.member_detail(person_id=person_id)


@router.get("/members/{person_id}", name="get_member", action=VIEW_MEMBER, out=schemas.MemberOut)
def get_member(request: HttpRequest, person_id: UUID) -> Any:
    """党员信息"""
    found = queries.member_detail(person_id=person_id)
    return respond(found, etag=found["version"])


@router.post("/members", name="register_member", action=EDIT_MEMBER, out=schemas.VersionOut, status=201)
def register_member(request: HttpRequest, body: schemas.RegisterIn) -> Any:
    """登记党员"""
    values = {k: v for k, v in body.given().items() if k not in {"organisation_id", "since", "reason"}}
    person = commands.register_person(
        organisation_id=body.organisation_id, values=values, since=body.since, reason=body.reason
    )
    return respond({"id": person.id, "version": person.version}, etag=person.version)


@router.patch("/members/{person_id}", name="update_member", action=EDIT_MEMBER, out=schemas.VersionOut)
def update_member(request: HttpRequest, person_id: UUID, body: schemas.UpdateMemberIn) -> Any:
    """修改党员信息"""
    values = {k: v for k, v in body.given().items() if k != "effective_on"}
    person = commands.update_person(
        person_id=person_id, expected_version=if_match(request), values=values, effective_on=body.effective_on
    )
    return respond({"id": person.id, "version": person.version}, etag=person.version)


@router.post(
    "/members/{person_id}/reveal",
    name="reveal_member",
    action=REVEAL_MEMBER,
    step_up=True,
    out=schemas.RevealOut,
    audit_kind="look",
)
def reveal_member(request: HttpRequest, person_id: UUID, body: schemas.RevealIn) -> Any:
    """查看敏感信息（留痕）"""
    return commands.reveal_person(person_id=person_id, purpose=body.purpose)


@router.post(
    "/members/{person_id}/educations", name="add_education", action=EDIT_MEMBER, out=schemas.EducationRow, status=201
)
def add_education(request: HttpRequest, person_id: UUID, body: schemas.EducationIn) -> Any:
    """增加学历经历"""
    return _row(
        schemas.EducationRow, commands.save_record(person_id=person_id, kind="educations", values=body.model_dump())
    )


@router.put(
    "/members/{person_id}/educations/{record_id}", name="update_education", action=EDIT_MEMBER, out=schemas.EducationRow
)
def update_education(request: HttpRequest, person_id: UUID, record_id: UUID, body: schemas.EducationIn) -> Any:
    """修改学历经历"""
    row = commands.save_record(person_id=person_id, kind="educations", values=body.model_dump(), record_id=record_id)
    return _row(schemas.EducationRow, row)


@router.delete("/members/{person_id}/educations/{record_id}", name="remove_education", action=EDIT_MEMBER)
def remove_education(request: HttpRequest, person_id: UUID, record_id: UUID, reason: str = "登记有误") -> None:
    """删除误登的学历经历"""
    commands.remove_record(person_id=person_id, kind="educations", record_id=record_id, reason=reason[:200])


@router.post("/members/{person_id}/awards", name="add_award", action=EDIT_MEMBER, out=schemas.AwardRow, status=201)
def add_award(request: HttpRequest, person_id: UUID, body: schemas.AwardIn) -> Any:
    """增加奖励"""
    return _row(schemas.AwardRow, commands.save_record(person_id=person_id, kind="awards", values=body.model_dump()))


@router.put("/members/{person_id}/awards/{record_id}", name="update_award", action=EDIT_MEMBER, out=schemas.AwardRow)
def update_award(request: HttpRequest, person_id: UUID, record_id: UUID, body: schemas.AwardIn) -> Any:
    """修改奖励"""
    row = commands.save_record(person_id=person_id, kind="awards", values=body.model_dump(), record_id=record_id)
    return _row(schemas.AwardRow, row)


@router.delete("/members/{person_id}/awards/{record_id}", name="remove_award", action=EDIT_MEMBER)
def remove_award(request: HttpRequest, person_id: UUID, record_id: UUID, reason: str = "登记有误") -> None:
    """删除误登的奖励"""
    commands.remove_record(person_id=person_id, kind="awards", record_id=record_id, reason=reason[:200])


@router.post("/members/{person_id}/family", name="add_family", action=EDIT_MEMBER, out=schemas.VersionOut, status=201)
def add_family(request: HttpRequest, person_id: UUID, body: schemas.FamilyIn) -> Any:
    """增加家庭成员"""
    row = commands.save_record(person_id=person_id, kind="family", values=body.model_dump())
    return {"id": row.id, "version": 1}


@router.put("/members/{person_id}/family/{record_id}", name="update_family", action=EDIT_MEMBER, out=schemas.VersionOut)
def update_family(request: HttpRequest, person_id: UUID, record_id: UUID, body: schemas.FamilyIn) -> Any:
    """修改家庭成员"""
    row = commands.save_record(person_id=person_id, kind="family", values=body.model_dump(), record_id=record_id)
    return {"id": row.id, "version": 1}


@router.delete("/members/{person_id}/family/{record_id}", name="remove_family", action=EDIT_MEMBER)
def remove_family(request: HttpRequest, person_id: UUID, record_id: UUID, reason: str = "登记有误") -> None:
    """删除家庭成员"""
    commands.remove_record(person_id=person_id, kind="family", record_id=record_id, reason=reason[:200])


def _row(schema: Any, row: Any) -> Any:
    return {name: getattr(row, name) for name in schema.model_fields}
