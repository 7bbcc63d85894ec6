"""Twelve months of organisational life of one branch, with the gaps that real branches have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dangjian.directory.members.enums import MembershipStatus
from dangjian.directory.organisations.enums import BranchKind
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
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
    MeetingMode,
    MeetingState,
    ResolutionKind,
    ResolutionState,
)

CARELESS = frozenset({"运维二部党支部", "西部光伏项目党支部", "劳务公司党支部", "第三分公司党支部"})
"""Branches that miss much, as some always do."""
COPYING = "混凝土公司党支部"
"""A branch whose committee minutes are copied from month to month."""
SHORT_OF_QUORUM = "海外事业部党支部"
"""A branch whose general meetings do not reach the quorum for decisions."""


@dataclass
class Branch:
    """A branch with its people and officers, as the generator of meetings needs it."""

    org: DemoOrg
    people: list[DemoPerson]
    officers: dict[str, DemoPost]
    today: date
    seed: int

    def __post_init__(self) -> None:
        self.rng = words.drawn(self.seed, f"life:{self.org.key}")
        self.by_key = {person.key: person for person in self.people}
        self.members = [p for p in self.people if p.is_member and p.membership_status == MembershipStatus.NORMAL]
        present = [post for post in self.officers.values() if post.ended_on is None]
        self.committee = [p.person for p in present if p.kind in COMMITTEE_POSTS]
        self.leaders = {p.cell: p.person for p in present if p.kind == PostKind.CELL_LEADER and p.cell is not None}
        self.secretary = next((p.person for p in present if p.kind == PostKind.SECRETARY), "")
        self.chair = self.secretary or (self.committee[0] if self.committee else self._any_member())
        self.recorder = next((key for key in self.committee if key != self.chair), self._any_member())
        self.care = 0.55 if self.org.short_name in CARELESS else self.rng.uniform(0.9, 1.0)
        self.writer = Writer(self.rng, [Speaker(p.key, p.name) for p in self.members])

    def _any_member(self) -> str:
        return self.members[-1].key if self.members else self.people[0].key


def meetings_of_branch(branch: Branch) -> list[DemoMeeting]:
    """All meetings of twelve months up to today, and what is planned for the rest of this month and the next."""
    if not branch.members:
        return _temporary(branch)
    theme_day = branch.rng.randrange(9, 21)
    is_joined = branch.rng.random() < 0.35
    found: list[DemoMeeting] = []
    months = months_until(branch.today, 12)
    following = (months[-1][0] + months[-1][1] // 12, months[-1][1] % 12 + 1)
    for year, month in (*months, following):
        if date(year, month, 1) < branch.org.established_on.replace(day=1) + timedelta(days=31):
            continue
        found += _month(branch, year, month, theme_day, lecture_joined=is_joined)
    return sorted(found, key=lambda meeting: (meeting.starts_at, meeting.key))


def _month(branch: Branch, year: int, month: int, theme_day: int, *, lecture_joined: bool) -> Iterator[DemoMeeting]:
    rng = branch.rng
    is_following = date(year, month, 1) > branch.today
    quarter_place = (month - 1) % 3
    if branch.org.has_committee and rng.random() < branch.care:
        yield _committee_meeting(branch, meeting_day(year, month, rng.randrange(3, 9)))
    theme = meeting_day(year, month, theme_day)
    lecture_due = quarter_place == 1
    if rng.random() < branch.care:
        yield _theme_day(branch, theme, with_lecture=lecture_due and lecture_joined)
    if is_following:
        return
    for cell in range(len(branch.org.cells)):
        if rng.random() < branch.care - 0.04:
            yield _cell_meeting(branch, cell, meeting_day(year, month, rng.randrange(21, 27)))
    if lecture_due and not lecture_joined and rng.random() < branch.care:
        yield _lecture(branch, meeting_day(year, month, rng.randrange(12, 24)))
    if quarter_place == 2 and rng.random() < branch.care:
        yield _general_meeting(branch, meeting_day(year, month, rng.randrange(10, 22)))
    if month == 1:
        yield from _yearly(branch, year)


def _temporary(branch: Branch) -> list[DemoMeeting]:
    """A temporary or functional branch studies; it has no members of its own, its people come as guests."""
    found = []
    for year, month in months_until(branch.today, 3):
        day = meeting_day(year, month, 16)
        if branch.org.established_on < day <= branch.today:
            found.append(_theme_day(branch, day, with_lecture=False))
    return found


def _committee_meeting(branch: Branch, day: date) -> DemoMeeting:
    rng, writer = branch.rng, branch.writer
    title, text = rng.choice(words.COMMITTEE_TOPICS)
    copied = branch.org.short_name == COPYING
    study = words.STUDY[0] if copied else rng.choice(words.STUDY)
    items = (
        DemoItem(ItemKind.FIRST_TOPIC, study, writer.study(study, copied=copied)),
        DemoItem(ItemKind.DISCUSSION, title, writer.discussion(text, copied=copied)),
    )
    resolutions = _resolutions(branch, day) if rng.random() < 0.6 else ()
    return _meeting(
        branch,
        MeetingKind.BRANCH_COMMITTEE_MEETING,
        f"{day.month}月支部委员会会议",
        datetime.combine(day, time(14, 30)),
        70,
        items,
        due=branch.committee,
        resolutions=resolutions,
    )


def _theme_day(branch: Branch, day: date, *, with_lecture: bool) -> DemoMeeting:
    rng, writer = branch.rng, branch.writer
    title, activity = words.THEMES[(day.month - 1 + rng.randrange(0, 2)) % len(words.THEMES)]
    study = rng.choice(words.STUDY)
    items = [
        DemoItem(ItemKind.STUDY, study, writer.study(study)),
        DemoItem(ItemKind.ACTIVITY, title, writer.activity(activity, day)),
    ]
    if with_lecture:
        items.append(_lecture_item(branch, day, complete=rng.random() < 0.8))
    return _meeting(
        branch,
        MeetingKind.THEME_PARTY_DAY,
        title,
        datetime.combine(day, time(15, 0)),
        130,
        tuple(items),
        mode=MeetingMode.HYBRID if rng.random() < 0.2 else MeetingMode.ON_SITE,
    )


def _lecture_item(branch: Branch, day: date, *, complete: bool) -> DemoItem:
    """A lecture inside another meeting; without minutes of its own it does not count (§2 of organisational life)."""
    title, text = branch.rng.choice(words.LECTURES)
    return DemoItem(
        ItemKind.LECTURE,
        f"党课：{title}",
        branch.writer.lecture(title) if complete else "",
        duty=DutyKind.PARTY_LECTURE,
        lecturer=branch.chair,
        lecture_text=branch.writer.lecture_text(text) if complete else "",
    )


def _lecture(branch: Branch, day: date) -> DemoMeeting:
    item = _lecture_item(branch, day, complete=branch.rng.random() < 0.93)
    return _meeting(
        branch, MeetingKind.PARTY_LECTURE, item.title, datetime.combine(day, time(16, 0)), 60, (item,)
    )  # fmt: skip


def _general_meeting(branch: Branch, day: date) -> DemoMeeting:
    rng, writer = branch.rng, branch.writer
    title, text = rng.choice(words.GENERAL_TOPICS)
    items = (
        DemoItem(ItemKind.REPORT, title, writer.discussion(text)),
        DemoItem(ItemKind.DECISION, "审议支部有关事项", writer.decision(day)),
    )
    quarter = (day.month + 2) // 3
    return _meeting(
        branch,
        MeetingKind.BRANCH_GENERAL_MEETING,
        f"{day.year}年第{quarter}季度支部党员大会",
        datetime.combine(day, time(14, 0)),
        90,
        items,
        resolutions=_resolutions(branch, day) if rng.random() < 0.5 else (),
        presence=0.32 if branch.org.short_name == SHORT_OF_QUORUM else None,
    )


def _cell_meeting(branch: Branch, cell: int, day: date) -> DemoMeeting:
    study = branch.rng.choice(words.STUDY)
    due = [p.key for p in branch.members if p.cell == cell]
    leader = branch.leaders.get(cell) or (due[0] if due else branch.chair)
    return _meeting(
        branch,
        MeetingKind.CELL_MEETING,
        f"{branch.org.cells[cell]}{day.month}月会议",
        datetime.combine(day, time(16, 30)),
        50,
        (DemoItem(ItemKind.STUDY, study, branch.writer.study(study)),),
        due=due,
        cell=cell,
        chair=leader,
    )


def _yearly(branch: Branch, year: int) -> Iterator[DemoMeeting]:
    """The life meeting and the evaluation of last year, held in January."""
    if branch.rng.random() > branch.care:
        return
    day = meeting_day(year, 1, branch.rng.randrange(15, 24))
    speakers = branch.committee or [branch.chair]
    yield _meeting(
        branch,
        MeetingKind.ORGANISATIONAL_LIFE_MEETING,
        f"{year - 1}年度组织生活会",
        datetime.combine(day, time(9, 0)),
        150,
        (
            DemoItem(ItemKind.REPORT, "通报上年度整改情况和支部班子对照检查", branch.writer.self_check()),
            DemoItem(ItemKind.CRITICISM, "批评与自我批评", branch.writer.criticism(speakers)),
        ),
        evaluation_year=year - 1,
        resolutions=_rectifications(branch, day),
    )
    yield _meeting(
        branch,
        MeetingKind.DEMOCRATIC_EVALUATION,
        f"{year - 1}年度民主评议党员",
        datetime.combine(day, time(14, 0)),
        100,
        (DemoItem(ItemKind.OTHER, "个人自评、党员互评、民主测评", branch.writer.evaluation(year - 1)),),
        evaluation_year=year - 1,
    )


def _resolutions(branch: Branch, day: date) -> tuple[DemoResolution, ...]:
    rng = branch.rng
    holders = branch.committee or [branch.chair]
    found = []
    for text in rng.sample(words.RESOLUTIONS, rng.randrange(1, 3)):
        due = day + timedelta(days=rng.randrange(7, 30))
        is_done = due < branch.today and rng.random() < 0.9
        found.append(
            DemoResolution(
                text,
                rng.choice(holders),
                due,
                state=ResolutionState.DONE if is_done else ResolutionState.OPEN,
                done_on=due - timedelta(days=rng.randrange(0, 5)) if is_done else None,
                result="已完成，情况在支部会议上通报。" if is_done else "",
            )
        )
    return tuple(found) if day <= branch.today else ()


def _rectifications(branch: Branch, day: date) -> tuple[DemoResolution, ...]:
    holders = branch.committee or [branch.chair]
    texts = ("理论学习与实际结合不够紧密：每月安排一次案例研讨", "联系职工群众不够经常：班子成员每人联系一个班组")
    return tuple(
        DemoResolution(
            text,
            branch.rng.choice(holders),
            day + timedelta(days=150),
            kind=ResolutionKind.RECTIFICATION,
            state=ResolutionState.DONE if day + timedelta(days=150) < branch.today else ResolutionState.OPEN,
            done_on=day + timedelta(days=140) if day + timedelta(days=150) < branch.today else None,
            result="已按期完成。" if day + timedelta(days=150) < branch.today else "",
        )
        for text in texts
    )


def _meeting(
    branch: Branch,
    kind: MeetingKind,
    title: str,
    starts_at: datetime,
    minutes: int,
    items: tuple[DemoItem, ...],
    *,
    due: list[str] | None = None,
    cell: int | None = None,
    chair: str = "",
    mode: MeetingMode = MeetingMode.ON_SITE,
    evaluation_year: int | None = None,
    resolutions: tuple[DemoResolution, ...] = (),
    presence: float | None = None,
) -> DemoMeeting:
    """Puts a meeting together: state by its distance from today, late entries, attendance."""
    rng, day = branch.rng, starts_at.date()
    state, entered_on, late_reason = _state(branch, day)
    is_over = state in {MeetingState.RECORDED, MeetingState.SIGNED, MeetingState.ARCHIVED}
    called = [p.key for p in branch.members or branch.people] if due is None else due
    attendance = tuple(
        _attendance(branch, key, starts_at, mode, presence) if is_over else _invited(branch, key) for key in called
    )
    place = (
        "线上会议室"
        if mode == MeetingMode.ONLINE
        else rng.choice(("党员活动室", "第一会议室", "项目部会议室", "职工之家"))
    )
    return DemoMeeting(
        key=f"{branch.org.key}:{kind}:{day:%Y%m%d}{'' if cell is None else f':{cell}'}",
        org=branch.org.key,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place=place,
        chair=chair or branch.chair,
        recorder=branch.recorder,
        state=state,
        entered_on=entered_on,
        cell=cell,
        mode=mode,
        late_reason=late_reason,
        evaluation_year=evaluation_year,
        items=items if is_over else tuple(DemoItem(i.kind, i.title, duty=i.duty, lecturer=i.lecturer) for i in items),
        attendance=attendance,
        resolutions=resolutions if is_over else (),
    )


def _state(branch: Branch, day: date) -> tuple[MeetingState, date, str]:
    """State of a meeting, the day on which its record was entered, and why so late."""
    rng = branch.rng
    if day >= branch.today:
        is_near = (day - branch.today).days <= 10
        return (MeetingState.NOTIFIED if is_near else MeetingState.PLANNED), branch.today, ""
    if (branch.today - day).days <= 6:
        return rng.choice((MeetingState.RECORDED, MeetingState.SIGNED)), day, ""
    if rng.random() < 0.07:
        entered = min(branch.today, day + timedelta(days=rng.randrange(9, 46)))
        return MeetingState.ARCHIVED, entered, rng.choice(words.LATE_REASONS)
    return MeetingState.ARCHIVED, min(branch.today, day + timedelta(days=rng.randrange(0, 4))), ""


def _invited(branch: Branch, key: str) -> DemoAttendance:
    if branch.by_key[key].attendance_exempt:
        return DemoAttendance(key, AttendanceState.EXEMPT, reason="年老体弱")
    return DemoAttendance(key, AttendanceState.DUE)


def _attendance(
    branch: Branch, key: str, starts_at: datetime, mode: MeetingMode, presence: float | None
) -> DemoAttendance:
    rng, person = branch.rng, branch.by_key[key]
    day = starts_at.date()
    if person.is_mobile or person.attendance_exempt or (person.is_abroad and (person.abroad_since or day) <= day):
        why = "流动党员，在流入地参加" if person.is_mobile else "出国（境）" if person.is_abroad else "年老体弱"
        return DemoAttendance(key, AttendanceState.EXEMPT, reason=why)
    if person.out_of_contact and (person.out_of_contact_since or day) <= day:
        return DemoAttendance(key, AttendanceState.ABSENT, reason="失去联系")
    chance = presence if presence is not None else 0.78 if person.is_retired else 0.9
    if key in branch.committee and presence is None:
        chance = 0.96
    if rng.random() < chance:
        remote = mode == MeetingMode.HYBRID and rng.random() < 0.3
        by_list = branch.org.branch_kind == BranchKind.RETIRED or rng.random() < 0.2
        source = CheckInSource.REMOTE if remote else CheckInSource.LIST if by_list else CheckInSource.QR
        at = starts_at - timedelta(minutes=rng.randrange(0, 18), seconds=rng.randrange(0, 60))
        state = AttendanceState.REMOTE if remote else AttendanceState.PRESENT
        return DemoAttendance(key, state, source=source, checked_in_at=at)
    if rng.random() < 0.85:
        return DemoAttendance(key, AttendanceState.LEAVE, reason=rng.choice(words.LEAVE_REASONS))
    return DemoAttendance(key, AttendanceState.ABSENT)
