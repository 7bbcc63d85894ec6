"""The platform's statement beside the books: every difference shown once, decided by people, nothing edited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen, now, today
from dangjian.kernel.errors import BadInput, Conflict, NotFound, Unavailable
from dangjian.kernel.http.paging import PageRequest
from dangjian.work.dues import commands, queries
from dangjian.work.dues.commands import MonthPaid
from dangjian.work.dues.jobs import platforms
from dangjian.work.dues.models import DuesPayment, StatementDifference
from dangjian.work.dues.rules.channels.base import StatementLine
from dangjian.work.dues.rules.channels.comparing import Decision, DifferenceKind, Known, compare
from tests.work.dues.channels.server import Platforms, Trade
from tests.work.dues.kept import MONTH, accounts, order, trial_balance
from tests.work.dues.paid import ALIPAY, account, assessed, begin, money, platforms_here, tell
from tests.world import World, building


@pytest.fixture
def known(world: World, secretary: Actor) -> Iterator[Platforms]:
    assessed(world, secretary)
    with platforms_here() as found:
        yield found


@drawn(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3)),
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(1, 3), st.booleans())),
)
def test_due_4_every_difference_is_found_once(theirs: dict[str, int], ours: dict[str, tuple[int, bool]]) -> None:
    lines = [StatementLine(f"o{key}", key, fen) for key, fen in theirs.items()]
    found = compare(lines, [Known(key, f"o{key}", fen, is_of_day) for key, (fen, is_of_day) in ours.items()])
    expected = {
        **{key: DifferenceKind.MISSING for key in theirs if key not in ours},
        **{key: DifferenceKind.AMOUNT for key in theirs if key in ours and ours[key][0] != theirs[key]},
        **{key: DifferenceKind.ABSENT for key in ours if key not in theirs and ours[key][1]},
    }
    assert {each.transaction_id: each.kind for each in found} == expected
    assert len(found) == len(expected)


def differences(world: World) -> list[StatementDifference]:
    with building(world.tenant_id):
        return list(StatementDifference.objects.order_by("kind", "transaction_id"))


def test_due_4_a_day_that_agrees_has_no_differences(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    opened = begin(world)
    known.pay(opened.number)
    tell(known, at, opened.number)
    known.at = now() + timedelta(days=1)
    with frozen(known.at), acting_as(office):
        platforms.fetch_statement(account_id=at.pk, day=today() - timedelta(days=1))
        (shown,) = queries.list_statements(page=PageRequest(), organisation_id=world.orgs["works"].pk)["items"]
    assert (shown["lines"], shown["total_fen"], shown["waiting"]) == (1, 9000, 0)
    assert differences(world) == []


def test_due_4_differences_are_decided_by_people_and_booked_as_reversals(
    world: World, office: Actor, known: Platforms
) -> None:
    at = account(world, office, known)
    booked, lost = begin(world), begin(world, "first_5")
    known.pay(booked.number)
    tell(known, at, booked.number)
    known.trades[booked.number].state = "NOTPAY"  # the platform has it no more
    known.pay(lost.number)  # of which nothing was heard
    known.extra_lines.append(("4200STRANGE", "SHOP0001", 5_000))
    known.at = now() + timedelta(days=1)
    yesterday = today()
    with frozen(known.at), acting_as(office):
        for _ in range(2):  # fetched again nothing is doubled
            platforms.fetch_statement(account_id=at.pk, day=yesterday)
        absent, *missing = differences(world)
        assert [each.kind for each in (absent, *missing)] == ["absent", "missing", "missing"]
        with pytest.raises(BadInput):
            commands.settle_difference(difference_id=absent.pk, decision=Decision.TAKE, reason="核对")
        with pytest.raises(BadInput):
            commands.settle_difference(difference_id=absent.pk, decision=Decision.REVERSE, reason=" ")
        commands.settle_difference(difference_id=absent.pk, decision=Decision.REVERSE, reason="平台确认未收到")
        for each in missing:
            own = each.order_number == lost.number
            decision = Decision.TAKE if own else Decision.LEAVE
            commands.settle_difference(difference_id=each.pk, decision=decision, reason="商户后台核对")
            with pytest.raises(Conflict):
                commands.settle_difference(difference_id=each.pk, decision=decision, reason="再来一次")
        held = next(row for row in money(world) if row.state == "held")
        assert (held.order_id, held.amount_fen) == (lost.pk, 9000)
        commands.book_held(money_id=held.pk, person_id=world.people["first_5"].pk, months=[MonthPaid(MONTH, 9000)])
        platforms.fetch_statement(account_id=at.pk, day=yesterday)
    assert order(world, "member").paid_fen == 0
    assert order(world, "first_5").paid_fen == 9000
    with building(world.tenant_id):
        assert DuesPayment.objects.filter(reversal__isnull=False).count() == 1, "reversed, not edited"
    assert len(differences(world)) == 3
    assert all(each.decided_at for each in differences(world))
    assert trial_balance(world) == (0, [])
    assert accounts(world)["money"] == 9000


def test_due_4_what_was_missing_and_came_later_settles_itself(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    opened = begin(world)
    known.pay(opened.number)
    paid_at = now()
    known.at = paid_at + timedelta(days=1)
    with frozen(known.at), acting_as(office):
        platforms.fetch_statement(account_id=at.pk, day=today() - timedelta(days=1))
        assert [each.kind for each in differences(world)] == ["missing"]
        platforms.ask_open_orders()
        platforms.fetch_statement(account_id=at.pk, day=today() - timedelta(days=1))
    (row,) = differences(world)
    assert (row.decision, row.finding) == ("leave", "再次对账时已相符")
    assert order(world, "member").paid_fen == 9000


def test_due_4_alipay_statements_are_compared_as_well(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known, ALIPAY)
    opened = begin(world, kind=ALIPAY)
    known.trades[opened.number] = Trade(opened.number, opened.amount_fen, "")
    known.pay(opened.number)
    known.at = now() + timedelta(days=1)
    with frozen(known.at), acting_as(office):
        platforms.fetch_statement(account_id=at.pk, day=today() - timedelta(days=1))
    assert [(each.kind, each.platform_fen) for each in differences(world)] == [("missing", 9000)]


def test_due_4_a_statement_that_cannot_be_had_says_what_to_do(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    with acting_as(office):
        for day in (today(), today() - timedelta(days=91)):
            with pytest.raises(BadInput):
                platforms.fetch_statement(account_id=at.pk, day=day)
        known.is_down = True
        with pytest.raises(Unavailable, match="稍后再试"):
            platforms.fetch_statement(account_id=at.pk, day=today() - timedelta(days=1))
    with acting_as(world.actor("stranger")), pytest.raises(NotFound):
        platforms.fetch_statement(account_id=at.pk, day=today() - timedelta(days=1))
    assert differences(world) == []
