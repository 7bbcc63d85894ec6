"""Organisational life of committees: centre-group study, democratic life meeting, half-yearly sessions, lectures."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from dangjian.directory.organisations.enums import OrgKind
from dangjian.ops.demo.enterprise import words
from dangjian.ops.demo.enterprise.calendar import meeting_day, months_until
from dangjian.ops.demo.enterprise.minutes import Speaker, Writer
from dangjian.ops.demo.enterprise.model import (
    DemoAttendance,
    DemoItem,
    DemoMeeting,
    DemoOrg,
    DemoPerson,
    DemoPost,
    DemoResolution,
)
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    CheckInSource,
    ItemKind,
    MeetingKind,
    MeetingState,
    ResolutionKind,
    ResolutionState,
)


def meetings_of_committee(
    org: DemoOrg, posts: list[DemoPost], people: dict[str, DemoPerson], today: date, seed: int
) -> list[DemoMeeting]:
    """Meetings of a committee during twelve months; none for a general branch or an empty committee."""
    if org.kind != OrgKind.PARTY_COMMITTEE or not posts:
        return []
    rng = words.drawn(seed, f"committee:{org.key}")
    seats = [post.person for post in posts]
    writer = Writer(rng, [Speaker(key, people[key].name) for key in seats])
    found: list[DemoMeeting] = []

    def add(kind: MeetingKind, title: str, day: date, items: tuple[DemoItem, ...], **more: object) -> None:
        if day < today and rng.random() < 0.93:
            found.append(_meeting(org, seats, kind, title, day, items, today, rng, more))

    for year, month in months_until(today, 12):
        if month % 3 == 2:
            study = rng.choice(words.STUDY)
            title = f"{year}年第{(month + 2) // 3}季度理论学习中心组学习"
            add(
                MeetingKind.CENTRE_GROUP_STUDY,
                title,
                meeting_day(year, month, 18),
                (DemoItem(ItemKind.STUDY, study, writer.study(study)),),
            )
        if month in {5, 11}:
            add(
                MeetingKind.COMMITTEE_SESSION,
                "党委会：专题研究全面从严治党和意识形态工作",
                meeting_day(year, month, 8),
                (
                    DemoItem(
                        ItemKind.DISCUSSION,
                        "专题研究全面从严治党",
                        writer.discussion("听取责任清单落实情况汇报，逐项研究下半年措施。"),
                        duty=DutyKind.STRICT_GOVERNANCE_SESSION,
                    ),
                    DemoItem(
                        ItemKind.DISCUSSION,
                        "专题研究意识形态工作",
                        writer.discussion("分析宣传阵地和职工思想动态，明确责任分工。"),
                        duty=DutyKind.IDEOLOGY_SESSION,
                    ),
                ),
            )
        if month == 1:
            add(
                MeetingKind.DEMOCRATIC_LIFE_MEETING,
                f"{year - 1}年度领导班子民主生活会",
                meeting_day(year, month, 12),
                (
                    DemoItem(ItemKind.REPORT, "通报整改情况，班子对照检查", writer.self_check()),
                    DemoItem(ItemKind.CRITICISM, "批评与自我批评", writer.criticism(seats)),
                ),
                evaluation_year=year - 1,
            )
        if month == 7:
            title, text = rng.choice(words.LECTURES)
            add(
                MeetingKind.PARTY_LECTURE,
                f"书记讲党课：{title}",
                meeting_day(year, month, 3),
                (
                    DemoItem(
                        ItemKind.LECTURE,
                        title,
                        writer.lecture(title),
                        lecturer=seats[0],
                        lecture_text=writer.lecture_text(text),
                    ),
                ),
            )
    return found


def _meeting(
    org: DemoOrg,
    seats: list[str],
    kind: MeetingKind,
    title: str,
    day: date,
    items: tuple[DemoItem, ...],
    today: date,
    rng: Random,
    more: dict[str, object],
) -> DemoMeeting:
    starts_at = datetime.combine(day, time(9, 0))
    year = more.get("evaluation_year")
    rectification = DemoResolution(
        "深入基层调研不够：班子成员每季度到联系点不少于一次",
        seats[0],
        day + timedelta(days=180),
        kind=ResolutionKind.RECTIFICATION,
        state=ResolutionState.OPEN,
    )
    return DemoMeeting(
        key=f"{org.key}:{kind}:{day:%Y%m%d}",
        org=org.key,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=150),
        place="党委会议室",
        chair=seats[0],
        recorder=seats[-1],
        state=MeetingState.ARCHIVED if (today - day).days > 6 else MeetingState.SIGNED,
        entered_on=min(today, day + timedelta(days=2)),
        evaluation_year=year if isinstance(year, int) else None,
        items=items,
        attendance=tuple(
            DemoAttendance(key, AttendanceState.LEAVE, reason="出差")
            if rng.random() < 0.08
            else DemoAttendance(
                key, AttendanceState.PRESENT, source=CheckInSource.LIST, checked_in_at=starts_at - timedelta(minutes=5)
            )
            for key in seats
        ),
        resolutions=(rectification,) if kind == MeetingKind.DEMOCRATIC_LIFE_MEETING else (),
    )
