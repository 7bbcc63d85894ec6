"""Requests of people about their data: kinds, the day by which an answer is due, and the grounds of a refusal.

A person may ask to see and copy, correct, delete, have a person decide, and close the account (个人信息保护法
第四十四至四十八条, 第二十四条; GB/T 35273—2020 第 8 章). A refusal states its reason (第五十条).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dangjian.kernel.workdays import add_working_days


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request: what it is called, what the person writes, and the clause that gives the right."""

    code: str
    title: str
    prompt: str
    clause: str


KINDS = (
    Kind("copy", "查阅、复制", "您想查阅或复制哪些“我的数据”里没有的内容？", "个人信息保护法第四十五条"),
    Kind("correct", "更正、补充", "哪项内容不对，应当是什么？", "个人信息保护法第四十六条"),
    Kind("erase", "删除", "请写明要删除的内容和理由。", "个人信息保护法第四十七条"),
    Kind("object", "要求由人决定", "您对哪项结论有异议，理由是什么？", "个人信息保护法第二十四条"),
    Kind("close", "注销账号", "请写明注销的原因。", "个人信息保护法第四十七条、GB/T 35273—2020 8.5"),
)
KIND_OF = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a request is refused, with the clause; `kinds`: empty for all."""

    code: str
    title: str
    clause: str
    kinds: tuple[str, ...] = ()


GROUNDS = (
    Ground(
        "archive", "属于党员档案或组织工作记录，按规定须长期保存", "个人信息保护法第四十七条第二款", ("erase", "close")
    ),
    Ground("duty", "履行党内法规和法律规定的职责仍然需要", "个人信息保护法第十三条第一款第三项", ("erase", "close")),
    Ground("log", "属于操作日志，须依法留存", "网络安全法第二十三条", ("erase", "correct", "close")),
    Ground("right", "经核实，现在登记的内容正确", "个人信息保护法第四十六条第二款", ("correct",)),
    Ground("others", "会损害其他人的合法权益", "GB/T 35273—2020 8.7 e)", ("copy", "erase")),
    Ground("decided", "结论已由人作出或复核", "个人信息保护法第二十四条第三款", ("object",)),
    Ground("office", "仍担任须使用账号的职务", "个人信息保护法第十三条第一款第三项", ("close",)),
    Ground("repeated", "同一请求已经答复，没有新的情况", "GB/T 35273—2020 8.7 d)"),
    Ground("identity", "不能确认是本人提出", "GB/T 35273—2020 8.7 a)"),
)
GROUND_OF = {ground.code: ground for ground in GROUNDS}


def answer_due(asked_on: date, working_days: int) -> date:
    """The last day for the answer: `working_days` after the day of asking, which does not count itself."""
    return add_working_days(asked_on + timedelta(days=1), working_days)


def grounds_for(kind: str) -> list[Ground]:
    """The grounds on which a request of this kind may be refused."""
    return [ground for ground in GROUNDS if not ground.kinds or kind in ground.kinds]


@dataclass(frozen=True, slots=True)
class RuledDecision:
    """A conclusion that the programme draws by rule and that affects a person."""

    code: str
    title: str
    rule: str
    effect: str
    decided_by: str


RULED = (
    RuledDecision(
        code="vote",
        title="选举和表决权",
        rule="正式党员、党籍正常、未受留党察看等限制的有表决权（党章第七条、基层组织选举工作条例第五条）",
        effect="会议应到会人数和表决人数按此计算",
        decided_by="支部委员会和召集人核对名单，会议主持人确认",
    ),
    RuledDecision(
        code="strength",
        title="是否计入党员队伍",
        rule="在册、党籍正常的正式党员和预备党员计入",
        effect="统计报表和应到人数按此计算",
        decided_by="上级党组织审定报表",
    ),
    RuledDecision(
        code="standing",
        title="党龄",
        rule="自转正之日起计算，减去登记的更正月数",
        effect="显示在本人信息中",
        decided_by="党委组织部门审核认定",
    ),
    RuledDecision(
        code="attendance",
        title="是否计入到会率",
        rule="登记为年老体弱等免考勤的不计入应到",
        effect="会议名单中标为“免于参加”",
        decided_by="支部委员会提出，上级党组织同意",
    ),
)
"""None of them takes effect without a person: `decided_by` says who."""
