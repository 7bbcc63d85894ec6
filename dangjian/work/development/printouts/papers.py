"""The papers of a development, filled in from what is known: one text for each, as Word or PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import Sex
from dangjian.foundation.printing.document import (
    Block,
    Column,
    Document,
    Fact,
    Heading,
    KeyValues,
    Paragraph,
    Section,
    Signatures,
    Span,
    Table,
    text_paragraphs,
)
from dangjian.foundation.process.models import StepRun
from dangjian.kernel import clock
from dangjian.kernel.clock import add_months
from dangjian.work.development.models import CandidateNote, NoteKind
from dangjian.work.development.queries.facts import people_facts
from dangjian.work.development.queries.person import Whole
from dangjian.work.development.rules.papers import FOLDER, PAPER_OF
from dangjian.work.development.rules.steps import STEPS

NOT_YET = "　　　　"
"""Room for what has not happened yet."""


@dataclass(frozen=True)
class Filled:
    """What papers are filled in from."""

    whole: Whole
    guides: dict[str, str]
    notes: tuple[tuple[str, date, str], ...]

    def text(self, key: str) -> str:
        """Something that was filled in at a step."""
        return str(self.whole.case.data.get(key) or NOT_YET)

    def day(self, key: str) -> str:
        """When a step was decided, as papers write it."""
        return long_day(self.whole.day(key))

    def vote(self, key: str) -> dict[str, Any]:
        """The numbers of a vote, empty room where there is none."""
        run: StepRun | None = self.whole.run(key)
        result = run.result if run is not None and run.result else {}
        names = ("due", "present", "agree", "against", "abstain")
        return {name: result.get(name, NOT_YET) for name in names}

    @property
    def name(self) -> str:
        return self.whole.person.name

    @property
    def branch(self) -> str:
        return self.whole.admission.organisation_name

    @property
    def probation(self) -> str:
        start = self.whole.day("branch_vote_admit")
        return f"{long_day(start)}至{long_day(add_months(start, 12) if start else None)}"


def long_day(day: date | None) -> str:
    """A date as papers write it: 2026年7月1日."""
    return f"{day.year}年{day.month}月{day.day}日" if day else f"{NOT_YET}年{NOT_YET}月{NOT_YET}日"


def filled(whole: Whole) -> Filled:
    """Everything that papers need. Two statements."""
    data = whole.case.data
    fields = ("mentor_1", "mentor_2", "introducer_1", "introducer_2")
    ids = {key: UUID(data[key]) for key in fields if data.get(key)}
    names = people_facts(ids.values()) if ids else {}
    notes = CandidateNote.objects.unscoped("papers of one development, which the caller may print").filter(
        admission=whole.admission
    )
    rows = [
        (row.kind, row.happened_on, row.text.reveal() if row.text else "")
        for row in notes.order_by("happened_on", "id")[:100]
    ]
    guides = {key: names[person].name for key, person in ids.items() if person in names}
    return Filled(whole, guides, tuple(rows))


def paper(key: str, given: Filled) -> Document:
    """One of the papers. Raises LookupError for a paper that is not known."""
    title = PAPER_OF[key].title
    blocks = (Heading(title), *_BODIES[key](given))
    header = f"{given.branch}·{given.name}"
    return Document(title, (Section(tuple(blocks)),), printed_at=clock.now(), header=header, author=given.branch)


def _person(given: Filled, *more: Fact) -> KeyValues:
    person = given.whole.person
    return KeyValues(
        (
            Fact("姓名", person.name),
            Fact("性别", Sex(person.sex).label),
            Fact("出生日期", person.birth_date),
            Fact("学历", person.education_label),
            Fact("单位职务", person.unit_and_post, wide=True),
            Fact("所在党支部", given.branch, wide=True),
            *more,
        )
    )


def _lines(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(block for text in texts for block in text_paragraphs(text))


def _close(*labels: str) -> Signatures:
    return Signatures(tuple((label, "") for label in labels))


def _vote_line(given: Filled, key: str) -> str:
    votes = given.vote(key)
    return (
        f"支部大会应到会有表决权的正式党员{votes['due']}名，实到会{votes['present']}名。经无记名投票表决，"
        f"赞成{votes['agree']}票，反对{votes['against']}票，弃权{votes['abstain']}票。"
    )


def _register(given: Filled) -> tuple[Block, ...]:
    applied = Fact("递交申请书日期", given.whole.person.applied_on)
    return (_person(given, applied, Fact("登记日期", given.whole.day("submit_application"))), _close("登记人"))


def _talk(given: Filled) -> tuple[Block, ...]:
    talked = (Fact("谈话日期", given.text("talk_on")), Fact("谈话人", given.text("talker")))
    return (_person(given, *talked), *_lines("谈话情况：", given.text("talk_note")), _close("谈话人", "申请人"))


def _activist(given: Filled) -> tuple[Block, ...]:
    votes = given.vote("decide_activist")
    return (
        *_lines(
            "上级党委：",
            f"{given.name}同志于{long_day(given.whole.person.applied_on)}向党组织递交入党申请书。经推荐，"
            f"{given.branch}支部委员会于{given.day('decide_activist')}召开会议研究（应到{votes['due']}人，到会"
            f"{votes['present']}人，赞成{votes['agree']}人），确定{given.name}同志为入党积极分子。",
            "现报请备案。",
        ),
        _close("党支部书记"),
    )


def _cultivation(given: Filled) -> tuple[Block, ...]:
    mentors = "、".join(given.guides[key] for key in ("mentor_1", "mentor_2") if key in given.guides)
    return (
        _person(given, Fact("确定为积极分子日期", given.whole.day("decide_activist")), Fact("培养联系人", mentors)),
        _reviews(given, NoteKind.HALF_YEAR_REVIEW, NoteKind.STUDY, NoteKind.THOUGHT_REPORT),
        *_lines("综合意见：", given.text("cultivation_note")),
        _close("培养联系人", "党支部书记"),
    )


def _reviews(given: Filled, *kinds: NoteKind) -> Table:
    rows = tuple((day, NoteKind(kind).label, text) for kind, day, text in given.notes if kind in kinds)
    columns = (Column("日期", 1), Column("类别", 1), Column("情况", 5))
    return Table(columns, rows, caption="教育考察情况", inline=True, empty_text="（尚无记录）")


def _target_filing(given: Filled) -> tuple[Block, ...]:
    votes = given.vote("decide_target")
    return (
        *_lines(
            "上级党委：",
            f"{given.name}同志自{given.day('decide_activist')}被确定为入党积极分子以来，经过一年以上培养教育和考察，"
            f"基本具备党员条件。在听取党小组、培养联系人、党员和群众意见的基础上，支部委员会于"
            f"{given.day('decide_target')}讨论（到会{votes['present']}人，赞成{votes['agree']}人），拟列为发展对象。",
            f"听取意见情况：{given.text('target_opinions')}",
            "妥否，请批示。",
        ),
        _close("党支部书记"),
    )


def _notice(given: Filled) -> tuple[Block, ...]:
    return (
        *_lines(
            f"经支部委员会讨论、上级党委同意，拟将{given.name}同志列为发展对象，现予公示。",
            f"公示时间：自{given.text('notice_from')}起，不少于五个工作日。公示方式：{given.text('notice_place')}。",
            "公示期间，如有异议，请以书面或者口头方式向党支部反映。反映情况应当实事求是。",
        ),
        _person(given),
        Paragraph((Span(f"中共{given.branch}支部委员会"),), align="right"),
    )


def _political(given: Filled) -> tuple[Block, ...]:
    run = given.whole.run("political_review")
    words = {"passed": "合格", "failed": "不合格"}
    result = words.get(run.outcome, NOT_YET) if run is not None else NOT_YET
    return (
        _person(given, Fact("审查方式", given.text("political_review_how"), wide=True)),
        *_lines(
            "审查内容：对党的理论和路线方针政策的态度；政治历史和在重大政治斗争中的表现；遵纪守法和遵守社会公德情况；"
            "直系亲属和与本人关系密切的主要社会关系的政治情况。",
            f"审查结论（{given.text('political_reviewed_on')}）：{result}。",
        ),
        _close("审查人", "党支部书记"),
    )


def _pre_review(given: Filled) -> tuple[Block, ...]:
    introducers = "、".join(given.guides[key] for key in ("introducer_1", "introducer_2") if key in given.guides)
    return (
        *_lines(
            "上级党委：",
            f"{given.name}同志已经政治审查合格，于{given.text('trained_on')}完成短期集中培训（{given.text('training_days')}天、"
            f"{given.text('training_hours')}学时），入党介绍人为{introducers or NOT_YET}。支部委员会于"
            f"{given.day('committee_review')}审查认为合格。审查意见：{given.text('review_opinion')}",
            "现将有关材料报上，请予预审。",
        ),
        _close("党支部书记"),
    )


def _admission(given: Filled) -> tuple[Block, ...]:
    return (
        *_lines(
            f"{given.day('branch_vote_admit')}，{given.branch}召开支部党员大会，讨论{given.name}同志的入党问题。",
            _vote_line(given, "branch_vote_admit"),
            f"根据表决结果，同意接收{given.name}同志为中共预备党员，报上级党委审批。",
        ),
        _close("党支部书记"),
    )


def _approval(given: Filled) -> tuple[Block, ...]:
    return (
        *_lines(
            f"{given.branch}：",
            f"经{given.day('approve_admission')}党委会议审议、表决，批准{given.name}同志为中共预备党员。"
            f"预备期自{given.probation}。",
            "请及时通知本人，并在支部大会上宣布，将其编入党支部和党小组，继续进行教育和考察。",
        ),
        Paragraph((Span("（审批党委盖章）"),), align="right"),
    )


def _probation(given: Filled) -> tuple[Block, ...]:
    return (
        _person(given, Fact("预备期", given.probation, wide=True), Fact("入党宣誓日期", given.text("oath_on"))),
        _reviews(given, NoteKind.PROBATION_REVIEW, NoteKind.THOUGHT_REPORT, NoteKind.STUDY),
        *_lines("综合意见：", given.text("probation_note")),
        _close("入党介绍人", "党支部书记"),
    )


_PROPOSALS = {
    "confirm": "按期转为中共正式党员",
    "extend": "延长预备期",
    "disqualify": "取消预备党员资格",
}


def _proposal(given: Filled) -> str:
    words = _PROPOSALS.get(str(given.whole.case.data.get("proposal")), NOT_YET)
    until = given.whole.case.data.get("extended_until")
    return f"{words}至{until}" if until and given.whole.case.data.get("proposal") == "extend" else words


def _full(given: Filled) -> tuple[Block, ...]:
    return (
        *_lines(
            f"{given.day('branch_vote_full')}，{given.branch}召开支部党员大会，讨论预备党员{given.name}同志的转正问题。",
            f"听取意见情况：{given.text('full_opinions')}",
            _vote_line(given, "branch_vote_full"),
            f"根据表决结果，同意{given.name}同志{_proposal(given)}，报上级党委审批。",
        ),
        _close("党支部书记"),
    )


def _full_notice(given: Filled) -> tuple[Block, ...]:
    return (
        *_lines(
            f"{given.branch}：",
            f"经{given.day('approve_full')}党委会议审议、表决，批准{given.name}同志{_proposal(given)}。",
            "请党支部书记同本人谈话，并在支部大会上宣布。",
        ),
        Paragraph((Span("（审批党委盖章）"),), align="right"),
    )


def _catalogue(given: Filled) -> tuple[Block, ...]:
    present = {f"{row.step_key}.{row.document_key}" for row in given.whole.documents if row.file_id}
    folder = tuple((title, "有" if place in present else "缺") for place, title in FOLDER)
    steps = tuple((step.number, step.title, given.whole.day(step.keys[-1])) for step in STEPS)
    scans = tuple((row.title, row.added_by, row.added_at) for row in given.whole.documents if row.file_id)
    return (
        _person(given),
        Table((Column("归档材料", 4), Column("是否齐全", 1)), folder, caption="存入本人档案的材料", inline=True),
        Table((Column("步", 1), Column("程序", 4), Column("日期", 2)), steps, caption="办理过程", inline=True),
        Table((Column("材料", 4), Column("上传人", 2), Column("上传时间", 2)), scans, caption="扫描件", inline=True),
    )


_BODIES: dict[str, Callable[[Filled], tuple[Block, ...]]] = {
    "application_register": _register,
    "talk_record": _talk,
    "activist_filing": _activist,
    "cultivation_form": _cultivation,
    "target_filing": _target_filing,
    "target_notice": _notice,
    "political_review": _political,
    "pre_review_request": _pre_review,
    "admission_resolution": _admission,
    "approval_notice": _approval,
    "probation_form": _probation,
    "full_resolution": _full,
    "full_notice": _full_notice,
    "catalogue": _catalogue,
}
