"""Rows of the records of meetings, made from the plan with the same rules that the work itself uses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from dangjian.ops.demo.enterprise.model import DemoAttendance, DemoItem, DemoMeeting, DemoResolution
from dangjian.ops.demo.loading.loaded import Loaded, aware, moment
from dangjian.work.duties.rules.calendar import DutyRule
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.models import (
    Addendum,
    Attendance,
    DutyCredit,
    Meeting,
    MeetingPart,
    Resolution,
    VoteCount,
)
from dangjian.work.life.queries.loading.book import duty_rules, number_of, vote_rule_of
from dangjian.work.life.queries.loading.facts import LECTURE_TEXT_LENGTH, marks_of
from dangjian.work.life.rules.attendance import Tally, tally
from dangjian.work.life.rules.credit import MeetingFacts, PartFacts, credits_of
from dangjian.work.life.rules.kinds import (
    AttendanceState,
    ItemKind,
    LeaveState,
    MeetingState,
    ResolutionKind,
    ResolutionState,
    VoteMatter,
    VoteMethod,
)
from dangjian.work.life.rules.quorum import VoteRule, explain, has_passed, has_vote, is_quorate
from dangjian.work.life.rules.record import entry_kind
from dangjian.work.life.rules.text import plain_text

_HELD = frozenset({MeetingState.RECORDED, MeetingState.SIGNED, MeetingState.ARCHIVED})


class RuleBook:
    """The rules as they held on each day, read once."""

    def __init__(self, loaded: Loaded) -> None:
        self._day = loaded.made.today
        self.duties = cache(self._duties)

    def _duties(self, year: int, month: int) -> dict[DutyKind, DutyRule]:
        return duty_rules(date(year, month, 1))

    def vote_rule(self) -> VoteRule:
        """The rule for ordinary decisions."""
        return vote_rule_of(VoteMatter.DECISION, self._day)

    def late_after(self) -> int:
        """Days after which an entry is late."""
        return number_of("record.late_after_days", self._day)


class Records:
    """Collects rows by model."""

    def __init__(self, loaded: Loaded, book: RuleBook) -> None:
        self._loaded = loaded
        self._book = book
        self._vote_rule = book.vote_rule()
        self._late_after = book.late_after()
        self.rows: dict[type[Any], list[Any]] = {
            model: [] for model in (Meeting, MeetingPart, VoteCount, Attendance, Resolution, DutyCredit, Addendum)
        }
        self.meetings: dict[str, Meeting] = {}

    def add(self, made: DemoMeeting) -> None:
        """Rows of one meeting."""
        lines = [self._line(made, line) for line in made.attendance]
        figures = tally(marks_of([(line.role, line.state, line.has_vote) for line in lines]))
        meeting = self._meeting(made, figures)
        for line in lines:
            line.meeting = meeting
        self.meetings[made.key] = meeting
        self.rows[Meeting].append(meeting)
        self.rows[Attendance] += lines
        facts = [self._part(made, meeting, number, item, figures) for number, item in enumerate(made.items)]
        self.rows[Resolution] += [self._resolution(meeting, each) for each in made.resolutions]
        if made.state == MeetingState.ARCHIVED:
            self._credits(made, meeting, figures, tuple(facts))
        if made.late_reason and made.state == MeetingState.ARCHIVED:
            self._addendum(made, meeting)

    def _meeting(self, made: DemoMeeting, figures: Tally) -> Meeting:
        org = self._loaded.orgs[made.org]
        cell = self._loaded.cell(made.org, made.cell)
        chair, recorder = self._loaded.people[made.chair], self._loaded.people[made.recorder]
        return Meeting(
            organisation=org,
            org_path=org.org_path,
            org_name=org.short_name,
            cell=cell,
            cell_name=cell.name if cell else "",
            kind=made.kind.value,
            state=made.state.value,
            title=made.title,
            theme=made.title,
            mode=made.mode.value,
            place=made.place,
            starts_at=aware(made.starts_at),
            ends_at=aware(made.ends_at),
            held_on=made.starts_at.date(),
            evaluation_year=made.evaluation_year,
            chair=chair,
            chair_name=chair.name,
            recorder=recorder,
            recorder_name=recorder.name,
            planner_person_id=recorder.pk,
            planner_name=recorder.name,
            due_count=figures.due,
            present_count=figures.present,
            leave_count=figures.leave,
            absent_count=figures.absent,
            exempt_count=figures.exempt,
            due_voters=figures.due_voters,
            **self._times(made, chair.name, recorder.name),
        )

    def _times(self, made: DemoMeeting, chair: str, recorder: str) -> dict[str, Any]:
        """Planning, holding, entering and signing, each at its own time."""
        starts, ends = aware(made.starts_at), aware(made.ends_at)
        planned = min(starts - timedelta(days=4), moment(self._loaded.made.today))
        if made.late_reason:
            planned = moment(made.entered_on, 16)
        found: dict[str, Any] = {"created_at": planned}
        if made.state == MeetingState.PLANNED:
            return found
        found["notified_at"] = None if made.late_reason else planned + timedelta(minutes=5)
        if made.state not in _HELD:
            return found
        entered = max(moment(made.entered_on, 17, 30), ends + timedelta(minutes=20))
        found |= {"opened_at": starts, "started_at": starts, "ended_at": ends, "recorded_at": entered}
        found["entry_kind"] = entry_kind(
            created_at=planned, ended_at=ends, entered_at=entered, limit_days=self._late_after
        ).value
        if made.state == MeetingState.RECORDED:
            return found
        signed = entered + timedelta(minutes=15)
        found |= {"recorder_signed_at": signed, "recorder_signature": recorder}
        found |= {"chair_signed_at": signed + timedelta(hours=1), "chair_signature": chair}
        if made.state == MeetingState.ARCHIVED:
            found["archived_at"] = signed + timedelta(hours=2)
        return found

    def _line(self, made: DemoMeeting, line: DemoAttendance) -> Attendance:
        person = self._loaded.people[line.person]
        org = self._loaded.orgs[made.org]
        at: datetime | None = aware(line.checked_in_at) if line.checked_in_at else None
        is_held = made.state in _HELD
        return Attendance(
            org_path=org.org_path,
            person=person,
            person_name=person.name,
            person_key=person.name_key[:200],
            person_org_name=person.organisation.short_name,
            role=line.role.value,
            has_vote=has_vote(
                person_category=person.person_category,
                membership_status=person.membership_status,
                is_rights_suspended=person.vote_suspended,
            ),
            state=line.state.value,
            reason=line.reason,
            leave_state=(LeaveState.APPROVED if line.state == AttendanceState.LEAVE else LeaveState.NONE).value,
            source=line.source.value if line.source else "",
            event_at=at,
            recorded_at=(at or aware(made.ends_at)) if is_held else None,
            created_at=min(aware(made.starts_at) - timedelta(days=4), moment(self._loaded.made.today)),
        )

    def _part(self, made: DemoMeeting, meeting: Meeting, number: int, item: DemoItem, figures: Tally) -> PartFacts:
        minutes = item.minutes + item.lecture_text
        presenter = self._loaded.people[item.lecturer] if item.lecturer else None
        is_decision = item.kind == ItemKind.DECISION
        part = MeetingPart(
            meeting=meeting,
            org_path=meeting.org_path,
            position=number,
            item_kind=item.kind.value,
            duty=item.duty.value if item.duty else "",
            title=item.title[:120],
            presenter=presenter,
            presenter_name=presenter.name if presenter else "",
            needs_vote=is_decision,
            vote_matter=VoteMatter.DECISION.value if is_decision else "",
            minutes=minutes,
            minutes_text=plain_text(minutes),
            minutes_by=meeting.recorder_name if minutes else "",
            minutes_at=meeting.recorded_at,
            created_at=meeting.created_at,
        )
        self.rows[MeetingPart].append(part)
        vote = self._vote(part, figures) if is_decision and made.state in _HELD else None
        return PartFacts(
            part_id=str(part.pk),
            duty=item.duty,
            title=item.title,
            minutes=part.minutes_text,
            had_to_vote=is_decision,
            is_quorate=vote is None or vote.is_quorate,
            lecturer=part.presenter_name if item.kind == ItemKind.LECTURE else "",
            has_lecture_text=len(part.minutes_text) >= LECTURE_TEXT_LENGTH,
        )

    def _vote(self, part: MeetingPart, figures: Tally) -> VoteCount:
        rule = self._vote_rule
        present = figures.present_voters
        abstained = 1 if present > 8 and part.position + present % 3 == 2 else 0
        in_favour = present - abstained
        quorate = is_quorate(rule, due_voters=figures.due_voters, present_voters=present)
        passed = has_passed(
            rule, due_voters=figures.due_voters, present_voters=present, vote_for=in_favour
        )  # fmt: skip
        vote = VoteCount(
            part=part,
            org_path=part.org_path,
            matter=VoteMatter.DECISION.value,
            method=VoteMethod.SHOW_OF_HANDS.value,
            due_voters=figures.due_voters,
            present_voters=present,
            quorum_needed=rule.quorum.needed(figures.due_voters),
            is_quorate=quorate,
            ballots_issued=present,
            ballots_returned=present,
            vote_for=in_favour,
            vote_against=0,
            vote_abstain=abstained,
            is_passed=passed,
            explanation=explain(
                rule, due=figures.due_voters, present=present, vote_for=in_favour, quorate=quorate, passed=passed
            ),
            counted_by=part.minutes_by,
            created_at=part.created_at,
        )
        self.rows[VoteCount].append(vote)
        return vote

    def _resolution(self, meeting: Meeting, made: DemoResolution) -> Resolution:
        holder = self._loaded.people[made.holder]
        problem, _, measure = made.text.partition("：")
        is_rectification = made.kind == ResolutionKind.RECTIFICATION
        is_done = made.state == ResolutionState.DONE
        return Resolution(
            meeting=meeting,
            org_path=meeting.org_path,
            kind=made.kind.value,
            problem=problem if is_rectification else "",
            text=measure if is_rectification else made.text,
            holder=holder,
            holder_name=holder.name,
            due_on=made.due_on,
            state=made.state.value,
            closed_at=moment(made.done_on, 11) if made.done_on else None,
            closed_by=holder.name if is_done else "",
            evidence=made.result,
            created_at=meeting.recorded_at or meeting.created_at,
        )

    def _credits(self, made: DemoMeeting, meeting: Meeting, figures: Tally, parts: tuple[PartFacts, ...]) -> None:
        facts = MeetingFacts(
            kind=made.kind,
            on=meeting.held_on,
            parts=parts,
            cell_key=str(meeting.cell_id or ""),
            evaluation_year=made.evaluation_year,
            due=figures.due,
            present=figures.present,
            rectifications=sum(each.kind == ResolutionKind.RECTIFICATION for each in made.resolutions),
        )
        for found in credits_of(facts, self._book.duties(meeting.held_on.year, meeting.held_on.month)):
            self.rows[DutyCredit].append(
                DutyCredit(
                    organisation_id=meeting.organisation_id,
                    org_path=meeting.org_path,
                    duty=found.credit.duty.value,
                    period_key=found.credit.period_key,
                    subject=found.credit.subject,
                    happened_on=found.credit.on,
                    satisfies=found.credit.satisfies,
                    reason=found.credit.reason[:120],
                    meeting=meeting,
                    part_id=UUID(found.part_id),
                    created_at=meeting.archived_at or meeting.created_at,
                )
            )

    def _addendum(self, made: DemoMeeting, meeting: Meeting) -> None:
        self.rows[Addendum].append(
            Addendum(
                meeting=meeting,
                org_path=meeting.org_path,
                text=f"<p>本记录为补录。{made.late_reason}。</p>",
                reason="说明补录原因",
                author_person_id=meeting.recorder_id,
                author_name=meeting.recorder_name,
                created_at=(meeting.archived_at or meeting.created_at) + timedelta(minutes=10),
            )
        )
