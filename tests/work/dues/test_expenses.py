"""Use of dues: decided together, booked once by a second person, reversed with a reason, published without names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.files import readable_file
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from dangjian.work.dues import commands, queries
from dangjian.work.dues.events import DuesExpenseRecorded, DuesExpenseSettled
from dangjian.work.dues.models import DuesExpense
from dangjian.work.dues.rules.using import DecidingBody, ExpensePurpose
from tests.work.dues.kept import MONTH, accounts, trial_balance
from tests.work.dues.used import funded, given, receipt, share, spend
from tests.world import TODAY, SignedInClient, World, building

URL = "/api/v1/work/dues"
NEXT = date(2026, 12, 5)


def todos(world: World) -> set[UUID]:
    with building(world.tenant_id):
        rows = Todo.objects.filter(source="work.dues.expense", state=Todo.OPEN)
        return set(rows.values_list("person_id", flat=True))


def test_due_1_an_expense_is_booked_once_by_a_second_person(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    with acting_as(secretary):
        files = (receipt(),)
    entry = given(world, file_ids=files)
    made = assert_command_contract(
        commands.record_expense,
        {"entry": entry},
        allowed=secretary,
        without_right=world.actor("member"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesExpenseRecorded],
    )
    assert accounts(world).get("spent", 0) == 0, "nothing is booked before a second person agrees"
    assert made.clause.startswith("《关于中国共产党党费收缴、使用和管理的规定》第十九条")
    drain()
    assert todos(world) == {world.people["deputy"].pk}, "the branch's other keeper, never the one who recorded it"
    with acting_as(secretary), pytest.raises(Conflict, match="另一名"):
        commands.approve_expense(expense_id=made.pk)

    assert_command_contract(
        commands.approve_expense,
        {"expense_id": made.pk},
        allowed=world.actor("deputy"),
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesExpenseSettled],
    )
    assert (accounts(world)["spent"], accounts(world)["money"]) == (10_000, 62_000)
    drain()
    assert not todos(world)
    with acting_as(world.actor("deputy")), pytest.raises(Conflict, match="已入账"):
        commands.approve_expense(expense_id=made.pk)
    assert accounts(world)["spent"] == 10_000
    assert trial_balance(world) == (0, [])


def test_due_1_an_expense_is_reversed_with_a_reason_and_both_stay(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    before = accounts(world)
    with acting_as(secretary):
        made = spend(world)
        with pytest.raises(Conflict, match="只有已入账"):
            commands.reverse_expense(expense_id=made.pk, reason="早了")
    with acting_as(world.actor("deputy")):
        commands.approve_expense(expense_id=made.pk)
    assert_command_contract(
        commands.reverse_expense,
        {"expense_id": made.pk, "reason": "书店退货退款"},
        allowed=world.actor("deputy"),
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesExpenseSettled],
        bad=[({"reason": " "}, "dues.expense.reason")],
    )
    assert accounts(world) == before
    assert trial_balance(world) == (0, [])
    with acting_as(world.actor("deputy")), pytest.raises(Conflict):
        commands.reverse_expense(expense_id=made.pk, reason="再来一次")
    with acting_as(secretary):
        shown = queries.get_expense(expense_id=made.pk)
    assert (shown["state_label"], shown["reversed_reason"]) == ("已冲销", "书店退货退款")


def test_due_1_refused_and_withdrawn_expenses_book_nothing(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    before = accounts(world)
    with acting_as(secretary):
        first, second = spend(world), spend(world)
        with pytest.raises(Conflict, match="另一名"):
            commands.refuse_expense(expense_id=first.pk, reason="自己不同意自己")
    common: dict[str, Any] = {"without_right": world.actor("member"), "stranger": world.actor("stranger")}
    common |= {"elsewhere": world.actor("operations_secretary"), "events": [DuesExpenseSettled]}
    wrong = [({"reason": ""}, "dues.expense.reason")]
    refused = {"expense_id": first.pk, "reason": "用途写得不清楚"}
    assert_command_contract(commands.refuse_expense, refused, allowed=world.actor("deputy"), bad=wrong, **common)
    with acting_as(world.actor("deputy")), pytest.raises(Conflict, match="只有登记人"):
        commands.withdraw_expense(expense_id=second.pk, reason="别人登记的")
    withdrawn = {"expense_id": second.pk, "reason": "金额写错了"}
    assert_command_contract(commands.withdraw_expense, withdrawn, allowed=secretary, bad=wrong, **common)
    assert accounts(world) == before
    for one in (first, second):
        with acting_as(world.actor("deputy")), pytest.raises(Conflict, match="不能再办理"):
            commands.approve_expense(expense_id=one.pk)
    drain()
    with building(world.tenant_id):
        told = Message.objects.filter(kind="dues_expense_refused")
        assert [each.person_id for each in told] == [world.people["secretary"].pk]


IMPOSSIBLE: tuple[tuple[dict[str, Any], str], ...] = (
    ({"amount_fen": 36_001}, "amount_yuan"),  # half of 720.00 has to be passed up
    ({"amount_fen": 0}, "amount_yuan"),
    ({"spent_on": TODAY + timedelta(days=1)}, "spent_on"),
    ({"spent_on": TODAY - timedelta(days=1), "decided_on": TODAY - timedelta(days=2)}, "spent_on"),  # no money yet
    ({"decided_on": TODAY + timedelta(days=1)}, "decided_on"),
    ({"payee": " "}, "payee"),
    ({"subject": "书"}, "subject"),
    ({"file_ids": ()}, "file_ids"),
)


def test_due_1_impossible_expenses_are_refused(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    for changes, field in IMPOSSIBLE:
        with acting_as(secretary), pytest.raises(BadInput) as problem:
            spend(world, **changes)
        assert [each.path for each in problem.value.fields] == [field], changes
    with building(world.tenant_id):
        assert not DuesExpense.objects.exists()


def test_due_1_what_waits_and_what_goes_up_cannot_be_spent_again(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    with acting_as(secretary):
        first = spend(world, amount_fen=36_000)
        with pytest.raises(BadInput, match="超过可以使用的党费 0"):
            spend(world, amount_fen=1)
    share(world, chief, 6_000)
    with acting_as(world.actor("deputy")), pytest.raises(Conflict, match="应上缴 432"):
        commands.approve_expense(expense_id=first.pk)
    share(world, chief, 5_000)
    with acting_as(world.actor("deputy")):
        commands.approve_expense(expense_id=first.pk)
    with frozen(NEXT), acting_as(secretary):
        sent = commands.send_remittance(organisation_id=world.orgs["first"].pk, last_month=MONTH, sent_on=NEXT)
    assert sent.amount_fen == 36_000, "what was spent does not lower what is passed up"
    assert "money" not in accounts(world)


def test_due_1_a_committee_decides_in_its_own_meeting_and_forbidden_uses_are_told(
    world: World, chief: Actor, secretary: Actor
) -> None:
    funded(world, chief)
    with acting_as(world.actor("office")), pytest.raises(BadInput, match="党委（党总支）会议"):
        spend(world, "works", decided_in=DecidingBody.BRANCH_COMMITTEE)
    old = date(2016, 5, 1)
    with acting_as(secretary), pytest.raises(BadInput, match="不在党费使用范围内"):
        spend(world, purpose=ExpensePurpose.ACTIVITIES, on=old)
    with acting_as(secretary):
        found = queries.funds(organisation_id=world.orgs["first"].pk)
    assert (found["held_fen"], found["owed_up_fen"], found["available_fen"]) == (72_000, 36_000, 36_000)
    assert [each["value"] for each in found["purposes"]] == [each.value for each in ExpensePurpose]


def test_due_1_the_statement_shows_what_was_used(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    with acting_as(secretary):
        made = spend(world)
    with acting_as(world.actor("deputy")):
        commands.approve_expense(expense_id=made.pk)
    with acting_as(chief):
        found = queries.statement(
            organisation_id=world.orgs["group"].pk, first_month=MONTH, last_month=MONTH, whole_tree=True
        )
        later = queries.statement(
            organisation_id=world.orgs["first"].pk, first_month="2026-12", last_month="2026-12", whole_tree=True
        )
    lines = {line["org_name"]: line for line in found["items"]}
    branch = lines["一车间党支部"]
    names = ("opening_fen", "own_collected_fen", "passed_up_fen", "own_spent_fen", "closing_fen")
    assert [branch[name] for name in names] == [0, 72_000, 0, 10_000, 62_000]
    assert lines["集团党委"]["spent_fen"] == 10_000
    assert (later["items"][0]["opening_fen"], later["items"][0]["closing_fen"]) == (62_000, 62_000)


def test_due_1_a_year_is_published_by_purpose_without_pay_payee_or_balance(
    world: World, chief: Actor, secretary: Actor
) -> None:
    funded(world, chief)
    with acting_as(secretary):
        made = [
            spend(world, purpose=ExpensePurpose.HARDSHIP, payee="王芳", amount_fen=5_000),
            spend(world, amount_fen=10_000),
            spend(world, amount_fen=1_000),
        ]
    with acting_as(world.actor("deputy")):
        for one in made:
            commands.approve_expense(expense_id=one.pk)
        commands.reverse_expense(expense_id=made[2].pk, reason="重复登记")
    asked: dict[str, Any] = {"organisation_id": world.orgs["first"].pk, "year": 2026}
    with acting_as(world.actor("member")):
        assert queries.year_publicity(**asked)["collected_fen"] == 0, "a month that is not over tells no sum"
        with frozen(NEXT):
            shown = queries.year_publicity(**asked)
    assert (shown["published_months"], shown["collected_fen"], shown["spent_fen"]) == (1, 72_000, 15_000)
    assert [(each["count"], each["amount_fen"]) for each in shown["uses"]] == [(1, 10_000), (1, 5_000)]
    assert "王芳" not in str(shown)
    with acting_as(world.actor("other_member")), pytest.raises(NotFound):
        queries.year_publicity(**asked)


def test_due_1_expenses_over_http(world: World, chief: Actor, secretary_client: SignedInClient) -> None:
    funded(world, chief)
    place = str(world.orgs["first"].pk)
    with acting_as(world.actor("secretary")):
        file_id = receipt()
    body = {"organisation_id": place, "purpose": "training", "amount_yuan": "120.50", "spent_on": str(TODAY)}
    body |= {"payee": "市委党校", "subject": "入党积极分子培训", "decided_in": "branch_meeting"}
    body |= {"decided_on": str(TODAY), "file_ids": [str(file_id)]}  # type: ignore[dict-item]  # a body of JSON
    made = secretary_client.call("POST", f"{URL}/expenses", body)
    assert made.status_code == 201
    one = f"{URL}/expenses/{made.json()['id']}"
    assert secretary_client.call("POST", f"{one}/approve", {}).json()["code"] == "dues.expense.second_person"
    assert world.client("deputy").call("POST", f"{one}/approve", {}).status_code == 204
    shown = world.client("leader").fetch(one).json()
    assert (shown["state"], shown["amount_fen"], shown["files"][0]["file_name"]) == ("booked", 12_050, "发票.png")
    for who in ("member", "operations_secretary", "stranger"):
        client = world.client(who)
        assert client.fetch(one).status_code in {403, 404}, who
        with acting_as(world.actor(who)), pytest.raises(NotFound):
            readable_file(file_id=file_id)
    with acting_as(world.actor("leader")):
        assert readable_file(file_id=file_id).file_name == "发票.png"

    def more() -> None:
        with acting_as(world.actor("secretary")):
            spend(world, amount_fen=100)
            spend(world, amount_fen=200)

    rows = assert_list_contract(
        secretary_client,
        f"{URL}/expenses",
        queries=4,
        more=more,
        foreigner=world.client("stranger"),
        query={"organisation_id": place},
    )
    assert sorted(row["amount_fen"] for row in rows) == [100, 200, 12_050]


def test_sec_data_04_an_expense_is_never_rewritten(world: World, chief: Actor, secretary: Actor) -> None:
    funded(world, chief)
    with acting_as(secretary):
        made = spend(world)
    with acting_as(world.actor("deputy")):
        commands.approve_expense(expense_id=made.pk)
        commands.reverse_expense(expense_id=made.pk, reason="退货")
    for changes in ({"amount_fen": 1}, {"payee": "他人"}, {"state": "booked"}, {"reversed_reason": "没有这回事"}):
        with building(world.tenant_id), pytest.raises(DatabaseError, match="booked once"), transaction.atomic():
            DuesExpense.objects.filter(pk=made.pk).update(**changes)
    with building(world.tenant_id), pytest.raises(DatabaseError, match="booked once"), transaction.atomic():
        DuesExpense.objects.filter(pk=made.pk).delete()
