"""The branch handbook 支部工作手册 (LIFE-3): a printed view of the records of one branch in one year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, Sex
from dangjian.directory.organisations.enums import BranchKind, ElectionMethod, OrgKind
from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.foundation.codes.education import EDUCATION
from dangjian.foundation.codes.persons import ETHNIC_GROUP
from dangjian.foundation.printing.document import (
    Block,
    Column,
    Contents,
    Document,
    Fact,
    Heading,
    KeyValues,
    Paragraph,
    Section,
    Signatures,
    Span,
    Table,
    TitlePage,
)
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.work.board.queries.matrix import duty_states
from dangjian.work.handbooks.printouts.book import Book, by_kind, known_organisation, load_book
from dangjian.work.handbooks.printouts.ledger import attendance_table, duty_tables
from dangjian.work.handbooks.printouts.records import meeting_blocks
from dangjian.work.handbooks.queries import attendance_ledger
from dangjian.work.life.permissions import VIEW_MEETING
from dangjian.work.life.rules.kinds import ItemKind, MeetingKind, MeetingState, ResolutionState

PHOTOS_PER_MEETING = 6
PHOTOS_PER_BOOK = 60
"""More pictures prove no more and take long to read; the rest stays in the platform."""
_NUMERALS = "一二三四五六七八九十"
_MEMBER_COLUMNS = (
    Column("序号", 0.5, "centre"),
    Column("姓名", 1.1, "centre"),
    Column("性别", 0.5, "centre"),
    Column("民族", 0.9, "centre"),
    Column("出生日期", 1.1, "centre"),
    Column("学历", 1.5, "centre"),
    Column("类别", 1.0, "centre"),
    Column("入党日期", 1.1, "centre"),
    Column("转正日期", 1.1, "centre"),
    Column("党小组", 1.1, "centre"),
    Column("单位及职务", 2.4),
    Column("备注", 1.3),
)


@query(VIEW_MEETING)
def branch_handbook(*, organisation_id: UUID, year: int, with_photos: bool = True) -> Document:
    """The handbook of a branch for a calendar year.

    Raises NotFound for an organisation out of reach, BadInput for one that is no branch or a year out of range.
    """
    organisation = known_organisation(organisation_id)
    if organisation.org_kind != OrgKind.BRANCH:
        raise BadInput("life.handbook.branch_only", "支部工作手册按党支部打印，请选择党支部。", field="organisation_id")
    check_year(year)
    book = load_book(organisation, year)
    duties = duty_states(organisation_id=organisation_id, period=str(year))["states"]
    return _document(book, duties, _ledger_rows(book), with_photos=with_photos)


def check_year(year: int) -> None:
    """Raises BadInput for a year without records."""
    if not 2018 <= year <= clock.today().year:
        raise BadInput("life.handbook.year", "只能打印2018年至今年的手册。", field="year")


def _ledger_rows(book: Book) -> list[dict[str, Any]]:
    since, until = date(book.year, 1, 1), date(book.year, 12, 31)
    return attendance_ledger(organisation_id=book.organisation.pk, since=since, until=until)


def _document(book: Book, duties: list[dict[str, Any]], ledger: list[dict[str, Any]], *, with_photos: bool) -> Document:
    chapter = _chapters()
    name = book.organisation.short_name
    sections = [
        Section((_cover(book), Contents())),
        Section(
            (
                Heading(chapter("支部基本情况"), new_page=True),
                _facts(book),
                Heading(chapter("支部班子及分工")),
                _posts(book),
            )
        ),
        Section(
            (
                Heading(chapter("党员名册")),
                _roster(book),
                Heading(chapter("发展党员工作台账")),
                _candidates(book),
                Heading(chapter("年度组织生活计划及完成情况"), new_page=True),
                *duty_tables(duties),
                Heading(chapter("组织生活台账"), new_page=True),
                _meeting_list(book),
            ),
            landscape=True,
        ),
        Section(_record_chapters(book, chapter, with_photos=with_photos)),
        Section(
            (
                Heading(chapter("党课台账")),
                _lectures(book),
                Heading(chapter("谈心谈话统计")),
                *_talks(book),
                Heading(chapter("考勤台账"), new_page=True),
                attendance_table(ledger),
                Heading(chapter("决议和整改台账"), new_page=True),
                _resolutions(book),
                Signatures((("支部书记", ""), ("上级党组织审核", ""))),
            )
        ),
    ]
    return Document(
        title=f"{book.year}年党支部工作手册",
        sections=tuple(sections),
        printed_at=clock.now(),
        header=name,
        author=name,
        mark="演示数据" if book.is_demo else "",
    )


def _chapters() -> Callable[[str], str]:
    """Numbers chapters in the order in which they are named."""
    count = 0

    def chapter(title: str) -> str:
        nonlocal count
        count += 1
        number = _NUMERALS[count - 1] if count <= 10 else "十" + _NUMERALS[count - 11]
        return f"{number}、{title}"

    return chapter


def _cover(book: Book) -> TitlePage:
    secretary = next((p.person_name for p in book.posts if p.post_kind == PostKind.SECRETARY and not p.ended_on), "")
    day = clock.today()
    return TitlePage(
        "党支部工作手册",
        f"{book.year} 年度",
        (("党 支 部", book.organisation.short_name), ("支部书记", secretary), ("上级组织", book.superior)),
        book.organisation.full_name,
        f"{day.year}年{day.month}月{day.day}日",
        "演示数据，单位和人员均为虚构" if book.is_demo else "",
    )


def _facts(book: Book) -> KeyValues:
    org, people = book.organisation, book.people
    full = sum(p.person_category == PersonCategory.FULL_MEMBER for p in people)
    women = sum(p.sex == Sex.FEMALE for p in people)
    minority = sum(p.ethnic_group not in {"", "01"} for p in people)
    extended = f"，经批准延期至 {org.term_extended_until}" if org.term_extended_until else ""
    return KeyValues(
        (
            Fact("党组织全称", org.full_name, wide=True),
            Fact("党组织编码", org.org_code or ""),
            Fact("支部类型", BranchKind(org.branch_kind).label if org.branch_kind else ""),
            Fact("上级党组织", book.superior, wide=True),
            Fact("所在单位", "、".join(book.units), wide=True),
            Fact("成立日期", org.established_on),
            Fact("批准文号", org.approval_no),
            Fact("本届当选", org.term_start),
            Fact("任期届满", f"{org.term_end or ''}{extended}"),
            Fact("选举方式", ElectionMethod(org.election_method).label if org.election_method else ""),
            Fact("党小组", "、".join(cell.name for cell in book.cells) or "未划分"),
            Fact("党员总数", f"{len(people)} 人"),
            Fact("正式 / 预备", f"{full} 人 / {len(people) - full} 人"),
            Fact("女党员", f"{women} 人"),
            Fact("少数民族党员", f"{minority} 人"),
            Fact("流动 / 失联", f"{sum(p.is_mobile for p in people)} 人 / {sum(p.out_of_contact for p in people)} 人"),
            Fact("发展对象等", f"{len(book.candidates)} 人"),
            Fact("联系人", org.contact_name),
            Fact("地址", org.address),
        )
    )


def _posts(book: Book) -> Table:
    return Table(
        (
            Column("姓名", 1, "centre"),
            Column("职务", 1.4, "centre"),
            Column("任职日期", 1.2, "centre"),
            Column("离任日期", 1.2, "centre"),
            Column("产生方式", 1.2, "centre"),
            Column("文号", 1.6),
        ),
        tuple(
            (
                post.person_name,
                f"{post.cell.name.removesuffix('党小组')}{PostKind(post.post_kind).label}"
                if post.cell
                else PostKind(post.post_kind).label,
                post.started_on,
                post.ended_on,
                PostOrigin(post.origin).label,
                post.document_no,
            )
            for post in book.posts
        ),
        sheet="支部班子",
    )


def _roster(book: Book) -> Table:
    return Table(
        _MEMBER_COLUMNS,
        tuple(
            (
                number,
                p.name,
                Sex(p.sex).label,
                ETHNIC_GROUP.name(p.ethnic_group),
                p.birth_date,
                p.education_label or EDUCATION.name(p.education_level),
                PersonCategory(p.person_category).label,
                p.joined_on,
                p.confirmed_on,
                p.cell.name if p.cell else "",
                p.unit_and_post,
                _remark(p),
            )
            for number, p in enumerate(book.people, start=1)
        ),
        sheet="党员名册",
    )


def _remark(person: Any) -> str:
    words = []
    if person.membership_status == MembershipStatus.SUSPENDED:
        words.append("停止党籍")
    words += [
        label
        for flag, label in (
            (person.is_mobile, "流动党员"),
            (person.out_of_contact, "失去联系"),
            (person.is_abroad, "出国（境）"),
            (person.attendance_exempt, "免考勤"),
        )
        if flag
    ]
    return "、".join(words)


def _candidates(book: Book) -> Table:
    order = list(PersonCategory)
    people = sorted(book.candidates, key=lambda p: order.index(PersonCategory(p.person_category)))
    return Table(
        (
            Column("序号", 0.5, "centre"),
            Column("姓名", 1, "centre"),
            Column("性别", 0.5, "centre"),
            Column("出生日期", 1.1, "centre"),
            Column("类别", 1.2, "centre"),
            Column("申请入党", 1.1, "centre"),
            Column("确定积极分子", 1.2, "centre"),
            Column("确定发展对象", 1.2, "centre"),
            Column("单位及职务", 2.4),
        ),
        tuple(
            (
                number,
                p.name,
                Sex(p.sex).label,
                p.birth_date,
                PersonCategory(p.person_category).label,
                p.applied_on,
                p.activist_on,
                p.target_on,
                p.unit_and_post,
            )
            for number, p in enumerate(people, start=1)
        ),
        sheet="发展党员台账",
    )


def _meeting_list(book: Book) -> Table:
    return Table(
        (
            Column("序号", 0.5, "centre"),
            Column("日期", 1.1, "centre"),
            Column("类别", 1.5, "centre"),
            Column("主题", 3.6),
            Column("应到", 0.6, "right"),
            Column("实到", 0.6, "right"),
            Column("主持人", 0.9, "centre"),
            Column("记录人", 0.9, "centre"),
            Column("状态", 0.9, "centre"),
        ),
        tuple(
            (
                number,
                m.held_on,
                MeetingKind(m.kind).label,
                f"{m.cell_name}　{m.title}" if m.cell_name and m.cell_name not in m.title else m.title,
                m.due_count,
                m.present_count,
                m.chair_name,
                m.recorder_name,
                MeetingState(m.state).label,
            )
            for number, m in enumerate(book.meetings, start=1)
        ),
        sheet="组织生活台账",
    )


def _record_chapters(book: Book, chapter: Callable[[str], str], *, with_photos: bool) -> tuple[Block, ...]:
    blocks: list[Block] = []
    found = by_kind(book.records)
    left = PHOTOS_PER_BOOK if with_photos else 0
    for kind in MeetingKind:
        records = found.get(kind, [])
        if not records:
            continue
        blocks.append(Heading(chapter(f"{kind.label}记录"), new_page=bool(blocks)))
        for record in records:
            most = min(PHOTOS_PER_MEETING, left)
            blocks += meeting_blocks(record, most_photos=most)
            left -= min(most, len(record.photos))
    return tuple(blocks or (Heading(chapter("会议记录")), Paragraph((Span("（本年度暂无已提交的记录）"),))))


def _lectures(book: Book) -> Table:
    rows = [
        (m.held_on, part.title, part.presenter_name, m.present_count, "有" if part.minutes_text else "无")
        for record in book.records
        for m in (record.meeting,)
        for part in record.parts
        if part.item_kind == ItemKind.LECTURE
    ]
    columns = (
        Column("日期", 1.1, "centre"),
        Column("题目", 3.6),
        Column("授课人", 1, "centre"),
        Column("听课人数", 0.9, "right"),
        Column("讲稿", 0.7, "centre"),
    )
    return Table(columns, tuple(rows), sheet="党课台账")


def _talks(book: Book) -> tuple[Block, ...]:
    total = sum(row["count"] for row in book.talks)
    text = f"本年度共开展谈心谈话 {total} 次，谈话覆盖 {book.talked_to} 人。谈话内容不列入手册。"
    rows = tuple((row["talker_name"], row["count"]) for row in book.talks)
    table = Table((Column("谈话人", 2, "centre"), Column("次数", 1, "right")), rows, sheet="谈心谈话统计")
    return (Paragraph((Span(text),)), table)


def _resolutions(book: Book) -> Table:
    today = clock.today()
    rows = []
    for record in book.records:
        for row in record.resolutions:
            state = ResolutionState(row.state).label
            if row.state == ResolutionState.OPEN and row.due_on and row.due_on < today:
                state = "已逾期"
            text = f"{row.problem}：{row.text}" if row.problem else row.text
            rows.append((record.meeting.held_on, text, row.holder_name, row.due_on, state))
    columns = (
        Column("会议日期", 1.1, "centre"),
        Column("事项", 3.6),
        Column("责任人", 0.9, "centre"),
        Column("时限", 1.1, "centre"),
        Column("状态", 0.9, "centre"),
    )
    return Table(columns, tuple(rows), sheet="决议和整改台账")
