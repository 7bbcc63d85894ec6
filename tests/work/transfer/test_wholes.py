"""A whole branch at once: all or nothing, over committees, so that it can be dissolved."""

from __future__ import annotations

import pytest

from dangjian.directory.members.models import Person
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.transfer import commands, queries
from dangjian.work.transfer.models import Transfer, TransferLetter
from dangjian.work.transfer.rules.checks import Declared
from tests.work.transfer.moved import DECLARED, start, two_committees
from tests.world import SignedInClient, World, building

URL = "/api/v1/work/transfers"


def members(world: World, org: str) -> int:
    with building(world.tenant_id):
        rows = Person.objects.filter(organisation=world.orgs[org], register_state="active")
        return int(rows.exclude(person_category="activist").count())


def test_trf_1_a_whole_branch_goes_over_to_another_committee(world: World) -> None:
    two_committees(world)
    chief = world.actor("chief")
    before = members(world, "first"), members(world, "operations")
    with acting_as(chief):
        begun = commands.start_whole(
            organisation_id=world.orgs["first"].pk, to_organisation_id=world.orgs["operations"].pk, declared=DECLARED
        )
        assert begun.count == before[0]
        assert queries.show_transfer(transfer_id=begun.first_id)["batch_count"] == begun.count
        commands.issue_whole(transfer_id=begun.first_id)
        commands.accept_whole(transfer_id=begun.first_id)
    assert members(world, "first") == before[0], "the committee agreed; nobody is moved yet"
    with acting_as(world.actor("operations_secretary")):
        done = commands.accept_whole(transfer_id=begun.first_id)
    assert (done.count, members(world, "first"), members(world, "operations")) == (begun.count, 0, sum(before))
    with building(world.tenant_id):
        numbers = set(TransferLetter.objects.values_list("number", flat=True))
    assert len(numbers) == begun.count, "each has a letter with a number of its own"


def test_trf_1_one_that_cannot_be_accepted_keeps_all_back(world: World, secretary: Actor) -> None:
    with acting_as(secretary):
        begun = commands.start_whole(
            organisation_id=world.orgs["first"].pk, to_organisation_id=world.orgs["second"].pk, declared=DECLARED
        )
    with building(world.tenant_id):  # somebody was moved at the same moment by another way
        Person.objects.filter(pk=world.people["probationary"].pk).update(organisation=world.orgs["operations"])
    before = members(world, "second")
    with acting_as(world.actor("second_secretary")), pytest.raises(Conflict):
        commands.accept_whole(transfer_id=begun.first_id)
    assert members(world, "second") == before
    with building(world.tenant_id):
        assert not Transfer.objects.filter(state="closed").exists()


def test_trf_1_whoever_is_being_moved_already_is_left_out(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    start(world, secretary, to="operations")
    body = {
        "organisation_id": str(world.orgs["first"].pk),
        "to_organisation_id": str(world.orgs["second"].pk),
        "declared": {"no_discipline_case": True, "file_checked": True},
    }
    told = secretary_client.call("POST", f"{URL}/whole", body).json()
    assert (told["count"], told["skipped"]) == (members(world, "first") - 1, 1)
    again = secretary_client.call("POST", f"{URL}/whole", body)
    assert (again.status_code, again.json()["code"]) == (422, "transfer.whole")


def test_trf_1_a_whole_branch_needs_the_same_checks(world: World, secretary: Actor) -> None:
    given = {"organisation_id": world.orgs["first"].pk, "to_organisation_id": world.orgs["second"].pk}
    with acting_as(secretary):
        with pytest.raises(BadInput) as unchecked:
            commands.start_whole(**given, declared=Declared(no_discipline_case=True, file_checked=False))
        assert unchecked.value.code == "transfer.unchecked"
        single = start(world, secretary)
    with acting_as(world.actor("second_secretary")), pytest.raises(Conflict) as alone:
        commands.accept_whole(transfer_id=single.pk)
    assert alone.value.code == "transfer.no_batch"
