"""Versions of definitions: shipped ones are stored when they are first used, own ones drafted and published."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import ValidationError

from dangjian.foundation.process.definitions.compiled import canonical, digest_of, from_stored
from dangjian.foundation.process.definitions.document import Definition
from dangjian.foundation.process.events import DefinitionPublished
from dangjian.foundation.process.models import ProcessDefinition, Stage
from dangjian.foundation.process.permissions import DEFINE_PROCESS
from dangjian.foundation.process.ports import declared
from dangjian.foundation.process.rules.checking import check_definition
from dangjian.foundation.process.shipped import shipped_definitions
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem, NotFound
from dangjian.kernel.prepared import Prepared

_COLUMNS = [field.attname for field in ProcessDefinition._meta.concrete_fields]
_NEWEST = Prepared(
    lambda tenant, key: (
        ProcessDefinition.objects.across_tenants("the version to start; the tenant is a value of the statement")
        .filter(tenant_id=tenant, key=key, stage=Stage.PUBLISHED)
        .order_by("-number")
        .values_list(*_COLUMNS)[:1]
    ),
    UUID,
    str,
)


def version_to_start(unit: Unit, key: str) -> ProcessDefinition:
    """The version that new cases use: the newest published one. A shipped one that is newer than every own one is
    stored first. Raises NotFound where there is none."""
    rows = ProcessDefinition.objects.filter(key=key).order_by("-number")
    found = _NEWEST.rows(unit.tenant_id, key)
    newest = ProcessDefinition.from_db(connection.alias, _COLUMNS, found[0]) if found else None
    shipped = shipped_definitions().get(key)
    if shipped is not None and (newest is None or (newest.is_shipped and newest.digest != shipped.digest)):
        retired = newest is None and rows.exists()
        if not retired:
            newest = _store_shipped(unit, key, shipped.text, shipped.digest, shipped.document.title, rows)
    if newest is None:
        raise NotFound("process.unknown", "没有这个流程，或它已停用。请在“发起事项”中重新选择。")
    return newest


def _store_shipped(unit: Unit, key: str, text: str, digest: str, title: str, rows: Any) -> ProcessDefinition:
    last = rows.values_list("number", flat=True).first() or 0
    row = ProcessDefinition(
        key=key,
        number=last + 1,
        title=title,
        document=text,
        digest=digest,
        stage=Stage.PUBLISHED,
        is_shipped=True,
        note="随产品提供",
        published_at=unit.now,
        published_by="系统",
    )
    unit.create(row)
    return row


def read_document(document: dict[str, Any]) -> Definition:
    """A document as it came in, read strictly. Raises BadInput with every place that is wrong."""
    try:
        return Definition.model_validate(document)
    except ValidationError as wrong:
        fields = [
            FieldProblem(".".join(["document", *map(str, item["loc"])])[:120], "process.document", _said(item["msg"]))
            for item in wrong.errors()[:20]
        ]
        raise BadInput("process.document", "流程定义的格式不正确，请按提示修改。", fields=fields) from None


def _said(message: str) -> str:
    own = message.removeprefix("Value error, ")
    return f"{own}。" if own != message else f"这一处不符合格式要求（{message[:80]}）。"


@command(DEFINE_PROCESS)
def save_draft(
    unit: Unit, *, document: Definition, note: str = "", expected_version: int | None = None
) -> ProcessDefinition:
    """Keep a draft of the next version of a process; there is one draft at a time.

    Raises StaleEdit for a draft that somebody else changed meanwhile, Conflict for a draft that one has not read.
    """
    text = canonical(document)
    rows = ProcessDefinition.objects.filter(key=document.key)
    draft = rows.filter(stage=Stage.DRAFT).first()
    content: dict[str, Any] = {"title": document.title, "document": text, "digest": digest_of(text)}
    content["note"] = note[:200]
    if draft is None:
        last = rows.order_by("-number").values_list("number", flat=True).first() or 0
        return unit.create(ProcessDefinition(key=document.key, number=last + 1, **content))
    if expected_version is None:
        raise Conflict("process.draft_exists", f"“{draft.title}”已有一份草稿，请打开那份草稿修改，或先把它删除。")
    row = unit.get(ProcessDefinition, draft.pk, expected_version=expected_version)
    return unit.update(row, **content)


@command(DEFINE_PROCESS)
def drop_draft(unit: Unit, *, definition_id: UUID, expected_version: int) -> None:
    """Give up a draft. Raises Conflict for a version that was published, StaleEdit."""
    row = unit.get(ProcessDefinition, definition_id, expected_version=expected_version)
    if row.stage != Stage.DRAFT:
        raise Conflict("process.published", "已发布的版本不能删除；不再使用时请停用流程。")
    unit.delete(row)


@command(DEFINE_PROCESS)
def publish_definition(unit: Unit, *, definition_id: UUID, expected_version: int | None = None) -> ProcessDefinition:
    """Make a draft the version that new cases use. Running cases keep theirs. Raises Conflict for one with errors."""
    row = unit.get(ProcessDefinition, definition_id, expected_version=expected_version)
    if row.stage != Stage.DRAFT:
        raise Conflict("process.published", "这一版已经发布，内容不能再改；如需修改请另存为新的一版。")
    definition = from_stored(row.document, row.digest).document
    flaws = check_definition(definition, **declared())
    errors = [flaw.text for flaw in flaws if flaw.level == "error"]
    if errors:
        raise Conflict("process.flaws", f"流程定义有 {len(errors)} 处错误，不能发布：{errors[0]}")
    unit.update(row, stage=Stage.PUBLISHED, published_at=unit.now, published_by=unit.actor.name[:80])
    unit.emit(DefinitionPublished(row.pk, row.key, row.number))
    return row


@command(DEFINE_PROCESS)
def retire_process(unit: Unit, *, definition_id: UUID, reason: str) -> int:
    """Let nobody start a process any more; running cases go on. How many versions that ended.

    Raises Conflict where none of the process is published.
    """
    row = unit.get(ProcessDefinition, definition_id)
    count = unit.update_many(
        ProcessDefinition.objects.filter(key=row.key, stage=Stage.PUBLISHED), stage=Stage.RETIRED, note=reason[:200]
    )
    if count == 0:
        raise Conflict("process.not_published", "这个流程没有发布中的版本，不需要停用。")
    return count
