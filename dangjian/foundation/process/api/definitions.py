"""Versions of definitions: list, look, draft, publish, retire."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.foundation.process.api.cases import router
from dangjian.foundation.process.api.definition_schemas import (
    DefinitionIn,
    DefinitionOut,
    DefinitionPage,
    DesignWordsOut,
    DocumentIn,
    DocumentOut,
    DryRunIn,
    DryRunOut,
    HolderList,
    LookOut,
    MigratedOut,
    MigrateIn,
    MigrationIn,
    MigrationOut,
    ProcessList,
    ReadFileIn,
    ReadFileOut,
    RetiredOut,
)
from dangjian.foundation.process.api.schemas import CaseReasonIn
from dangjian.foundation.process.commands import migrate_cases as migrate
from dangjian.foundation.process.commands import versions
from dangjian.foundation.process.permissions import DEFINE_PROCESS
from dangjian.foundation.process.queries import definitions, designing, plan_migration
from dangjian.foundation.process.rules.trial import Decision
from dangjian.kernel.http import PageRequest, Query, Schema, if_match, respond


class PlaceQuery(Schema):
    """Where to look for holders."""

    organisation_id: UUID


@router.get("/process/processes", name="list_processes", action=DEFINE_PROCESS, out=ProcessList)
def list_processes(request: HttpRequest) -> Any:
    """所有流程"""
    return {"items": designing.list_processes()}


@router.get("/process/processes/{process_key}/document", name="get_shipped", action=DEFINE_PROCESS, out=DocumentOut)
def get_shipped(request: HttpRequest, process_key: str) -> Any:
    """随产品提供的流程内容"""
    return {"document": designing.shipped_document(key=process_key)}


@router.get("/process/design-words", name="get_design_words", action=DEFINE_PROCESS, out=DesignWordsOut)
def get_design_words(request: HttpRequest) -> Any:
    """设计流程时可选的职务、角色、动作和表决依据"""
    return designing.design_words()


@router.post("/process/look", name="look_at_document", action=DEFINE_PROCESS, out=LookOut, audit_kind="none")
def look_at_document(request: HttpRequest, body: DocumentIn) -> Any:
    """检查正在编辑的流程并画出流程图，不保存"""
    return designing.look_at(document=versions.read_document(body.document))


@router.post("/process/read-bpmn", name="read_bpmn", action=DEFINE_PROCESS, out=ReadFileOut, audit_kind="none")
def read_bpmn(request: HttpRequest, body: ReadFileIn) -> Any:
    """读取 BPMN 2.0 文件，不保存"""
    return designing.read_file(text=body.text)


@router.post("/process/trial", name="try_process", action=DEFINE_PROCESS, out=DryRunOut, audit_kind="none")
def try_process(request: HttpRequest, body: DryRunIn) -> Any:
    """用虚拟事项试运行，不保存"""
    return designing.try_out(
        document=versions.read_document(body.document),
        rule=body.rule,
        started_on=body.started_on,
        organisation_id=body.organisation_id,
        decisions=[Decision(**item.model_dump()) for item in body.decisions],
    )


@router.get("/process/definitions", name="list_definitions", action=DEFINE_PROCESS, out=DefinitionPage)
def list_definitions(request: HttpRequest, page: Query[PageRequest]) -> Any:
    """流程定义的各个版本"""
    return definitions.list_definitions(page=page)


@router.get(
    "/process/definitions/{uuid:definition_id}", name="get_definition", action=DEFINE_PROCESS, out=DefinitionOut
)
def get_definition(request: HttpRequest, definition_id: UUID) -> Any:
    """一个版本的内容和检查结果"""
    found = definitions.show_definition(definition_id=definition_id)
    return respond(found, etag=found["version"])


@router.get(
    "/process/definitions/{uuid:definition_id}/holders", name="list_holders", action=DEFINE_PROCESS, out=HolderList
)
def list_holders(request: HttpRequest, definition_id: UUID, filters: Query[PlaceQuery]) -> Any:
    """在某党组织由谁办理"""
    found = definitions.holders_at(definition_id=definition_id, organisation_id=filters.organisation_id)
    return {"items": found}


@router.post("/process/definitions", name="save_draft", action=DEFINE_PROCESS, out=DefinitionOut, status=201)
def save_draft(request: HttpRequest, body: DefinitionIn) -> Any:
    """保存流程草稿；修改已有草稿须带读到的版本"""
    document = versions.read_document(body.document)
    row = versions.save_draft(document=document, note=body.note, expected_version=body.expected_version)
    return definitions.show_definition(definition_id=row.pk)


@router.delete("/process/definitions/{uuid:definition_id}", name="drop_draft", action=DEFINE_PROCESS)
def drop_draft(request: HttpRequest, definition_id: UUID) -> None:
    """删除流程草稿"""
    versions.drop_draft(definition_id=definition_id, expected_version=if_match(request))


@router.post(
    "/process/definitions/{uuid:definition_id}/publish",
    name="publish_definition",
    action=DEFINE_PROCESS,
    out=DefinitionOut,
    step_up=True,
)
def publish_definition(request: HttpRequest, definition_id: UUID) -> Any:
    """发布流程版本"""
    versions.publish_definition(definition_id=definition_id, expected_version=if_match(request))
    return definitions.show_definition(definition_id=definition_id)


@router.post(
    "/process/definitions/{uuid:definition_id}/retire",
    name="retire_process",
    action=DEFINE_PROCESS,
    out=RetiredOut,
    step_up=True,
)
def retire_process(request: HttpRequest, definition_id: UUID, body: CaseReasonIn) -> Any:
    """停用流程"""
    return {"versions": versions.retire_process(definition_id=definition_id, reason=body.reason)}


@router.post(
    "/process/definitions/{uuid:definition_id}/migration-plan",
    name="plan_migration",
    action=DEFINE_PROCESS,
    out=MigrationOut,
    audit_kind="none",
)
def show_migration(request: HttpRequest, definition_id: UUID, body: MigrationIn) -> Any:
    """预览把办理中的事项迁移到本版本"""
    return plan_migration(definition_id=definition_id, from_id=body.from_id, mapping=body.mapping)


@router.post(
    "/process/definitions/{uuid:definition_id}/migrate",
    name="migrate_cases",
    action=DEFINE_PROCESS,
    out=MigratedOut,
    step_up=True,
)
def migrate_cases(request: HttpRequest, definition_id: UUID, body: MigrateIn) -> Any:
    """按预览把办理中的事项迁移到本版本"""
    return {"cases": migrate(definition_id=definition_id, **body.model_dump())}
