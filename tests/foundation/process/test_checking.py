"""The checker: each kind of flaw is found, and the shipped definition has none."""

from __future__ import annotations

from typing import Any

import pytest

from dangjian.foundation.process.commands.versions import read_document
from dangjian.foundation.process.rules.checking import check_definition
from dangjian.foundation.process.shipped import shipped_definitions
from dangjian.kernel.errors import BadInput
from tests.foundation.process.conftest import a_definition, a_step

A = a_step("a", "end")
K = {"key": "k", "title": "甲"}


def flaws(*steps: dict[str, Any], level: str = "error", **more: Any) -> list[str]:
    found = check_definition(
        read_document(a_definition(*steps, **more)), actions=frozenset({"x.y"}), evidence=frozenset()
    )
    return [flaw.text for flaw in found if flaw.level == level]


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([A, a_step("b", "end")], "“环节b”从起始环节到不了"),
        ([a_step("a", "b"), a_step("b", "a")], "之后没有结束"),
        ([a_step("a", "nowhere")], "去向“nowhere”不存在"),
        ([A, A], "环节标识“a”重复"),
        ([a_step("a", "end", holder=None)], "没有办理人"),
        ([a_step("a", "end", kind="wait", until="today > today")], "不设办理人"),
        ([a_step("a", "end", kind="system", holder=None)], "系统环节须指明动作"),
        ([a_step("a", "end", kind="system", holder=None, action="no.such")], "系统动作“no.such”不存在"),
        ([a_step("a", "a", kind="system", holder=None, action="x.y")], "之后没有结束"),
        ([a_step("a", "end", kind="vote")], "表决环节须写明"),
        ([a_step("a", "end", kind="public_notice")], "公示环节须写明"),
        ([a_step("a", {"to": "end", "when": "data.nothing = 1"})], "不存在的名称“data.nothing”"),
        ([a_step("a", {"to": "end", "when": "1 +"})], "去向条件"),
        ([a_step("a", {"to": "end", "when": "vote.agree > 1"})], "不存在的名称“vote.agree”"),
        ([a_step("a", {"to": "end", "on": "agree"})], "没有“agree”这个结果"),
        ([a_step("a", {"to": "end", "on": "agree"}, kind="approval")], "结果“refuse”没有去向"),
        ([a_step("a", "end", holder={"kind": "person", "field": "who"})], "人员项“who”不存在"),
        ([a_step("a", "end", holder={"kind": "step", "step": "zzz"})], "环节“zzz”不存在"),
        (
            [a_step("a", "end", earliest='entered_on + duration("P2M")', latest='entered_on + duration("P1M")')],
            "最早时间晚于最迟时间",
        ),
        ([a_step("a", "end", kind="public_notice", notice_days=5, latest="entered_on")], "最早时间晚于最迟时间"),
        (
            [
                a_step("a", "b", fields=[{"key": "k", "title": "甲"}]),
                a_step("b", "end", fields=[{"key": "k", "title": "乙"}]),
            ],
            "填写项标识“k”",
        ),
    ],
)
def test_errors(steps: list[dict[str, Any]], text: str) -> None:
    assert any(text in found for found in flaws(*steps)), flaws(*steps)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([a_step("a", "end", help="")], "没有办理说明"),
        ([a_step("a", "end", latest="entered_on")], "没有写明依据"),
        ([a_step("a", {"to": "end", "when": "true"})], "没有无条件的去向"),
        ([a_step("a", "b", "c", forks=True), a_step("b", "end"), a_step("c", "end")], "没有汇合环节"),
        ([a_step("a", "b"), a_step("b", "end", joins=True)], "只有一条路"),
    ],
)
def test_warnings(steps: list[dict[str, Any]], text: str) -> None:
    assert any(text in found for found in flaws(*steps, level="warning")), flaws(*steps, level="warning")


def test_the_shipped_definitions_have_no_flaw() -> None:
    assert set(shipped_definitions()) >= {"request_upward"}


@pytest.mark.parametrize(
    "broken",
    [
        {"steps": []},
        {"first": "a", "starters": []},
        {"unknown": 1},
        {"steps": [{**A, "kind": "script"}]},
        {"steps": [{**A, "signing": {"mode": "percentage"}}]},
        {"steps": [{**A, "holder": {"kind": "post"}}]},
        {"steps": [{**A, "fields": [{"key": "k", "title": "甲", "kind": "choice"}]}]},
        {"steps": [{**A, "key": "A B"}]},
    ],
)
def test_a_document_of_another_form_is_refused_with_its_place(broken: dict[str, Any]) -> None:
    with pytest.raises(BadInput) as wrong:
        read_document({**a_definition(A), **broken})
    assert wrong.value.fields
