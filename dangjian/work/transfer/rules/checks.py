"""What stands against a transfer, and what is only worth knowing (membership.md, sections 5.1 and 5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian.work.duties.rules.kinds import Labelled


class TransferCause(Labelled):
    """Why somebody's relation is to be moved (教育管理条例 第二十五条)."""

    JOB = "job", "工作单位变动"
    RESIDENCE = "residence", "经常居住地变动"
    SIX_MONTHS = "six_months", "外出六个月以上、地点比较固定"
    GRADUATION = "graduation", "毕业、升学"
    RETIREMENT = "retirement", "离退休"
    REORGANISATION = "reorganisation", "组织设置调整"
    OTHER = "other", "其他"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What the register and the books say about somebody who is to be moved."""

    is_member: bool
    is_active: bool
    is_suspended: bool
    is_probationary: bool
    on_probation_within_party: bool
    has_open_transfer: bool
    unpaid_months: int


@dataclass(frozen=True, slots=True)
class Declared:
    """What the secretary of the sending branch looked up and confirms."""

    no_discipline_case: bool
    file_checked: bool


def blocks(facts: MemberFacts) -> list[str]:
    """What forbids a transfer, as people read it."""
    found = []
    if not facts.is_active:
        found.append("该人员已不在册，不能转接组织关系。")
    elif not facts.is_member:
        found.append("只有党员（含预备党员）才有组织关系，入党申请人、积极分子由新单位党组织接续培养。")
    if facts.is_suspended:
        found.append("该党员已停止党籍，须先按程序恢复党籍再转接。")
    if facts.has_open_transfer:
        found.append("该党员已有一件正在办理的转接，请先办结或撤回。")
    return found


def undeclared(facts: MemberFacts, declared: Declared) -> list[str]:
    """What has still to be looked up before the relation goes out."""
    found = []
    if not declared.no_discipline_case:
        found.append("有未办结的纪律审查的，暂不办理转接；请核实后确认“没有正在进行的纪律审查”。")
    if not declared.file_checked:
        words = "预备党员的入党志愿书等档案材料" if facts.is_probationary else "党员档案材料"
        found.append(f"请核对{words}后确认，档案未核对的不能转出。")
    return found


def warnings(facts: MemberFacts) -> list[str]:
    """What does not forbid a transfer and should be settled or told to the receiver."""
    found = []
    if facts.unpaid_months:
        found.append(f"有 {facts.unpaid_months} 个月的党费还没有登记交纳，请先补交或在介绍信上如实注明。")
    if facts.on_probation_within_party:
        found.append("该党员正在受留党察看处分，请向接收党组织如实说明，由其继续考察。")
    if facts.is_probationary:
        found.append("该党员在预备期，请随档案移交入党志愿书和预备期考察材料；接收党组织可以推迟讨论转正，最长六个月。")
    return found
