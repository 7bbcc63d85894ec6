"""Twelve months of organisational life: meetings with lists, minutes, votes, resolutions, credits; talks."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from dangjian.kernel.doors import Unit, command
from dangjian.kernel.files import attach, intake
from dangjian.ops.demo.enterprise.build import HOME_BRANCH, SEED
from dangjian.ops.demo.enterprise.model import DemoTalk
from dangjian.ops.demo.enterprise.words import drawn
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.ops.demo.loading.pictures import meeting_picture
from dangjian.ops.demo.loading.records import Records, RuleBook
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.duties.rules.periods import PeriodKind, period_of
from dangjian.work.duties.rules.talks import member_subject, pair_subject
from dangjian.work.life.commands.archive import credit_leader_lectures
from dangjian.work.life.events import LeaveAsked, MeetingNotified, MeetingRecorded, ResolutionAssigned
from dangjian.work.life.models import (
    Addendum,
    Attendance,
    DutyCredit,
    Meeting,
    MeetingFile,
    MeetingPart,
    Resolution,
    Talk,
    TalkParty,
    VoteCount,
)
from dangjian.work.life.ports import MEETING_FILE
from dangjian.work.life.rules.kinds import AttendanceState, LeaveState, MeetingKind, MeetingState, ResolutionState

PHOTOGRAPHED = 6
"""Meetings with pictures; more would only make the first start slower."""
_WITH_PHOTOS = frozenset({MeetingKind.THEME_PARTY_DAY, MeetingKind.BRANCH_GENERAL_MEETING, MeetingKind.PARTY_LECTURE})


@command(LOAD_DEMO)
def load_life(unit: Unit, *, loaded: Loaded) -> int:
    """Write meetings and talks. Returns the number of meetings. People must be there.

    Facts that people must still react to (notices, open tasks) are announced, so that messages and tasks come about
    in the usual way; what is long over is not announced again.
    """
    records = Records(loaded, RuleBook(loaded))
    for made in loaded.made.meetings:
        records.add(made)
    asked = _ask_leave(loaded, records)
    unit.create_many(records.rows[Meeting])
    for model in (MeetingPart, VoteCount, Attendance, Resolution, DutyCredit, Addendum):
        unit.create_many(records.rows[model], batch_size=1000)
    _load_talks(unit, loaded)
    _load_photos(unit, loaded, records)
    _announce(unit, records, asked)
    _credit_leaders(loaded, records)
    return len(records.rows[Meeting])


def _load_photos(unit: Unit, loaded: Loaded, records: Records) -> None:
    """Two drawn pictures for each of the latest whole-branch meetings of the branch that the demo people belong to."""
    rng = drawn(SEED, "photos")
    wanted = [
        records.meetings[made.key]
        for made in reversed(loaded.made.meetings)
        if made.org == HOME_BRANCH and made.kind in _WITH_PHOTOS and made.state == MeetingState.ARCHIVED
    ]
    for meeting in wanted[:PHOTOGRAPHED]:
        files = [
            intake(io.BytesIO(meeting_picture(rng)), name=f"{name}.jpg", purpose=MEETING_FILE.code)
            for name in ("会场", "交流发言")
        ]
        attach(unit, purpose=MEETING_FILE, owner_id=meeting.pk, file_ids=[file.id for file in files])
        unit.create_many(
            MeetingFile(
                meeting=meeting,
                org_path=meeting.org_path,
                file_id=file.id,
                file_name=file.file_name,
                content_type=file.content_type,
                size=file.size,
                caption=f"{meeting.title}：{file.file_name.removesuffix('.jpg')}（示意图）",
                added_by=meeting.recorder_name,
                created_at=meeting.recorded_at or meeting.created_at,
            )
            for file in files
        )


def _ask_leave(loaded: Loaded, records: Records) -> list[Attendance]:
    """Two members of the demo people's branch cannot come to what was announced; the secretary decides."""
    busy = {loaded.people[account.person].pk for account in loaded.made.accounts}
    branch = loaded.orgs.get(HOME_BRANCH)
    open_lines = [
        line
        for line in records.rows[Attendance]
        if line.meeting.state == MeetingState.NOTIFIED
        and branch is not None
        and line.meeting.organisation_id == branch.pk
        and line.state == AttendanceState.DUE
        and line.person_id not in busy
    ]
    for line, reason in zip(open_lines[:2], ("出差，周五返回", "孩子生病住院"), strict=False):
        line.leave_state, line.reason = LeaveState.REQUESTED.value, reason
    return open_lines[:2]


def _announce(unit: Unit, records: Records, asked: list[Attendance]) -> None:
    for line in asked:
        unit.emit(LeaveAsked(line.meeting_id, line.pk))
    for meeting in records.rows[Meeting]:
        if meeting.state == MeetingState.RECORDED:
            unit.emit(MeetingRecorded(meeting.pk, meeting.entry_kind))
        if meeting.state == MeetingState.NOTIFIED:
            unit.emit(
                MeetingNotified(meeting.pk, meeting.organisation_id, meeting.kind, meeting.starts_at, notice_number=1)
            )
    for resolution in records.rows[Resolution]:
        is_task = resolution.meeting.state == MeetingState.ARCHIVED and resolution.state == ResolutionState.OPEN
        if is_task and resolution.holder_id:
            unit.emit(ResolutionAssigned(resolution.pk, resolution.meeting_id, resolution.holder_id, resolution.due_on))


def _credit_leaders(loaded: Loaded, records: Records) -> None:
    committees = {org.key for org in loaded.made.orgs if not org.branch_kind}
    lectures = [
        made.key for made in loaded.made.meetings if made.org in committees and made.kind == MeetingKind.PARTY_LECTURE
    ]
    for key in lectures:
        credit_leader_lectures(meeting_id=records.meetings[key].pk)


def _load_talks(unit: Unit, loaded: Loaded) -> None:
    committees = _committees(loaded)
    talks = [(made, _talk(made, loaded)) for made in loaded.made.talks]
    unit.create_many(talk for _, talk in talks)
    unit.create_many(
        TalkParty(talk=talk, org_path=talk.org_path, person_id=person_id, created_at=talk.created_at)
        for _, talk in talks
        for person_id in (talk.talker_id, talk.talked_to_id)
    )
    unit.create_many(credit for made, talk in talks for credit in _talk_credits(made, talk, committees))


def _committees(loaded: Loaded) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for post in loaded.made.posts:
        if post.ended_on is None and post.cell is None:
            found.setdefault(post.org, set()).add(post.person)
    return found


def _talk(made: DemoTalk, loaded: Loaded) -> Talk:
    org = loaded.orgs[made.org]
    talker, partner = loaded.people[made.talker], loaded.people[made.partner]
    return Talk(
        organisation=org,
        org_path=org.org_path,
        talker=talker,
        talker_name=talker.name,
        talked_to=partner,
        talked_to_name=partner.name,
        talked_on=made.talked_on,
        place=made.place,
        occasion=made.occasion.value,
        gist=made.gist,
        recorded_by=talker.name,
        created_at=moment(made.talked_on + timedelta(days=1)),
    )


def _talk_credits(made: DemoTalk, talk: Talk, committees: dict[str, set[str]]) -> Iterable[DutyCredit]:
    subjects: list[tuple[str, UUID | None]] = [(member_subject(str(talk.talked_to_id)), talk.talked_to_id)]
    if {made.talker, made.partner} <= committees.get(made.org, set()):
        subjects.append((pair_subject(str(talk.talker_id), str(talk.talked_to_id)), None))
        subjects.append((member_subject(str(talk.talker_id)), talk.talker_id))
    for subject, person_id in subjects:
        yield DutyCredit(
            organisation_id=talk.organisation_id,
            org_path=talk.org_path,
            duty=DutyKind.HEART_TO_HEART_TALK.value,
            period_key=period_of(PeriodKind.YEAR, made.talked_on).key,
            subject=subject,
            subject_person_id=person_id,
            happened_on=made.talked_on,
            satisfies=True,
            talk_id=talk.pk,
            created_at=talk.created_at,
        )
