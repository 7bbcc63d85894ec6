"""Definitions as BPMN 2.0: what is written is read back unchanged, files of other tools become drafts, nothing runs."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian.foundation.process.bpmn import BpmnError, read_bpmn, write_bpmn
from dangjian.foundation.process.bpmn.names import MODEL, model
from dangjian.foundation.process.definitions.document import Definition
from dangjian.foundation.process.rules.checking import check_definition
from dangjian.foundation.process.shipped import shipped_definitions
from tests.foundation.process.conftest import a_definition, a_step

HEAD = f'<definitions xmlns="{MODEL}" targetNamespace="x"><process id="Leave-1" name="请假">'
TAIL = "</process></definitions>"


def _foreign(inside: str) -> str:
    return f"{HEAD}{inside}{TAIL}"


def _flow(number: int, source: str, target: str, inner: str = "") -> str:
    return f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


PLAIN = (
    '<startEvent id="s"/><userTask id="Task_1" name="填写"><documentation>写清楚</documentation></userTask>'
    '<userTask id="Task_2" name="批准"/><endEvent id="e"/>'
    + _flow(1, "s", "Task_1")
    + _flow(2, "Task_1", "Task_2")
    + _flow(3, "Task_2", "e")
)


def test_PRC_1_what_ships_is_read_back_as_it_was_written() -> None:
    assert shipped_definitions()
    for shipped in shipped_definitions().values():
        back = read_bpmn(write_bpmn(shipped.document))
        assert back.document == shipped.document
        assert back.notes == []


@st.composite
def _documents(draw: st.DrawFn) -> dict[str, Any]:
    """Processes whose steps lead anywhere, with forks, joins, outcomes, conditions and waits."""
    count = draw(st.integers(1, 6))
    keys = [f"s{number}" for number in range(count)]
    steps = []
    for key in keys:
        targets = draw(st.lists(st.sampled_from([*keys, "end"]), min_size=1, max_size=4))
        kind = draw(st.sampled_from(["task", "approval", "wait"]))
        ways = [
            {
                "to": target,
                "when": draw(st.sampled_from(["", 'rule = "1"', "today > case.started_on"])),
                "on": draw(st.sampled_from(["", "agree"])) if kind == "approval" else "",
                "result": draw(st.sampled_from(["done", "refused"])) if target == "end" else "done",
            }
            for target in targets
        ]
        more: dict[str, Any] = {"forks": draw(st.booleans()), "joins": draw(st.booleans()), "kind": kind}
        if kind == "wait":
            more |= {"holder": None, draw(st.sampled_from(["until", "earliest"])): "today > case.started_on"}
        steps.append(a_step(key, *ways, **more))
    return a_definition(*steps)


@given(_documents())
def test_PRC_1_any_definition_is_read_back_as_it_was_written(document: dict[str, Any]) -> None:
    definition = Definition.model_validate(document)
    assert read_bpmn(write_bpmn(definition)).document == definition


def test_PRC_1_arrows_are_named_at_both_ends() -> None:
    """Tools that lay a diagram out by themselves follow incoming and outgoing."""
    root = ElementTree.fromstring(write_bpmn(shipped_definitions()["request_upward"].document))
    process = root.find(model("process"))
    assert process is not None
    nodes = {node.get("id"): node for node in process}
    flows = process.findall(model("sequenceFlow"))
    assert len(flows) > 5
    for flow in flows:
        source, target = nodes[flow.get("sourceRef")], nodes[flow.get("targetRef")]
        assert flow.get("id") in [item.text for item in source.findall(model("outgoing"))]
        assert flow.get("id") in [item.text for item in target.findall(model("incoming"))]


def test_PRC_1_a_file_of_another_tool_becomes_a_draft_to_complete() -> None:
    found = read_bpmn(_foreign(PLAIN))

    assert [(step.key, step.title, step.help) for step in found.document.steps] == [
        ("task_1", "填写", "写清楚"), ("task_2", "批准", ""),
    ]  # fmt: skip
    assert (found.document.key, found.document.title) == ("leave_1", "请假")
    assert len(found.notes) == 3
    flaws = check_definition(found.document, actions=frozenset(), evidence=frozenset())
    assert [flaw.level for flaw in flaws] == ["warning"], "the second step has no help yet"


def test_PRC_1_gateways_become_conditions_forks_and_joins() -> None:
    condition = "<conditionExpression>data.days &gt; 3</conditionExpression>"
    found = read_bpmn(
        _foreign(
            '<startEvent id="s"/><task id="a" name="一"/><exclusiveGateway id="x"/><parallelGateway id="p"/>'
            '<task id="b" name="二"/><task id="c" name="三"/><parallelGateway id="j"/><task id="d" name="四"/>'
            '<endEvent id="e"/><endEvent id="no"><terminateEventDefinition/></endEvent>'
            + _flow(1, "s", "a") + _flow(2, "a", "x") + _flow(3, "x", "p", condition) + _flow(4, "x", "no")
            + _flow(5, "p", "b") + _flow(6, "p", "c") + _flow(7, "b", "j") + _flow(8, "c", "j") + _flow(9, "j", "d")
            + _flow(10, "d", "e")
        )
    )  # fmt: skip
    first, last = found.document.steps[0], found.document.step("d")
    assert [(way.to, way.when, way.result) for way in first.ways] == [
        ("b", "data.days > 3", "done"), ("c", "data.days > 3", "done"), ("end", "", "refused"),
    ]  # fmt: skip
    assert last is not None
    assert last.joins


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html", "不是完整的"),
        ("<html></html>", "不是 BPMN"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + _foreign("<task name='&b;'/>"), "不是完整的"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _foreign("<task name='&a;'/>"), "不是完整的"),
        (_foreign(""), "至少一个环节"),
        (_foreign(PLAIN.replace("userTask", "scriptTask")), "脚本任务"),
        (_foreign(PLAIN.replace("userTask", "serviceTask")), "服务任务"),
        (_foreign(PLAIN.replace("userTask", "subProcess")), "子流程"),
        (_foreign(PLAIN.replace('targetRef="e"', 'targetRef="gone"')), "没有连到图形"),
        (_foreign(PLAIN.replace('sourceRef="s"', 'sourceRef="Task_2"')), "开始事件"),
        (
            _foreign(PLAIN + _flow(4, "Task_2", "e", "<conditionExpression>system.exit()</conditionExpression>")),
            "条件不能识别",
        ),
        (_foreign(PLAIN) * 2, "不是完整的"),
        (_foreign("<process id='a'/>" + PLAIN).replace("<process id='a'/>", "</process><process>"), "一个流程"),
        (f"<!-- {'x' * 1_000_000} -->" + _foreign(PLAIN), "1 MB"),
    ],
)
def test_sec_in_08_what_is_foreign_or_hostile_is_refused_with_a_word(text: str, says: str) -> None:
    with pytest.raises(BpmnError, match=says):
        read_bpmn(text)


def test_PRC_1_gateways_in_a_circle_end() -> None:
    circle = '<startEvent id="s"/><task id="a"/><exclusiveGateway id="x"/><exclusiveGateway id="y"/><endEvent id="e"/>'
    circle += _flow(1, "s", "a") + _flow(2, "a", "x") + _flow(3, "x", "y") + _flow(4, "y", "x") + _flow(5, "y", "e")
    with pytest.raises(BpmnError, match="网关循环"):
        read_bpmn(_foreign(circle))
