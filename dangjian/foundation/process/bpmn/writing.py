"""Writing a definition as BPMN 2.0.

A step is a task or an event; several ways out leave through a gateway (exclusive, inclusive at a fork), a join stands
before its step. The drawing (positions) is left to whoever shows it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from xml.etree import ElementTree

import orjson

from dangjian.foundation.process.bpmn.names import ELEMENTS, END_IDS, MODEL, OURS, STEP_ID, XSI, model, ours
from dangjian.foundation.process.definitions.document import END, Definition, Step, Way
from dangjian.foundation.process.rules.signing import outcome_of

for _prefix, _space in (("bpmn", MODEL), ("xsi", XSI), ("dangjian", OURS)):
    ElementTree.register_namespace(_prefix, _space)


@dataclass(frozen=True, slots=True)
class _Flow:
    """An arrow."""

    id: str
    source: str
    target: str
    way: Way | None = None
    name: str = ""


def write_bpmn(definition: Definition) -> str:
    """A definition as one XML text that `read_bpmn` gives back unchanged. Unknown targets of ways are left out."""
    root = ElementTree.Element(model("definitions"), {"id": "definitions", "targetNamespace": OURS})
    process = ElementTree.SubElement(
        root, model("process"), {"id": definition.key, "name": definition.title, "isExecutable": "false"}
    )
    ElementTree.SubElement(process, model("documentation")).text = definition.purpose
    _extend(process, "definition", definition.model_dump(mode="json", exclude={"steps", "first", "key", "title"}))
    flows = _flows(definition)
    coming, going = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for flow in flows:
        going[flow.source].append(flow.id)
        coming[flow.target].append(flow.id)
    for kind, name, attributes, step in _nodes(definition, flows):
        element = ElementTree.SubElement(process, model(kind), {"id": name, **attributes})
        if step is not None:
            _describe(element, step)
        for text in coming[name]:
            ElementTree.SubElement(element, model("incoming")).text = text
        for text in going[name]:
            ElementTree.SubElement(element, model("outgoing")).text = text
        if step is not None and step.kind == "wait":
            _await(element, step)
    for flow in flows:
        _arrow(process, flow)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _flows(definition: Definition) -> list[_Flow]:
    known = {step.key: step for step in definition.steps}
    found: list[tuple[str, str, Way | None, str]] = []
    if definition.first in known:
        found.append(("start", _entrance(known[definition.first]), None, ""))
    for step in definition.steps:
        if step.joins:
            found.append((f"join_{step.key}", STEP_ID + step.key, None, ""))
        source = STEP_ID + step.key
        if _needs_gateway(step):
            found.append((source, f"split_{step.key}", None, ""))
            source = f"split_{step.key}"
        for way in step.ways:
            if way.to == END:
                found.append((source, END_IDS[way.result], way, _label(step, way)))
            elif way.to in known:
                found.append((source, _entrance(known[way.to]), way, _label(step, way)))
    return [_Flow(f"flow_{number}", *item) for number, item in enumerate(found, 1)]


def _entrance(step: Step) -> str:
    return f"join_{step.key}" if step.joins else STEP_ID + step.key


def _needs_gateway(step: Step) -> bool:
    return len(step.ways) > 1 or step.forks or bool(step.ways[0].on or step.ways[0].when)


def _label(step: Step, way: Way) -> str:
    chosen = outcome_of(step, way.on) if way.on else None
    return chosen.title if chosen else ""


def _nodes(definition: Definition, flows: list[_Flow]) -> list[tuple[str, str, dict[str, str], Step | None]]:
    nodes: list[tuple[str, str, dict[str, str], Step | None]] = [("startEvent", "start", {"name": "发起"}, None)]
    for step in definition.steps:
        if step.joins:
            nodes.append(("inclusiveGateway", f"join_{step.key}", {"gatewayDirection": "Converging"}, None))
        nodes.append((ELEMENTS[step.kind], STEP_ID + step.key, {"name": step.title}, step))
        if _needs_gateway(step):
            kind = "inclusiveGateway" if step.forks else "exclusiveGateway"
            nodes.append((kind, f"split_{step.key}", {"gatewayDirection": "Diverging"}, None))
    ends = {flow.target for flow in flows}
    for result, title in (("done", "办结"), ("refused", "未通过")):
        if END_IDS[result] in ends:
            nodes.append(("endEvent", END_IDS[result], {"name": title, ours("result"): result}, None))
    return nodes


def _describe(element: ElementTree.Element, step: Step) -> None:
    if step.help:
        ElementTree.SubElement(element, model("documentation")).text = step.help
    kept = step.model_dump(mode="json", exclude={"title", "help", "ways", "forks", "joins"}, exclude_defaults=True)
    _extend(element, "step", kept)


def _extend(element: ElementTree.Element, name: str, content: object) -> None:
    outer = ElementTree.SubElement(element, model("extensionElements"))
    ElementTree.SubElement(outer, ours(name)).text = orjson.dumps(content).decode()


def _await(element: ElementTree.Element, step: Step) -> None:
    condition = step.until or step.earliest
    event = "conditionalEventDefinition" if step.until else "timerEventDefinition"
    inner = "condition" if step.until else "timeDate"
    outer = ElementTree.SubElement(element, model(event), {"id": f"until_{step.key}"})
    formal = ElementTree.SubElement(outer, model(inner), {f"{{{XSI}}}type": "bpmn:tFormalExpression"})
    formal.text = condition


def _arrow(process: ElementTree.Element, flow: _Flow) -> None:
    attributes = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
    if flow.name:
        attributes["name"] = flow.name
    if flow.way is not None and flow.way.on:
        attributes[ours("on")] = flow.way.on
    element = ElementTree.SubElement(process, model("sequenceFlow"), attributes)
    if flow.way is not None and flow.way.when:
        formal = ElementTree.SubElement(
            element, model("conditionExpression"), {f"{{{XSI}}}type": "bpmn:tFormalExpression"}
        )
        formal.text = flow.way.when
