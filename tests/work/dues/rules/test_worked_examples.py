"""Every worked example of the rules, edges first, and properties that hold for all amounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian.work.dues.rules.arrears import DueMonth, advance_problem, payable, state_of, unpaid_run
from dangjian.work.dues.rules.bases import Fixing, fixing_for, why_not
from dangjian.work.dues.rules.kinds import (
    ArrearsState,
    BaseSource,
    FixingMode,
    FixReason,
    PayerKind,
    Rounding,
)
from dangjian.work.dues.rules.money import fen_of, percent, share, yuan
from dangjian.work.dues.rules.months import between, is_month, shift
from dangjian.work.dues.rules.others import LeagueTerms, league_dues, union_contribution, union_fee
from dangjian.work.dues.rules.rates import (
    Assessment,
    Bracket,
    NotAssessable,
    Terms,
    assess,
    bracket_of,
    brackets,
    monthly_average,
)
from dangjian.work.dues.rules.sharing import NOTHING, Sums, goes_up_whole, rolled_up, split

WAGE = (Bracket(300_000, 50), Bracket(500_000, 100), Bracket(1_000_000, 150), Bracket(0, 200))
RETIRED = (Bracket(500_000, 50), Bracket(0, 100))
TERMS = Terms(WAGE, RETIRED, 20, 100, 20, 100_000)
HALF_UP = Rounding.FEN_HALF_UP


def fen(text: str) -> int:
    found = fen_of(text)
    assert found is not None, text
    return found


def owed(kind: PayerKind, base: str, rounding: Rounding = HALF_UP) -> Assessment:
    return assess(kind, TERMS, base=fen(base), rounding=rounding)


@pytest.mark.parametrize(
    ("base", "rate", "amount"),
    [
        ("800.00", 50, "4.00"),
        ("1,999.99", 50, "10.00"),
        ("3,000.00", 50, "15.00"),
        ("3,000.01", 100, "30.00"),
        ("4,200.00", 100, "42.00"),
        ("5,000.00", 100, "50.00"),
        ("5,000.01", 150, "75.00"),
        ("8,888.88", 150, "133.33"),
        ("10,000.00", 150, "150.00"),
        ("10,000.01", 200, "200.00"),
        ("12,345.67", 200, "246.91"),
        ("26,800.00", 200, "536.00"),
        ("49,999.99", 200, "1,000.00"),
    ],
)
def test_due_1_the_rate_holds_for_the_whole_base_by_articles_1_and_2(base: str, rate: int, amount: str) -> None:
    found = owed(PayerKind.WAGE, base)

    assert (found.rate, yuan(found.amount), found.is_capped) == (rate, amount, False)


def test_due_1_above_fifty_thousand_the_amount_stands_at_the_soft_cap() -> None:
    found = owed(PayerKind.WAGE, "60,000.00")

    assert (yuan(found.amount), found.is_capped) == ("1,000.00", True)
    assert "1,200.00" in found.words, "what would be owed without the cap is told"


def test_due_1_a_base_of_one_fen_owes_nothing() -> None:
    assert owed(PayerKind.WAGE, "0.01").amount == 0


@pytest.mark.parametrize(
    ("base", "rate", "amount"),
    [("2,600.00", 50, "13.00"), ("5,000.00", 50, "25.00"), ("5,000.01", 100, "50.00"), ("7,200.00", 100, "72.00")],
)
def test_due_1_retired_members_by_article_5(base: str, rate: int, amount: str) -> None:
    found = owed(PayerKind.RETIRED, base)

    assert (found.rate, yuan(found.amount)) == (rate, amount)


def test_due_1_annual_salary_counts_what_was_received_in_the_month_by_article_3() -> None:
    months = ["9,000.00"] * 11 + ["129,000.00"]
    year = [owed(PayerKind.ANNUAL_SALARY, received) for received in months]

    assert yuan(sum(each.amount for each in year)) == "2,485.00"
    assert yuan(11 * 13_500 + share(fen("129,000.00"), 200)) == "4,065.00", "without the cap"
    averaged = owed(PayerKind.ANNUAL_SALARY, "19,000.00").amount * 12
    assert yuan(averaged) == "4,560.00", "averaging over the year would be wrong"


def test_due_1_the_self_employed_pay_on_last_quarters_monthly_average_by_article_4() -> None:
    base = monthly_average(fen("31,500.00"))

    assert yuan(base) == "10,500.00"
    assert yuan(assess(PayerKind.SELF_EMPLOYED, TERMS, base=base, rounding=HALF_UP).amount) == "210.00"


def test_due_1_students_and_unemployed_pay_a_token_by_article_6() -> None:
    month = assess(PayerKind.TOKEN, TERMS, rounding=HALF_UP).amount

    assert (yuan(month), yuan(12 * month)) == ("0.20", "2.40")


@pytest.mark.parametrize("amount", [20, 60, 100])
def test_due_1_farmers_pay_between_two_jiao_and_one_yuan_by_article_6(amount: int) -> None:
    assert assess(PayerKind.FARMER, TERMS, agreed=amount, rounding=HALF_UP).amount == amount


@pytest.mark.parametrize("amount", [None, 0, 19, 101])
def test_due_1_other_amounts_of_farmers_are_refused(amount: int | None) -> None:
    with pytest.raises(NotAssessable):
        assess(PayerKind.FARMER, TERMS, agreed=amount, rounding=HALF_UP)


def test_due_1_hardship_pays_less_or_nothing_by_article_7() -> None:
    assert assess(PayerKind.EXEMPT, TERMS, rounding=HALF_UP).amount == 0
    assert assess(PayerKind.REDUCED, TERMS, agreed=500, rounding=HALF_UP).amount == 500


def test_due_1_without_a_base_nothing_is_guessed() -> None:
    with pytest.raises(NotAssessable):
        assess(PayerKind.WAGE, TERMS, rounding=HALF_UP)


def test_due_1_admitted_late_in_a_month_owes_the_whole_month_by_article_8() -> None:
    assert yuan(owed(PayerKind.WAGE, "6,000.00").amount) == "90.00"


@pytest.mark.parametrize(
    ("mode", "amounts"),
    [
        (Rounding.FEN_HALF_UP, ["75.00", "133.33", "246.91"]),
        (Rounding.JIAO_FLOOR, ["75.00", "133.30", "246.90"]),
        (Rounding.YUAN_CEIL, ["76.00", "134.00", "247.00"]),
    ],
)
def test_due_1_rounding_works_on_the_exact_product(mode: Rounding, amounts: list[str]) -> None:
    bases = ["5,000.01", "8,888.88", "12,345.67"]

    assert [yuan(owed(PayerKind.WAGE, base, mode).amount) for base in bases] == amounts


def test_due_1_seven_months_behind_six_may_be_paid_the_seventh_is_a_case() -> None:
    months = list(between("2026-04", "2026-10"))
    run = unpaid_run([DueMonth(month, 15_000, 0) for month in months], "2026-11")

    assert (run.months, run.since, yuan(run.owed)) == (7, "2026-04", "1,050.00")
    assert state_of(run.months) is ArrearsState.BREACH
    accepted = payable(months, "2026-11", back=6)
    assert accepted == list(between("2026-05", "2026-10"))
    assert yuan(15_000 * len(accepted)) == "900.00"


@pytest.mark.parametrize(
    ("pay", "fee"),
    [
        ("2,009.99", "10.00"),
        ("3,456.78", "17.25"),
        ("5,678.90", "28.35"),
        ("9,999.99", "49.95"),
        ("10,000.00", "50.00"),
    ],
)
def test_due_1_fee_of_the_trade_union(pay: str, fee: str) -> None:
    assert yuan(union_fee(fen(pay), rate=50, step=1000)) == fee


@pytest.mark.parametrize(
    ("wages", "whole", "up", "kept"),
    [
        ("1,000,000.00", "20,000.00", "8,000.00", "12,000.00"),
        ("2,345,678.90", "46,913.58", "18,765.43", "28,148.15"),
    ],
)
def test_due_1_contribution_to_the_trade_union_by_article_43(wages: str, whole: str, up: str, kept: str) -> None:
    found, parts = union_contribution(fen(wages), rate=200, share_up=4000)

    assert (yuan(found), yuan(parts.up), yuan(parts.kept)) == (whole, up, kept)


@pytest.mark.parametrize(
    ("income", "dues"),
    [
        ("1,999.99", 3), ("2,000", 4), ("2,499.99", 4), ("2,500", 5), ("4,999.99", 9), ("5,000", 10), ("5,499", 10),
        ("5,500", 11), ("9,999.99", 19), ("10,000", 20), ("23,000", 20),
    ],
)  # fmt: skip
def test_due_1_dues_of_the_youth_league(income: str, dues: int) -> None:
    assert league_dues(fen(income), LeagueTerms(200_000, 300, 20, 2_000)) == dues * 100


BASES = st.integers(min_value=0, max_value=10**10)


@given(BASES, st.sampled_from(list(Rounding)))
def test_due_1_dues_grow_with_the_base_and_never_pass_the_cap(base: int, rounding: Rounding) -> None:
    this = assess(PayerKind.WAGE, TERMS, base=base, rounding=rounding)
    more = assess(PayerKind.WAGE, TERMS, base=base + 1, rounding=rounding)

    assert 0 <= this.amount <= more.amount <= TERMS.cap
    if not this.is_capped:
        exact = base * this.rate
        slack = {Rounding.FEN_HALF_UP: 5_000, Rounding.JIAO_FLOOR: 100_000, Rounding.YUAN_CEIL: 1_000_000}[rounding]
        assert abs(this.amount * 10_000 - exact) <= slack


@given(BASES)
def test_due_1_every_base_has_one_bracket(base: int) -> None:
    found = bracket_of(base, WAGE)

    assert sum(1 for each in WAGE if each == found) == 1
    assert found.up_to == 0 or base <= found.up_to


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_due_1_a_share_and_its_rest_add_up(amount: int, rate: int) -> None:
    parts = split(amount, rate)

    assert parts.up + parts.kept == amount
    assert 0 <= parts.up <= amount


@given(st.lists(st.tuples(st.text("012", min_size=1, max_size=5), st.integers(0, 10**9)), max_size=60))
def test_due_1_every_level_is_its_own_sum_and_those_below(leaves: list[tuple[str, int]]) -> None:
    own: dict[str, Sums] = {}
    paths = {""}
    for path, amount in leaves:
        own[path] = own.get(path, NOTHING) + Sums(due=amount, collected=amount)
        paths |= {path[:end] for end in range(len(path) + 1)}
    found = rolled_up(own, paths, 1)

    for path in paths:
        children = [each for each in paths if each and each[:-1] == path]
        below = sum((found[child] for child in children), NOTHING)
        assert found[path] == own.get(path, NOTHING) + below
    assert found[""].due == sum(amount for _, amount in leaves)


@given(st.integers(0, 10**13))
def test_due_1_amounts_read_as_they_are_shown(amount: int) -> None:
    assert fen_of(yuan(amount)) == (amount if amount < 10**12 else None)


@pytest.mark.parametrize("text", ["", "-1", "1.234", "1,23", "abc", "1e3", "１２", ".5", "5."])
def test_due_1_what_is_no_amount_is_refused(text: str) -> None:
    assert fen_of(text) is None


def test_due_1_brackets_of_the_book_must_rise() -> None:
    good = {"step1": {"up_to": 5, "rate": 1}, "step2": {"up_to": 0, "rate": 2}}

    assert brackets(good) == (Bracket(5, 1), Bracket(0, 2))
    with pytest.raises(ValueError, match="rise"):
        brackets({"step1": {"up_to": 5, "rate": 1}, "step2": {"up_to": 4, "rate": 2}, "step3": {"up_to": 0, "rate": 3}})
    with pytest.raises(ValueError, match="edge"):
        brackets({"step1": {"up_to": 5, "rate": 1}})


def test_due_1_the_clock_skips_excused_months_and_a_part_payment_does_not_stop_it() -> None:
    months = [
        DueMonth("2026-04", 100, 100),
        DueMonth("2026-05", 100, 0),
        DueMonth("2026-06", 100, 0, is_excused=True),
        DueMonth("2026-07", 100, 99),
        DueMonth("2026-09", 100, 0),
        DueMonth("2026-11", 100, 0),
    ]

    run = unpaid_run(months, "2026-11")
    assert (run.months, run.since, run.owed) == (3, "2026-05", 201)
    assert [state_of(count) for count in range(7)] == [
        ArrearsState.NONE, ArrearsState.LATE_1, ArrearsState.LATE_2, ArrearsState.LATE_3,
        ArrearsState.WARNING, ArrearsState.WARNING, ArrearsState.BREACH,
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=24))
def test_due_1_the_run_never_counts_paid_or_excused_months(rows: list[tuple[int, int, int, bool]]) -> None:
    months = {index: DueMonth(shift("2025-01", index), due, paid, excused) for index, due, paid, excused in rows}
    run = unpaid_run(months.values(), "2026-12")
    counted = [m for m in months.values() if m.month >= (run.since or "9999") and m.month < "2026-12"]

    assert run.months == sum(1 for m in counted if not m.is_excused and m.due and m.paid < m.due)
    assert not any(m.due and m.paid >= m.due and not m.is_excused for m in counted)


def test_due_1_months_ahead_are_limited() -> None:
    assert advance_problem("2027-05", "2026-11", ahead=6) == ""
    assert "2027-05" in advance_problem("2027-06", "2026-11", ahead=6)
    assert advance_problem("2026-11", "2026-11", ahead=6)


def test_due_1_a_single_thousand_goes_up_whole_by_article_11() -> None:
    assert [goes_up_whole(amount, 100_000) for amount in (99_999, 100_000)] == [False, True]


ENTERED = datetime(2026, 1, 5, tzinfo=UTC)


def test_due_1_the_entry_that_begins_last_holds_and_nothing_is_overwritten() -> None:
    first = Fixing("2026-01", "", ENTERED, "first")
    corrected = Fixing("2026-01", "", ENTERED + timedelta(days=9), "corrected")
    bonus = Fixing("2026-12", "2026-12", ENTERED, "bonus")
    entries = [corrected, first, bonus]

    assert [fixing_for(entries, month).key for month in ("2026-01", "2026-12", "2027-01")] == [  # type: ignore[union-attr]
        "corrected", "bonus", "corrected",
    ]  # fmt: skip
    assert fixing_for(entries, "2025-12") is None
    assert fixing_for([each for each in entries if each.entered_at <= ENTERED], "2026-01") is first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"base": None}, "base_yuan"),
        ({"kind": PayerKind.TOKEN}, "base_yuan"),
        ({"kind": PayerKind.TOKEN, "base": None}, None),
        ({"kind": PayerKind.FARMER, "base": None}, "agreed_yuan"),
        ({"agreed": 5}, "agreed_yuan"),
        ({"kind": PayerKind.EXEMPT, "base": None}, "source"),
        ({"kind": PayerKind.EXEMPT, "base": None, "source": BaseSource.AGREED}, None),
        ({"source": BaseSource.AGREED}, "source"),
        ({"kind": PayerKind.ANNUAL_SALARY}, "reason"),
        ({"kind": PayerKind.ANNUAL_SALARY, "reason": FixReason.RECEIPT}, None),
        ({"has_entry_this_year": True}, "reason"),
        ({"has_entry_this_year": True, "mode": FixingMode.FOLLOW_PAY}, None),
        ({"has_entry_this_year": True, "reason": FixReason.RETIREMENT}, None),
        ({"has_entry_this_year": True, "reason": FixReason.CORRECTION}, None),
    ],
)
def test_due_1_what_may_be_fixed_when(changes: dict[str, object], field: str | None) -> None:
    given: dict[str, object] = {
        "kind": PayerKind.WAGE, "reason": FixReason.PAY_CHANGE, "source": BaseSource.HR_FILE,
        "mode": FixingMode.ANNUAL_FIXED, "has_entry_this_year": False, "base": 500_000, "agreed": None,
    }  # fmt: skip
    problem = why_not(**{**given, **changes})  # type: ignore[arg-type]

    assert (problem[0] if problem else None) == field


def test_due_1_months_and_rates_as_text() -> None:
    assert [shift("2026-11", by) for by in (-11, 0, 2)] == ["2025-12", "2026-11", "2027-01"]
    assert [percent(rate) for rate in (50, 100, 150, 200, 10_000, 20, 5)] == [
        "0.5%", "1%", "1.5%", "2%", "100%", "0.2%", "0.05%",
    ]  # fmt: skip
    assert [is_month(text) for text in ("2026-11", "2026-13", "1999-01", "2026-1", "２０２６-11")] == [
        True, False, False, False, False,
    ]  # fmt: skip
