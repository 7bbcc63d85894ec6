"""What the designer of processes looks at: all processes, words to choose from, a look at a document, a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from dangjian.foundation.process.bpmn import BpmnError, read_bpmn, write_bpmn
from dangjian.foundation.process.definitions.compiled import Compiled, compile_definition
from dangjian.foundation.process.definitions.document import Definition
from dangjian.foundation.process.models import Case, ProcessDefinition, Stage
from dangjian.foundation.process.permissions import DEFINE_PROCESS
from dangjian.foundation.process.ports import actions, declared, evidence, holders, place, posts
from dangjian.foundation.process.queries.loading.showing import show_step
from dangjian.foundation.process.rules.checking import check_definition
from dangjian.foundation.process.rules.trial import Decision, Entry, Trial, play
from dangjian.foundation.process.shipped import shipped_definitions
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput, NotFound
from dangjian.kernel.permissions import registry

_LEFT_OUT = frozenset({"signing", "percentage", "vote_evidence"})
STARTER_ROLES = ("member", "branch_officer", "branch_secretary", "office", "leader")


@query(DEFINE_PROCESS)
def list_processes() -> list[dict[str, Any]]:
    """Every process, shipped or own, with the version that new cases use, its draft and its running cases.

    Two statements; there are as many processes as kinds of work.
    """
    found: dict[str, dict[str, Any]] = {}
    for key, shipped in shipped_definitions().items():
        found[key] = _process(key, shipped.document.title, shipped.document.purpose, is_shipped=True)
    rows = ProcessDefinition.objects.order_by("key", "number").defer("document")
    for row in rows:
        one = found.setdefault(row.key, _process(row.key, row.title, "", is_shipped=False))
        if row.stage == Stage.DRAFT:
            one["draft_id"] = row.pk
            continue
        one["versions"] += 1
        if row.stage == Stage.PUBLISHED:
            one |= {"current_id": row.pk, "number": row.number, "title": row.title, "is_own": not row.is_shipped}
        one["latest_id"] = row.pk
        one["stage"] = row.stage
    cases = Case.objects.unscoped("how many cases of each process run; numbers only").filter(ended_at=None)
    running = dict(cases.order_by().values_list("process_key").annotate(number=Count("id")))
    return [{**one, "running": running.get(key, 0)} for key, one in sorted(found.items())]


def _process(key: str, title: str, purpose: str, *, is_shipped: bool) -> dict[str, Any]:
    return {
        "key": key,
        "title": title,
        "purpose": purpose,
        "is_shipped": is_shipped,
        "is_own": False,
        "stage": Stage.PUBLISHED if is_shipped else Stage.DRAFT,
        "current_id": None,
        "latest_id": None,
        "draft_id": None,
        "number": None,
        "versions": 0,
    }


@query(DEFINE_PROCESS)
def shipped_document(*, key: str) -> dict[str, Any]:
    """The document that comes with the product, to begin an own version from. Raises NotFound."""
    shipped = shipped_definitions().get(key)
    if shipped is None:
        raise NotFound()
    return shipped.document.model_dump(mode="json")


@query(DEFINE_PROCESS)
def design_words() -> dict[str, Any]:
    """What a designer may choose from: posts, roles, actions of system steps, records that votes are read from."""
    roles = registry.roles()
    return {
        "posts": [{"key": code, "title": title} for code, title in posts()],
        "roles": [{"key": code, "title": roles[code].title} for code in STARTER_ROLES if code in roles],
        "actions": sorted(actions()),
        "evidence": sorted(evidence()),
    }


@query(DEFINE_PROCESS)
def look_at(*, document: Definition) -> dict[str, Any]:
    """What is wrong with a document that is being worked on, and its diagram. No statement."""
    return {"flaws": flaws_of(document), "bpmn": write_bpmn(document)}


def flaws_of(document: Definition) -> list[dict[str, str]]:
    """What is wrong with a document, as pages show it."""
    found = check_definition(document, **declared())
    return [{"level": flaw.level, "step_key": flaw.step_key, "text": flaw.text} for flaw in found]


@query(DEFINE_PROCESS)
def read_file(*, text: str) -> dict[str, Any]:
    """A BPMN file as a document to go on with; nothing is kept. Raises BadInput saying what to change."""
    try:
        found = read_bpmn(text)
    except BpmnError as wrong:
        raise BadInput("process.bpmn", str(wrong), field="text") from None
    return {
        "document": found.document.model_dump(mode="json"),
        "notes": found.notes,
        "flaws": flaws_of(found.document),
    }


@query(DEFINE_PROCESS)
def try_out(
    *, document: Definition, rule: str, started_on: date, organisation_id: UUID | None, decisions: Sequence[Decision]
) -> dict[str, Any]:
    """How an invented case would go: what is open after these decisions, who would hold it, until when.

    Nothing is kept. A statement or two for each open step where a place is given. Raises BadInput for a document with
    errors or an unknown version of the rules, NotFound for an unknown place.
    """
    errors = [flaw["text"] for flaw in flaws_of(document) if flaw["level"] == "error"]
    if errors:
        raise BadInput("process.flaws", f"流程定义有错误，不能试运行：{errors[0]}", field="document")
    if rule not in document.rules:
        raise BadInput("process.rule", f"没有规则版本“{rule}”，可选：{'、'.join(document.rules)}。", field="rule")
    where = place(organisation_id) if organisation_id else None
    if organisation_id and where is None:
        raise NotFound("kernel.place_not_found", "没有找到该党组织，请重新选择。")
    compiled = compile_definition(document)
    trial = play(compiled, rule=rule, started_on=started_on, decisions=decisions)
    return _show(compiled, trial, where.org_path if where else "")


def _show(compiled: Compiled, trial: Trial, org_path: str) -> dict[str, Any]:
    return {
        "state": trial.state,
        "today": trial.today,
        "refused": trial.refused,
        "refused_at": trial.refused_at,
        "entries": [_entry(entry) for entry in trial.entries],
        "open": [
            {
                **{key: value for key, value in show_step(entry.step, trial.data).items() if key not in _LEFT_OUT},
                "earliest_on": entry.dates.earliest_on,
                "due_on": entry.dates.due_on,
                "holders": _holders(entry, org_path),
                "passes_by_itself": entry.step.kind == "wait",
            }
            for entry in trial.entries
            if entry.is_open
        ],
        "bpmn": write_bpmn(compiled.document),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    chosen = next((item["title"] for item in show_step(entry.step, {})["outcomes"] if item["key"] == entry.outcome), "")
    return {
        "step_key": entry.step.key,
        "title": entry.step.title,
        "entered_on": entry.entered_on,
        "earliest_on": entry.dates.earliest_on,
        "due_on": entry.dates.due_on,
        "is_provisional": entry.dates.is_provisional,
        "done_on": entry.done_on,
        "outcome": chosen,
    }


def _holders(entry: Entry, org_path: str) -> str:
    """Who would hold a step, in words."""
    holder = entry.step.holder
    if holder is None:
        return "系统"
    if holder.kind == "starter":
        return "发起人"
    if holder.kind == "person":
        return "表单中选定的人"
    if holder.kind == "step":
        return "前面环节的办理人"
    if not org_path:
        return "选择试用的党组织后显示"
    found = holders(kind=holder.kind, codes=holder.codes, relation=holder.relation, org_path=org_path)
    return "、".join(f"{item.name}（{item.seat}）" for item in found) or "无人办理"
