"""Signatures, the archive with its credits, and dated addenda."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from dangjian.kernel.scope import bind_scope
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.duties.rules.periods import PeriodKind, period_of
from dangjian.work.life.commands.steps.meetings import require_step
from dangjian.work.life.commands.steps.parts import refuse_forbidden
from dangjian.work.life.events import MeetingArchived, RecordSigned, ResolutionAssigned
from dangjian.work.life.models import Addendum, DutyCredit, Meeting, MeetingPart, Resolution
from dangjian.work.life.permissions import ARCHIVE_MEETING, RECORD_MEETING, SIGN_AS_RECORDER, SIGN_MEETING
from dangjian.work.life.queries.loading.book import duty_rules
from dangjian.work.life.queries.loading.facts import held_on_q, meeting_facts, parts_of, tally_of
from dangjian.work.life.queries.loading.visible import signer_scope
from dangjian.work.life.rules.credit import credits_of
from dangjian.work.life.rules.kinds import ItemKind, MeetingState, ResolutionState
from dangjian.work.life.rules.text import clean


@command(SIGN_AS_RECORDER)
def sign_as_recorder(unit: Unit, *, meeting_id: UUID) -> Meeting:
    """The recorder signs the record, whatever their role in the branch.

    Raises NotAllowed for anybody else, Conflict when it is not waiting.
    """
    meeting = unit.get(Meeting, meeting_id)
    _require_waiting(meeting)
    if meeting.recorder_id is None or meeting.recorder_id != unit.actor.person_id:
        raise NotAllowed("life.sign.not_recorder", f"请由记录人{meeting.recorder_name}本人签字。")
    if meeting.recorder_signed_at is None:
        unit.update(meeting, recorder_signed_at=unit.now, recorder_signature=unit.actor.name)
    return _after_signature(unit, meeting)


@command(SIGN_MEETING)
def sign_as_chair(unit: Unit, *, meeting_id: UUID) -> Meeting:
    """The chair, whatever their role in the branch, or the secretary in charge of it, confirms the record.

    Raises NotAllowed for anybody else, Conflict when it is not waiting. The recorder's signature stands first: it
    confirms what was written.
    """
    unit.scope = signer_scope(meeting_id)
    with bind_scope(unit.scope):
        meeting = unit.get(Meeting, meeting_id)
    _require_waiting(meeting)
    if meeting.recorder_signed_at is None and meeting.recorder_id == unit.actor.person_id:
        # One person who is both signs both lines at once; the record shows it.
        unit.update(meeting, recorder_signed_at=unit.now, recorder_signature=unit.actor.name)
    if meeting.recorder_signed_at is None:
        raise Conflict("life.sign.recorder_first", f"请记录人{meeting.recorder_name}先签字。")
    if meeting.chair_signed_at is None:
        unit.update(meeting, chair_signed_at=unit.now, chair_signature=unit.actor.name)
    return _after_signature(unit, meeting)


def _require_waiting(meeting: Meeting) -> None:
    if meeting.state != MeetingState.RECORDED:
        raise Conflict("life.sign.not_waiting", "记录尚未提交，或已签字归档。", extra={"state": meeting.state})


def _after_signature(unit: Unit, meeting: Meeting) -> Meeting:
    is_complete = meeting.recorder_signed_at is not None and meeting.chair_signed_at is not None
    if is_complete:
        require_step(meeting, MeetingState.SIGNED, "记录尚未提交。")
        unit.update(meeting, state=MeetingState.SIGNED.value)
    unit.emit(RecordSigned(meeting.pk, unit.actor.person_id, is_complete))
    return meeting


@command(ARCHIVE_MEETING)
def archive_meeting(unit: Unit, *, meeting_id: UUID) -> Meeting:
    """Close the record for good: it is put to the account of its duties and its resolutions become tasks.

    Raises Conflict unless both signatures are there, or for a matter that a temporary branch may not decide.
    Archiving an archived record changes nothing.
    """
    meeting = unit.get(Meeting, meeting_id)
    if meeting.state == MeetingState.ARCHIVED:
        return meeting
    require_step(meeting, MeetingState.ARCHIVED, "记录须经记录人和主持人签字后才能归档。")
    parts, figures = parts_of(meeting), tally_of(meeting.pk)
    refuse_forbidden(meeting, (part.vote_matter for part in parts))
    unit.update(
        meeting,
        state=MeetingState.ARCHIVED.value,
        archived_at=unit.now,
        due_count=figures.due,
        present_count=figures.present,
        leave_count=figures.leave,
        absent_count=figures.absent,
        exempt_count=figures.exempt,
    )
    rows = _credits(meeting, parts)
    unit.create_many(rows)
    duties = tuple(sorted({row.duty for row in rows if row.satisfies}))
    unit.emit(MeetingArchived(meeting.pk, meeting.organisation_id, meeting.kind, meeting.held_on, duties))
    tasks = Resolution.objects.filter(meeting=meeting, state=ResolutionState.OPEN, holder__isnull=False)
    for resolution in tasks.order_by("created_at", "id"):
        unit.emit(ResolutionAssigned(resolution.pk, meeting.pk, resolution.holder_id, resolution.due_on))
    return meeting


def _credits(meeting: Meeting, parts: list[MeetingPart]) -> list[DutyCredit]:
    facts = meeting_facts(meeting, parts, tally_of(meeting.pk))
    return [
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
        )
        for found in credits_of(facts, duty_rules(meeting.held_on))
    ]


@command(ARCHIVE_MEETING)
def credit_leader_lectures(unit: Unit, *, meeting_id: UUID) -> int:
    """Put a lecture given by the secretary of a Party committee to that secretary's account (支部工作条例 第十六条).

    Called by the handler of MeetingArchived under the system: the committee lies outside the branch's places. May
    run twice. Returns how many credits were written.
    """
    meeting = unit.get(Meeting, meeting_id, lock=False)
    if meeting.state != MeetingState.ARCHIVED:
        return 0
    lectures = {
        part.presenter_id: part
        for part in parts_of(meeting)
        if part.item_kind == ItemKind.LECTURE and part.presenter_id and part.minutes_text
    }
    posts = PostHolding.objects.filter(
        held_on_q(meeting.held_on),
        organisation__org_kind__in=[OrgKind.PARTY_COMMITTEE, OrgKind.PARTY_GROUP],
        person_id__in=list(lectures),
        post_kind=PostKind.SECRETARY,
    ).values_list("organisation_id", "organisation__org_path", "person_id")
    known = DutyCredit.objects.filter(meeting=meeting, duty=DutyKind.LEADER_LECTURE)
    have = set(known.values_list("organisation_id", "subject_person_id"))
    period = period_of(PeriodKind.YEAR, meeting.held_on)
    rows = [
        DutyCredit(
            organisation_id=organisation_id,
            org_path=org_path,
            duty=DutyKind.LEADER_LECTURE.value,
            period_key=period.key,
            subject=str(person_id),
            subject_person_id=person_id,
            happened_on=meeting.held_on,
            satisfies=True,
            meeting=meeting,
            part=lectures[person_id],
        )
        for organisation_id, org_path, person_id in posts
        if (organisation_id, person_id) not in have
    ]
    return len(unit.create_many(rows))


@command(RECORD_MEETING)
def add_addendum(unit: Unit, *, meeting_id: UUID, text: str, reason: str) -> Addendum:
    """Append a dated addition to an archived record; the record itself stays as it was signed.

    Raises Conflict before the archive, BadInput without text or reason.
    """
    meeting = unit.get(Meeting, meeting_id, lock=False)
    if meeting.state != MeetingState.ARCHIVED:
        raise Conflict("life.addendum.not_archived", "记录尚未归档，请直接修改或退回修改。")
    cleaned = clean(text).strip()
    if not cleaned or not reason.strip():
        raise BadInput("life.addendum.empty", "请写明补充内容和原因。", field="text" if not cleaned else "reason")
    return unit.create(
        Addendum(
            meeting=meeting,
            org_path=meeting.org_path,
            text=cleaned,
            reason=reason.strip(),
            author_person_id=unit.actor.person_id,
            author_name=unit.actor.name,
        ),
        note=reason.strip(),
    )
