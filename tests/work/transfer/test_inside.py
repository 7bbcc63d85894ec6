"""Transfers between branches of the enterprise: the way, refusals, two at once, repeated calls, ends from elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.members.commands import move_people, register_leaving, take_over_member
from dangjian.directory.members.models import MembershipChange, Person
from dangjian.directory.organisations.commands import dissolve_organisation
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.testing import assert_command_contract
from dangjian.work.transfer import commands, queries
from dangjian.work.transfer.events import TransferArrived, TransferEnded
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.rules.checks import Declared, TransferCause
from dangjian.work.transfer.rules.states import RefusalReason
from tests.work.transfer.moved import DECLARED, branch_of, fresh, start, two_committees
from tests.world import TODAY, World, building


def todos(world: World, key: str) -> list[str]:
    drain()
    with building(world.tenant_id):
        rows = Todo.objects.filter(source="work.transfer", person_id=world.people[key].pk, state=Todo.OPEN)
        return list(rows.values_list("title", flat=True))


def test_trf_1_between_branches_of_one_committee(world: World, secretary: Actor) -> None:
    transfer = assert_command_contract(
        commands.start_transfer,
        {
            "person_id": world.people["member"].pk,
            "to_organisation_id": world.orgs["second"].pk,
            "cause": TransferCause.JOB,
            "declared": DECLARED,
        },
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[TransferArrived],
        bad=[
            ({"declared": Declared(no_discipline_case=False, file_checked=True)}, "transfer.unchecked"),
            ({"to_organisation_id": world.orgs["first"].pk}, "transfer.same"),
            ({"to_organisation_id": world.orgs["works"].pk}, "transfer.target"),
        ],
    )
    assert (transfer.scope, transfer.state) == ("internal_branch", "in_transit")
    assert branch_of(world, "member") == world.orgs["first"].pk, "the sender is responsible until acceptance"
    assert todos(world, "second_secretary") == ["请接收转入党员：王芳"]

    assert_command_contract(
        commands.accept_transfer,
        {"transfer_id": transfer.pk},
        allowed=world.actor("second_secretary"),
        without_right=world.actor("officer"),
        elsewhere=secretary,
        stranger=world.actor("stranger"),
        events=[_moved_event(), TransferEnded],
    )
    assert branch_of(world, "member") == world.orgs["second"].pk
    assert (fresh(world, transfer).state, fresh(world, transfer).open_person_id) == ("closed", None)
    assert todos(world, "second_secretary") == []
    with building(world.tenant_id):
        change = MembershipChange.objects.get(person=world.people["member"])
        assert (change.reason, change.from_organisation_id) == ("moved", world.orgs["first"].pk)
        told = Message.objects.filter(person_id=world.people["member"].pk, kind="transfer")
        assert told.order_by("-sent_at", "-id").first().title == "组织关系转接已办结"


def _moved_event() -> type:
    from dangjian.directory.members.events import PeopleMoved

    return PeopleMoved


def test_trf_1_between_committees_each_has_a_leg_with_a_limit(world: World, secretary: Actor) -> None:
    two_committees(world)
    transfer = start(world, secretary, to="operations")
    assert (transfer.scope, transfer.state, transfer.now_with) == (
        "internal_committee", "branch_checked", "from_committee",
    )  # fmt: skip
    with acting_as(secretary), pytest.raises(NotAllowed):
        commands.issue_transfer(transfer_id=transfer.pk)
    with acting_as(world.actor("operations_secretary")), pytest.raises(NotFound):
        queries.show_transfer(transfer_id=transfer.pk)  # it has not come there yet
    with acting_as(world.actor("chief")):
        commands.issue_transfer(transfer_id=transfer.pk)
    with acting_as(world.actor("operations_secretary")), pytest.raises(NotFound):
        commands.accept_transfer(transfer_id=transfer.pk)
    with acting_as(world.actor("chief")):
        commands.accept_transfer(transfer_id=transfer.pk)
    assert branch_of(world, "member") == world.orgs["first"].pk
    with frozen(date(2026, 12, 11)), acting_as(world.actor("operations_secretary")):
        commands.accept_transfer(transfer_id=transfer.pk)
        shown = queries.show_transfer(transfer_id=transfer.pk)
    assert branch_of(world, "member") == world.orgs["operations"].pk
    assert [(hop["kind_label"], hop["outcome"], hop["days_overdue"]) for hop in shown["hops"]] == [
        ("转出党支部", "checked", 0), ("转出党委", "issued", 0), ("接收党委", "accepted", 0),
        ("接收党支部", "accepted", 10),
    ]  # fmt: skip
    assert shown["ahead"] == []


def test_trf_1_the_receiving_committee_may_name_another_of_its_branches(world: World, secretary: Actor) -> None:
    two_committees(world)
    chief = world.actor("chief")
    transfer = start(world, world.actor("operations_secretary"), key="other_member", to="first")
    with acting_as(chief):
        commands.issue_transfer(transfer_id=transfer.pk)
        with pytest.raises(BadInput) as refused:
            commands.accept_transfer(transfer_id=transfer.pk, to_organisation_id=world.orgs["operations"].pk)
        assert refused.value.code == "transfer.other_committee"
        commands.accept_transfer(transfer_id=transfer.pk, to_organisation_id=world.orgs["second"].pk)
    with acting_as(world.actor("second_secretary")):
        commands.accept_transfer(transfer_id=transfer.pk)
    assert branch_of(world, "other_member") == world.orgs["second"].pk


def test_trf_1_a_member_asks_and_takes_it_back(world: World, secretary: Actor) -> None:
    given: dict[str, Any] = {
        "to_organisation_id": world.orgs["second"].pk,
        "cause": TransferCause.RESIDENCE,
        "reason": "搬家",
    }
    with acting_as(world.actor("member")):
        asked = commands.ask_transfer(**given)
        with pytest.raises(Conflict) as twice:
            commands.ask_transfer(**given)
        assert twice.value.code == "transfer.blocked"
    assert (asked.state, asked.is_own_request) == ("draft", True)
    assert todos(world, "secretary") == ["请审核转出：王芳"]
    with acting_as(world.actor("officer")), pytest.raises(NotAllowed):
        commands.withdraw_own_transfer(transfer_id=asked.pk)
    with acting_as(world.actor("member")):
        commands.withdraw_own_transfer(transfer_id=asked.pk)
        again = commands.ask_transfer(**given)
    with acting_as(secretary):
        commands.check_transfer(transfer_id=again.pk, declared=DECLARED)
    with acting_as(world.actor("member")):
        with pytest.raises(Conflict) as late:
            commands.withdraw_own_transfer(transfer_id=again.pk)
        mine = queries.my_transfers()
    assert late.value.code == "transfer.not_yours_now"
    assert [row["state"] for row in mine["items"]] == ["in_transit", "withdrawn"]
    assert (mine["can_ask"], mine["branch_name"]) == (False, "一车间党支部")


def test_trf_1_refused_with_a_coded_reason_corrected_and_sent_again(world: World, secretary: Actor) -> None:
    transfer = start(world, secretary)
    second = world.actor("second_secretary")
    assert_command_contract(
        commands.refuse_transfer,
        {"transfer_id": transfer.pk, "refusal": RefusalReason.WRONG_RECEIVER, "remark": "本人在运行党支部"},
        allowed=second,
        without_right=world.actor("officer"),
        elsewhere=secretary,
        stranger=world.actor("stranger"),
        events=[TransferArrived],
        bad=[({"remark": "不行"}, "transfer.refusal_note")],
    )
    assert todos(world, "secretary") == ["请审核转出：王芳"]
    assert todos(world, "second_secretary") == []
    with acting_as(second), pytest.raises(NotAllowed):
        commands.accept_transfer(transfer_id=transfer.pk)
    with acting_as(secretary):
        commands.check_transfer(
            transfer_id=transfer.pk, declared=DECLARED, to_organisation_id=world.orgs["operations"].pk
        )
    assert fresh(world, transfer).refused_for == ""
    with acting_as(world.actor("operations_secretary")):
        commands.accept_transfer(transfer_id=transfer.pk)
    assert branch_of(world, "member") == world.orgs["operations"].pk


def test_trf_1_two_reviewers_at_once(world: World, secretary: Actor) -> None:
    transfer = start(world, secretary)
    second = world.actor("second_secretary")
    with acting_as(second):
        seen = queries.show_transfer(transfer_id=transfer.pk)["version"]
        commands.accept_transfer(transfer_id=transfer.pk, expected_version=seen)
    with acting_as(world.actor("office")):
        with pytest.raises(StaleEdit):
            commands.refuse_transfer(
                transfer_id=transfer.pk,
                refusal=RefusalReason.NOT_HERE,
                remark="本人没有来报到",
                expected_version=seen,
            )
        with pytest.raises(Conflict) as repeated:
            commands.accept_transfer(transfer_id=transfer.pk)
    assert repeated.value.code == "transfer.ended"
    with building(world.tenant_id):
        assert MembershipChange.objects.filter(person=world.people["member"]).count() == 1


def test_trf_1_only_the_sender_takes_back_and_only_before_acceptance(world: World, secretary: Actor) -> None:
    transfer = start(world, secretary)
    with acting_as(world.actor("second_secretary")), pytest.raises(NotAllowed):
        commands.withdraw_transfer(transfer_id=transfer.pk, remark="不要了")
    assert_command_contract(
        commands.withdraw_transfer,
        {"transfer_id": transfer.pk, "remark": "本人不调动了"},
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[TransferEnded],
    )
    with acting_as(world.actor("second_secretary")), pytest.raises(Conflict):
        commands.accept_transfer(transfer_id=transfer.pk)
    assert branch_of(world, "member") == world.orgs["first"].pk
    again = start(world, secretary)
    with acting_as(world.actor("second_secretary")):
        commands.accept_transfer(transfer_id=again.pk)
    with acting_as(secretary), pytest.raises(Conflict):
        commands.withdraw_transfer(transfer_id=again.pk, remark="想要回来")


def test_trf_1_the_receiver_is_dissolved_in_mid_case(world: World, secretary: Actor) -> None:
    transfer = start(world, secretary)
    with acting_as(world.actor("chief")), pytest.raises(Conflict) as blocked:
        branch = queries_org(world, "second")
        dissolve_organisation(organisation_id=branch.pk, expected_version=branch.version, on=TODAY)
    assert "组织关系转接" in blocked.value.text
    with building(world.tenant_id):  # as if it was dissolved at the same moment
        Organisation.objects.filter(pk=world.orgs["second"].pk).update(dissolved_on=TODAY)
    with acting_as(world.actor("office")):
        with pytest.raises(Conflict) as ended:
            commands.accept_transfer(transfer_id=transfer.pk)
        assert ended.value.code == "transfer.receiver_ended"
        commands.refuse_transfer(
            transfer_id=transfer.pk, refusal=RefusalReason.RECEIVER_ENDED, remark="二车间党支部已撤销"
        )
    assert branch_of(world, "member") == world.orgs["first"].pk


def queries_org(world: World, key: str) -> Organisation:
    with building(world.tenant_id):
        found: Organisation = Organisation.objects.get(pk=world.orgs[key].pk)
    return found


@pytest.mark.parametrize("way", ["moved", "left"])
def test_trf_1_somebody_moved_by_another_way_ends_the_transfer(world: World, secretary: Actor, way: str) -> None:
    transfer = start(world, secretary)
    person_id = world.people["member"].pk
    with acting_as(world.actor("chief")):
        if way == "moved":
            move_people(person_ids=[person_id], to_organisation_id=world.orgs["operations"].pk, on=TODAY)
        else:
            register_leaving(person_id=person_id, reason="deceased", on=TODAY)
    with acting_as(world.actor("second_secretary")), pytest.raises(Conflict) as gone:
        commands.accept_transfer(transfer_id=transfer.pk)
    assert gone.value.code == "directory.member.not_there"
    drain()
    assert fresh(world, transfer).state == "withdrawn"
    assert todos(world, "second_secretary") == []


def test_trf_1_who_is_no_member_or_suspended_is_not_moved(world: World, secretary: Actor) -> None:
    with pytest.raises(Conflict) as no_member:
        start(world, secretary, key="activist")
    assert "只有党员" in no_member.value.text
    with building(world.tenant_id):
        Person.objects.filter(pk=world.people["member"].pk).update(membership_status="suspended")
    with pytest.raises(Conflict) as suspended:
        start(world, secretary)
    assert "停止党籍" in suspended.value.text
    with building(world.tenant_id):
        assert not Transfer.objects.exists()


def test_trf_1_taking_over_needs_the_right_at_the_receiving_branch(world: World, secretary: Actor) -> None:
    given: dict[str, Any] = {
        "person_id": world.people["member"].pk,
        "from_organisation_id": world.orgs["first"].pk,
        "to_organisation_id": world.orgs["second"].pk,
        "on": TODAY,
    }
    for key in ("secretary", "operations_secretary", "officer", "stranger"):
        with acting_as(world.actor(key)), pytest.raises((NotFound, NotAllowed)):
            take_over_member(**given)
    with acting_as(world.actor("second_secretary")):
        with pytest.raises(BadInput):
            take_over_member(**{**given, "on": date(2026, 12, 1)})
        with pytest.raises(Conflict):
            take_over_member(**{**given, "from_organisation_id": world.orgs["operations"].pk})
