"""Whatever is done in whatever order: one branch, one open stay, one open case; only a decision suspends anybody."""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import UUID

import pytest

from dangjian.directory.members.commands import move_people, register_leaving
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.clock import add_months, frozen
from dangjian.kernel.errors import Problem
from dangjian.kernel.events.delivery import drain
from dangjian.work.standing import commands
from dangjian.work.standing.models import ContactCase, MobileStay, StandingDecision, StayGuest
from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import CaseState, DecisionKind, Means
from dangjian.work.standing.rules.stays import Direction, EntryKind, WhyKept
from tests.machines import seeds
from tests.world import TODAY, World, building

PEOPLE = ("member", "officer", "second_3")
ACTORS = ("secretary", "second_secretary", "operations_secretary", "office", "chief", "member")
BRANCHES = ("first", "second", "operations")
SEEDS = seeds("STANDING_RUNS", 4)
STEPS = 45


def act(world: World, chance: Random, today: date) -> None:
    """One thing that somebody does, or the daily look; refusals are a part of it."""
    key, branch = chance.choice(PEOPLE), world.orgs[chance.choice(BRANCHES)].pk
    person_id, what = world.people[key].pk, chance.randrange(16)
    if what <= 2:
        with acting_as(system_actor(world.tenant_id, "test")):
            commands.agree_with_register()
            commands.open_due_cases()
            commands.bring_due_cases()
        return
    with building(world.tenant_id):
        stays = [pk for (pk,) in MobileStay.objects.order_by("created_at", "id").values_list("pk")]
        cases = [pk for (pk,) in ContactCase.objects.order_by("created_at", "id").values_list("pk")]
    with acting_as(world.actor(chance.choice(ACTORS))):
        if what == 3:
            commands.start_stay(
                person_id=person_id, away_from=today, expected_until=add_months(today, 8), place="酒泉项目部",
                direction=chance.choice([Direction.CROSS_PROVINCE, Direction.ABROAD]), why_kept=WhyKept.EMPLOYED_HERE,
                host_id=chance.choice([None, branch]),
            )  # fmt: skip
        elif what == 4:
            since = add_months(today, -chance.randrange(10))
            commands.open_case(person_id=person_id, since=since, reason="电话停机")
        elif what == 5 and chance.random() < 0.3:
            move_people(person_ids=[person_id], to_organisation_id=branch, on=today)
        elif what == 6 and chance.random() < 0.05:
            register_leaving(person_id=person_id, reason="deceased", on=today)
        elif what <= 10 and stays:
            _on_stay(chance, chance.choice(stays[-3:]), branch, today)
        elif cases:
            _on_case(chance, chance.choice(cases[-3:]), today)


def _on_stay(chance: Random, stay_id: UUID, branch: UUID, today: date) -> None:
    what = chance.randrange(7)
    if what == 0:
        commands.ask_host(stay_id=stay_id, host_id=branch)
    elif what <= 2:
        commands.answer_host(stay_id=stay_id, accepts=chance.random() < 0.7)
    elif what == 3:
        commands.confirm_attendance(stay_id=stay_id, happened_on=today, text="支部大会")
    elif what == 4:
        commands.note_contact(stay_id=stay_id, kind=EntryKind.CONTACT, happened_on=today, text="电话联系")
    elif what == 5:
        commands.end_hosting(stay_id=stay_id, reason="调往别处")
    else:
        commands.end_stay(stay_id=stay_id, on=today, reason="返回")


def _on_case(chance: Random, case_id: UUID, today: date) -> None:
    kind = chance.choice(list(DecisionKind))
    if chance.random() < 0.4:
        reached = chance.random() < 0.4
        commands.log_attempt(case_id=case_id, happened_on=today, means=Means.VISIT, is_reached=reached, text="走访")
    elif kind in {DecisionKind.CONTINUE, DecisionKind.NO_MEASURE}:
        until = add_months(today, 3)
        commands.settle_case(case_id=case_id, kind=kind, decided_on=today, body="支委会", until=until)
    else:
        commands.decide_case(
            case_id=case_id, kind=kind, decided_on=today, body="党总支", document_no="1 号", until=add_months(today, 6)
        )


def agree(world: World, today: date) -> None:
    """What holds after each step."""
    with building(world.tenant_id):
        people = {row.pk: row for row in Person.objects.filter(pk__in=[world.people[key].pk for key in PEOPLE])}
        stays, cases = list(MobileStay.objects.all()), list(ContactCase.objects.all())
        guests, decided = list(StayGuest.objects.all()), list(StandingDecision.objects.all())
        open_relations = dict(OrgRelation.objects.filter(valid_to=None).values_list("person_id", "organisation_id"))
    for row in people.values():
        if row.register_state == "active":
            assert open_relations[row.pk] == row.organisation_id, "a guest has no second relation"
        suspensions = sum(one.kind == "suspend" for one in decided if one.person_id == row.pk)
        restored = sum(one.kind == "restore" for one in decided if one.person_id == row.pk)
        assert (row.membership_status == "suspended") == (suspensions > restored), "only a decision suspends"
    for rows in (stays, cases):
        assert len([one for one in rows if one.open_person_id]) == len({o.open_person_id for o in rows} - {None})
    for stay in stays:
        assert (stay.open_person_id is None) == (stay.state == "ended")
        states = [guest.state for guest in guests if guest.stay_id == stay.pk]
        assert states.count("confirmed") == (stay.state == "hosted")
        assert states.count("asked") == (stay.state == "asked")
        if stay.open_person_id:
            assert people[stay.person_id].organisation_id == stay.organisation_id
    for case in cases:
        assert (case.open_person_id is None) == (case.state in contact.ENDED)
        assert (case.suspended_on is not None) or case.state not in contact.AFTER_SUSPENSION
        if case.open_person_id:
            assert people[case.person_id].register_state == "active"
        if case.state == CaseState.STRUCK_OFF:
            assert case.suspended_on is not None
            assert add_months(case.suspended_on, 24) <= today


@pytest.mark.parametrize("seed", SEEDS)
def test_mem_5_no_order_of_steps_leaves_a_member_between_states(world: World, seed: int) -> None:
    chance, today, done = Random(seed), TODAY, 0
    for _ in range(STEPS):
        today = add_months(today, chance.choice([0, 0, 1, 4]))
        with frozen(today):
            try:
                act(world, chance, today)
                done += 1
            except Problem:
                pass
            drain()
            agree(world, today)
    assert done > 8, "some steps must do something"
