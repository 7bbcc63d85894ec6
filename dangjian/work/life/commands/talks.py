"""Heart-to-heart talks (section 8): confidential; only the count leaves them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import scope_for
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.duties.rules.periods import PeriodKind, period_of
from dangjian.work.duties.rules.talks import member_subject, pair_subject
from dangjian.work.life.events import TalkRecorded
from dangjian.work.life.models import DutyCredit, Talk, TalkParty
from dangjian.work.life.permissions import RECORD_TALK, VIEW_TALK
from dangjian.work.life.queries.loading.facts import PERSON_FIELDS, committee_of
from dangjian.work.life.rules.kinds import TalkOccasion


@command(RECORD_TALK)
def record_talk(
    unit: Unit,
    *,
    organisation_id: UUID,
    talker_id: UUID,
    talked_to_id: UUID,
    talked_on: date,
    gist: str,
    place: str = "",
    occasion: TalkOccasion = TalkOccasion.REGULAR,
) -> Talk:
    """Record a talk between two members. The gist is sealed: the two and the branch secretary read it.

    An officer records talks they took part in; the secretary records any of the branch. Raises BadInput for a talk
    in the future, with oneself, or with somebody outside the branch.
    """
    organisation = unit.get(Organisation, organisation_id, lock=False)
    if talker_id == talked_to_id:
        raise BadInput("life.talk.oneself", "谈心谈话须为两人。", field="talked_to_id")
    if talked_on > unit.today:
        raise BadInput("life.talk.future", "谈话日期不能晚于今天。", field="talked_on")
    if not gist.strip():
        raise BadInput("life.talk.gist", "请填写谈话要点。", field="gist")
    people = Person.objects.filter(organisation=organisation, register_state=RegisterState.ACTIVE)
    found = {person.pk: person for person in people.filter(pk__in=[talker_id, talked_to_id]).only(*PERSON_FIELDS)}
    if len(found) != 2:
        raise BadInput("life.talk.people", "谈话双方应为本支部人员，请重新选择。", field="talked_to_id")
    _require_part_or_secretary(unit, organisation, found)
    talk = unit.create(
        Talk(
            organisation=organisation,
            org_path=organisation.org_path,
            talker=found[talker_id],
            talker_name=found[talker_id].name,
            talked_to=found[talked_to_id],
            talked_to_name=found[talked_to_id].name,
            talked_on=talked_on,
            place=place.strip(),
            occasion=occasion.value,
            gist=gist.strip(),
            recorded_by=unit.actor.name,
        )
    )
    unit.create_many(TalkParty(talk=talk, org_path=talk.org_path, person_id=person_id) for person_id in found)
    _credit(unit, talk)
    unit.emit(TalkRecorded(talk.pk, organisation.pk, talked_on))
    return talk


def _require_part_or_secretary(unit: Unit, organisation: Organisation, people: dict[UUID, Person]) -> None:
    reads_all = scope_for(unit.actor, VIEW_TALK).covers(organisation.org_path)
    if not reads_all and unit.actor.person_id not in people:
        raise BadInput("life.talk.not_yours", "只能登记本人参加的谈心谈话。", field="talker_id")


def _credit(unit: Unit, talk: Talk) -> None:
    """The person talked to has been talked to this year; two committee members also count as a pair."""
    period = period_of(PeriodKind.YEAR, talk.talked_on)
    committee = committee_of(talk.organisation_id, talk.talked_on)
    subjects: list[tuple[str, UUID | None]] = [(member_subject(str(talk.talked_to_id)), talk.talked_to_id)]
    if talk.talker_id in committee and talk.talked_to_id in committee:
        subjects.append((pair_subject(str(talk.talker_id), str(talk.talked_to_id)), None))
        # Two committee members talk with each other: each of them has been talked to.
        subjects.append((member_subject(str(talk.talker_id)), talk.talker_id))
    unit.create_many(
        DutyCredit(
            organisation_id=talk.organisation_id,
            org_path=talk.org_path,
            duty=DutyKind.HEART_TO_HEART_TALK.value,
            period_key=period.key,
            subject=subject,
            subject_person_id=person_id,
            happened_on=talk.talked_on,
            satisfies=True,
            talk_id=talk.pk,
        )
        for subject, person_id in subjects
    )
