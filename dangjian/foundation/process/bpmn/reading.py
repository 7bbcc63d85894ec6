"""Reading our subset of BPMN 2.0. Nothing in a file is ever executed (SEC-IN-08); what is foreign to it is refused.

Elements that we wrote carry their step with them; a file of another tool gives steps with titles and ways, which the
designer then completes. Gateways become conditions of ways, forks and joins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import orjson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import ValidationError

from dangjian.foundation.process.bpmn.names import MODEL, OURS, STEP_ID, model, ours
from dangjian.foundation.process.definitions.document import END, Definition
from dangjian.foundation.process.feel import FeelError, parse

MAX_BYTES = 1_000_000
MOST_NODES = 400
_TASKS = {"userTask", "task", "manualTask"}
_EVENTS = {"intermediateCatchEvent"}
_GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway"}
_SILENT = {"sequenceFlow", "documentation", "extensionElements", "laneSet", "textAnnotation", "association", "group"}
_WORDS = {
    "serviceTask": "服务任务",
    "scriptTask": "脚本任务",
    "businessRuleTask": "规则任务",
    "sendTask": "发送任务",
    "receiveTask": "接收任务",
    "subProcess": "子流程",
    "callActivity": "调用活动",
    "boundaryEvent": "边界事件",
    "eventBasedGateway": "事件网关",
    "complexGateway": "复杂网关",
}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class BpmnError(ValueError):
    """A file that cannot be read; the text is Chinese and says what to change."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a file says. `notes`: what was assumed, to be read by whoever goes on with it."""

    document: Definition
    notes: list[str]


@dataclass
class _Node:
    id: str
    kind: str
    name: str
    help: str
    kept: dict[str, Any]
    result: str
    until: str
    direction: str
    going: list[_Arrow] = field(default_factory=list)
    coming: int = 0


@dataclass(frozen=True, slots=True)
class _Arrow:
    id: str
    target: str
    on: str
    when: str


def read_bpmn(text: str) -> ReadBack:
    """The definition in a BPMN file. Raises BpmnError."""
    process = _process_of(text)
    nodes = _nodes(process)
    notes: list[str] = []
    starts = [node for node in nodes.values() if node.kind == "startEvent"]
    if len(starts) != 1 or len(starts[0].going) != 1:
        raise BpmnError("流程图必须有一个开始事件，并从它引出一条连线。")
    keys = _keys(nodes)
    for node in nodes.values():
        if node.kind in _GATEWAYS and _joins(node) and (len(node.going) != 1 or node.going[0].target not in keys):
            raise BpmnError(f"汇合网关“{node.name or node.id}”之后必须直接是一个环节。")
    first = _ways(nodes, keys, starts[0])
    if len(first) != 1 or first[0]["to"] == END:
        raise BpmnError("开始事件之后必须是一个环节。")
    steps = [_step(nodes, keys, node, notes) for node in nodes.values() if node.id in keys]
    joins = {keys[node.going[0].target] for node in nodes.values() if node.kind in _GATEWAYS and _joins(node)}
    for step in steps:
        step["joins"] = step["key"] in joins
    kept = _kept(process, "definition")
    whole = {
        "purpose": (_documentation(process) or process.get("name") or "")[:400] or "请写明流程的用途。",
        "starters": ["branch_secretary"],
        **kept,
        "key": _key_of(process.get("id", ""), "imported", set()),
        "title": (process.get("name") or "导入的流程")[:60],
        "first": first[0]["to"],
        "steps": steps,
    }
    if not kept:
        notes.append("文件没有说明谁可以发起，暂定为支部书记。")
    try:
        return ReadBack(Definition.model_validate(whole), notes)
    except ValidationError as wrong:
        first_wrong = wrong.errors()[0]
        place = ".".join(map(str, first_wrong["loc"]))
        raise BpmnError(f"流程图中有内容不符合要求：{place}（{first_wrong['msg'][:100]}）。") from None


def _process_of(text: str) -> Element:
    if len(text.encode()) > MAX_BYTES:
        raise BpmnError("文件超过 1 MB，不能导入。")
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise BpmnError("文件不是完整的 BPMN 2.0（XML），请在制图工具中重新导出。") from None
    if root.tag != model("definitions"):
        raise BpmnError("文件不是 BPMN 2.0 流程图，请选择扩展名为 .bpmn 的文件。")
    processes = root.findall(model("process"))
    if len(processes) != 1:
        raise BpmnError("一个文件只能有一个流程，请拆成多个文件分别导入。")
    return processes[0]


def _nodes(process: Element) -> dict[str, _Node]:
    found: dict[str, _Node] = {}
    strange: list[str] = []
    for element in process:
        space, _, kind = element.tag[1:].partition("}") if element.tag.startswith("{") else ("", "", element.tag)
        if space != MODEL or kind in _SILENT:
            continue
        name = (element.get("name") or "").strip()
        node = _Node(
            element.get("id", ""), kind, name, _documentation(element), _kept(element, "step"),
            element.get(ours("result"), "refused" if _child(element, "terminateEventDefinition") else "done"),
            _until(element), element.get("gatewayDirection", ""),
        )  # fmt: skip
        is_ours = kind == "serviceTask" and node.kept.get("kind") == "system"
        if not is_ours and kind not in {"startEvent", "endEvent", *_TASKS, *_EVENTS, *_GATEWAYS}:
            strange.append(f"“{name or node.id}”（{_WORDS.get(kind, kind)}）")
        found[node.id] = node
    if strange:
        raise BpmnError(f"以下内容不能导入，请在制图工具中删除或改成用户任务：{'、'.join(strange[:10])}。")
    if not 1 < len(found) <= MOST_NODES:
        raise BpmnError(f"流程图须有开始事件和至少一个环节，最多 {MOST_NODES} 个图形。")
    _connect(process, found)
    return found


def _connect(process: Element, nodes: dict[str, _Node]) -> None:
    for element in process.findall(model("sequenceFlow")):
        source, target = nodes.get(element.get("sourceRef", "")), nodes.get(element.get("targetRef", ""))
        if source is None or target is None:
            raise BpmnError(f"连线“{element.get('id')}”没有连到图形上，请重新连接。")
        condition = element.find(model("conditionExpression"))
        when = (condition.text or "").strip() if condition is not None else ""
        _insist_on_feel(when, _named(element))
        source.going.append(_Arrow(element.get("id", ""), target.id, element.get(ours("on"), "")[:40], when))
        target.coming += 1


def _insist_on_feel(text: str, where: str) -> None:
    if not text:
        return
    try:
        parse(text)
    except FeelError as wrong:
        raise BpmnError(f"连线“{where}”的条件不能识别：{wrong}") from None


def _keys(nodes: dict[str, _Node]) -> dict[str, str]:
    """The step key of every node that is a step."""
    taken: set[str] = {END}
    found: dict[str, str] = {}
    for node in nodes.values():
        if node.kind in _TASKS | _EVENTS or node.kind == "serviceTask":
            wanted = str(node.kept.get("key") or node.id.removeprefix(STEP_ID))
            found[node.id] = _key_of(wanted, "step", taken)
            taken.add(found[node.id])
    return found


def _key_of(wanted: str, stem: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", wanted.lower()).strip("_")[:40]
    if _KEY.fullmatch(plain) and plain not in taken:
        return plain
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _ways(nodes: dict[str, _Node], keys: dict[str, str], node: _Node) -> list[dict[str, str]]:
    """Where a node leads, through gateways."""
    found: list[dict[str, str]] = []
    waiting = [(arrow, arrow.on, arrow.when, frozenset({node.id})) for arrow in node.going]
    while waiting:
        arrow, on, when, passed = waiting.pop(0)
        target = nodes[arrow.target]
        if target.id in keys:
            found.append({"to": keys[target.id], "on": on, "when": when})
        elif target.kind == "endEvent":
            found.append({"to": END, "on": on, "when": when, "result": target.result})
        elif target.kind in _GATEWAYS and target.id not in passed:
            waiting[:0] = [
                (going, going.on or on, _both(when, going.when), passed | {target.id}) for going in target.going
            ]
        else:
            raise BpmnError(f"“{target.name or target.id}”的连线不能识别，请检查是否有网关循环。")
        if len(found) + len(waiting) > MOST_NODES:
            raise BpmnError("网关之间的连线太多，请简化流程图。")
    return found


def _joins(gateway: _Node) -> bool:
    return gateway.kind != "exclusiveGateway" and (gateway.direction == "Converging" or gateway.coming > 1)


def _both(one: str, other: str) -> str:
    return f"({one}) and ({other})" if one and other else one or other


def _step(nodes: dict[str, _Node], keys: dict[str, str], node: _Node, notes: list[str]) -> dict[str, Any]:
    ways = _ways(nodes, keys, node)
    if not ways:
        raise BpmnError(f"“{node.name or node.id}”之后没有连线，请连到下一个环节或结束。")
    title = (node.name or "未命名环节")[:60]
    step: dict[str, Any] = {"kind": "wait" if node.kind in _EVENTS else "task", **node.kept}
    if not node.kept and step["kind"] == "task":
        step["holder"] = {"kind": "starter"}
        notes.append(f"“{title}”暂由发起人办理，请指定办理人。")
    if not node.kept and step["kind"] == "wait" and node.until:
        step["until"] = node.until
    return step | {
        "key": keys[node.id],
        "title": title,
        "help": node.help[:400],
        "ways": ways[:12],
        "forks": _forks(nodes, node),
    }


def _forks(nodes: dict[str, _Node], node: _Node) -> bool:
    after = [nodes[arrow.target] for arrow in node.going]
    if len(after) > 1:
        return True
    return any(
        other.kind in {"inclusiveGateway", "parallelGateway"}
        and (other.direction == "Diverging" or len(other.going) > 1)
        for other in after
    )


def _named(element: Element) -> str:
    return element.get("name") or element.get("id") or ""


def _documentation(element: Element) -> str:
    found = element.find(model("documentation"))
    return (found.text or "").strip() if found is not None else ""


def _until(element: Element) -> str:
    found = element.find(f"{model('conditionalEventDefinition')}/{model('condition')}")
    text = (found.text or "").strip() if found is not None else ""
    _insist_on_feel(text, _named(element))
    return text


def _child(element: Element, name: str) -> bool:
    return element.find(model(name)) is not None


def _kept(element: Element, name: str) -> dict[str, Any]:
    """What we wrote beside an element; nothing where it is not ours or was changed into something else."""
    found = element.find(f"{model('extensionElements')}/{{{OURS}}}{name}")
    if found is None or not found.text:
        return {}
    try:
        content = orjson.loads(found.text)
    except orjson.JSONDecodeError:
        raise BpmnError("文件中本平台的附加内容已损坏，请重新导出后再修改。") from None
    return content if isinstance(content, dict) else {}
