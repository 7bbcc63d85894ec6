"""Whatever is done in whatever order: a member is in exactly one branch, and only an acceptance moves anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

import pytest

from dangjian.directory.members.commands import move_people
from dangjian.directory.members.models import MembershipChange
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import Problem
from dangjian.kernel.events.delivery import drain
from dangjian.work.transfer import commands
from dangjian.work.transfer.models import Transfer, TransferHop
from dangjian.work.transfer.rules.checks import TransferCause
from dangjian.work.transfer.rules.states import ENDED, RefusalReason, TransferState, may_follow
from tests.machines import seeds
from tests.work.transfer.moved import DECLARED, branch_of, start, two_committees
from tests.world import TODAY, World, building

PEOPLE = ("member", "officer", "second_3", "other_member")
ACTORS = ("secretary", "second_secretary", "operations_secretary", "office", "chief", *PEOPLE)
BRANCHES = ("first", "second", "operations", "headquarters")
SEEDS = seeds("TRANSFER_RUNS", 6)
STEPS = 40


def act(world: World, chance: Random) -> str:
    """One thing that somebody does; refusals are a part of it. Returns whom an acceptance was about, if any."""
    key, to = chance.choice(PEOPLE), world.orgs[chance.choice(BRANCHES)].pk
    actor = world.actor(chance.choice(ACTORS))
    with building(world.tenant_id):
        ids = [pk for (pk,) in Transfer.objects.order_by("created_at", "id").values_list("pk")]
    one: UUID | None = chance.choice(ids[-4:]) if ids else None
    what = chance.randrange(11)
    if what <= 1:
        start(world, actor, key=key, to_organisation_id=to)
        return ""
    with acting_as(actor):
        if what == 2:
            commands.ask_transfer(to_organisation_id=to, cause=TransferCause.JOB)
        elif what == 10:
            move_people(person_ids=[world.people[key].pk], to_organisation_id=to, on=TODAY)
            return key
        elif one is None:
            return ""
        elif what == 3:
            commands.check_transfer(transfer_id=one, declared=DECLARED, to_organisation_id=to)
        elif what == 4:
            commands.issue_transfer(transfer_id=one)
        elif what in {5, 6}:
            commands.accept_transfer(transfer_id=one, to_organisation_id=chance.choice([None, to]))
        elif what == 7:
            commands.refuse_transfer(transfer_id=one, refusal=RefusalReason.NOT_HERE, remark="本人没有来报到")
        elif what == 8:
            commands.withdraw_transfer(transfer_id=one, remark="不办了")
        else:
            commands.withdraw_own_transfer(transfer_id=one)
    return ""


@contextmanager
def watched(world: World) -> Iterator[None]:
    """Compare before and after one step."""
    before = {key: branch_of(world, key) for key in PEOPLE}
    states = _states(world)
    gains = _gains(world)
    yield
    after = {key: branch_of(world, key) for key in PEOPLE}
    moved = [key for key in PEOPLE if before[key] != after[key]]
    assert _gains(world) - gains == len(moved) <= 1, "each move is one line of the statistics"
    for pk, (state, _) in _states(world).items():
        then = states.get(pk, (state, None))[0]
        assert state == then or _reachable(then, state), f"{then} → {state}"
    drain()
    _agree(world)


def _reachable(then: str, now: str) -> bool:
    """One step, or acceptance with the end that follows at once."""
    state = TransferState(then)
    return may_follow(state, TransferState(now)) or (
        may_follow(state, TransferState.ACCEPTED) and now == TransferState.CLOSED
    )


def _states(world: World) -> dict[UUID, tuple[str, UUID]]:
    with building(world.tenant_id):
        return {row.pk: (row.state, row.person_id) for row in Transfer.objects.all()}


def _gains(world: World) -> int:
    with building(world.tenant_id):
        return int(MembershipChange.objects.count())


def _agree(world: World) -> None:
    with building(world.tenant_id):
        rows = list(Transfer.objects.all())
        hops = list(TransferHop.objects.order_by("number"))
    open_ones = [row.person_id for row in rows if row.open_person_id is not None]
    assert len(open_ones) == len(set(open_ones)), "nobody is moved twice at once"
    for row in rows:
        legs = [hop for hop in hops if hop.transfer_id == row.pk]
        assert [hop.number for hop in legs] == list(range(1, len(legs) + 1))
        at_hand = [hop.kind for hop in legs if hop.left_on is None]
        assert at_hand == ([] if row.state in ENDED else [row.now_with]), row.state
        assert (row.open_person_id is None) == (row.state in ENDED)
        assert (row.accepted_on is not None) == (row.state == "closed")
        holder = next((hop for hop in legs if hop.left_on is None), None)
        if holder is not None and holder.organisation_id is not None:
            assert holder.org_path == next(
                org.org_path for org in world.orgs.values() if org.pk == holder.organisation_id
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_trf_1_no_order_of_steps_leaves_a_member_between_two_branches(world: World, seed: int) -> None:
    chance = Random(seed)
    two_committees(world)
    done = 0
    for _ in range(STEPS):
        with frozen(TODAY), watched(world):
            try:
                act(world, chance)
                done += 1
            except Problem:
                continue
    assert done > 4, "some steps must do something"
