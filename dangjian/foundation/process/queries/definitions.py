"""Processes that one may start, and the versions of definitions with what is wrong with them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.process.definitions.compiled import from_stored
from dangjian.foundation.process.definitions.document import Definition, Step
from dangjian.foundation.process.models import Case, ProcessDefinition, Stage
from dangjian.foundation.process.permissions import DEFINE_PROCESS, OWN_PART, START_CASE
from dangjian.foundation.process.ports import declared, find_people, holders, place
from dangjian.foundation.process.queries.loading.cases import load_case
from dangjian.foundation.process.rules.checking import check_definition
from dangjian.foundation.process.rules.offers import offers
from dangjian.foundation.process.rules.starting import may_start
from dangjian.foundation.process.shipped import shipped_definitions
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotAllowed, NotFound
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.scope import current_scope


@query(START_CASE)
def startable(*, organisation_id: UUID) -> dict[str, Any]:
    """Processes that the acting person may start in an organisation. Two statements. Raises NotFound."""
    where = place(organisation_id)
    if where is None or where.is_dissolved or not current_scope().covers(where.org_path):
        raise NotFound()
    grants = current_actor().grants
    found = {key: document for key, document in _published().items() if may_start(document, grants, where.org_path)}
    items = [
        {"key": key, "title": document.title, "purpose": document.purpose, "rules": list(document.rules)}
        for key, document in sorted(found.items())
    ]
    return {"organisation_name": where.name, "items": items}


def _published() -> dict[str, Definition]:
    """The document that new cases of each process would use."""
    found: dict[str, Definition] = {}
    retired: set[str] = set()
    own: set[str] = set()
    rows = ProcessDefinition.objects.exclude(stage=Stage.DRAFT).order_by("key", "number")
    for row in rows:
        if row.stage == Stage.RETIRED:
            retired.add(row.key)
            continue
        found[row.key] = from_stored(row.document, row.digest).document
        if not row.is_shipped:
            own.add(row.key)
    for key, shipped in shipped_definitions().items():
        if key not in own and (key in found or key not in retired):
            found[key] = shipped.document
    return found


@query(DEFINE_PROCESS)
def list_definitions(*, page: PageRequest) -> dict[str, Any]:
    """One page of all versions, newest first. One statement."""
    rows = ProcessDefinition.objects.defer("document")
    return paginate(rows, page, order=("-id",), show=_show_version)


def _show_version(row: ProcessDefinition) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": row.key,
        "number": row.number,
        "title": row.title,
        "stage": row.stage,
        "stage_label": Stage(row.stage).label,
        "is_shipped": row.is_shipped,
        "note": row.note,
        "version": row.version,
        "published_at": row.published_at,
        "published_by": row.published_by,
    }


@query(DEFINE_PROCESS)
def show_definition(*, definition_id: UUID) -> dict[str, Any]:
    """A version with its document, its flaws and how many cases run under it. Two statements."""
    row: ProcessDefinition = ProcessDefinition.objects.get(pk=definition_id)
    definition = from_stored(row.document, row.digest).document
    flaws = check_definition(definition, **declared())
    running = Case.objects.filter(definition=row, ended_at=None).count()
    return {
        **_show_version(row),
        "document": definition.model_dump(mode="json"),
        "flaws": [{"level": flaw.level, "step_key": flaw.step_key, "text": flaw.text} for flaw in flaws],
        "running": running,
    }


@query(DEFINE_PROCESS)
def holders_at(*, definition_id: UUID, organisation_id: UUID) -> list[dict[str, Any]]:
    """Who would hold each step of a version in an organisation; empty names: nobody. A statement or two a step."""
    row: ProcessDefinition = ProcessDefinition.objects.get(pk=definition_id)
    where = place(organisation_id)
    if where is None:
        raise NotFound()
    definition = from_stored(row.document, row.digest).document
    return [_holders_of(step, where.org_path) for step in definition.steps if step.holder is not None]


def _holders_of(step: Step, org_path: str) -> dict[str, Any]:
    holder = step.holder
    if holder is None or holder.kind not in {"post", "role"}:
        return {"step_key": step.key, "title": step.title, "names": [], "depends": True}
    found = holders(kind=holder.kind, codes=holder.codes, relation=holder.relation, org_path=org_path)
    return {"step_key": step.key, "title": step.title, "names": [item.name for item in found], "depends": False}


@query(OWN_PART)
def people_to_ask(*, case_id: UUID, text: str) -> list[dict[str, Any]]:
    """At most twenty people whose name contains a text, for whoever may move a case; near ones first. Raises
    NotFound, NotAllowed for those who only look on."""
    held = load_case(case_id)
    mine = current_actor().person_id
    if not offers(held.compiled, held.now, person_id=mine, manages=held.manages):
        raise NotAllowed()
    return [
        {"person_id": item.person_id, "name": item.name, "seat": item.seat}
        for item in find_people(text=text, org_path=held.case.org_path)
    ]
