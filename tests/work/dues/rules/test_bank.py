"""Statements of a bank: headings of several banks, lines that can and cannot be read, candidates with their reasons."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from dangjian.work.dues.rules.bank import BankEntry, Debtor, Unreadable, candidates, columns_of, read_line

COLUMNS = {"day": 0, "amount": 1, "payer": 2, "remark": 3, "reference": 4}
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "heading",
    [
        ["交易日期", "贷方发生额", "对方户名", "摘要", "交易流水号"],
        ["序号", "交易时间", "支出金额", "收入金额（元）", "对方账户名称", "附言"],
        ["日期", "金额"],
    ],
)
def test_due_1_headings_of_banks_are_told(heading: list[str]) -> None:
    found = columns_of([["中国工商银行流水"], [], heading])

    assert found is not None
    row, columns = found
    assert row == 2
    assert {"day", "amount"} <= set(columns)


def test_due_1_a_table_without_amounts_is_no_statement() -> None:
    assert columns_of([["姓名", "日期"]]) is None


@pytest.mark.parametrize(
    ("cells", "amount", "day"),
    [
        (["2026-11-20", "90.00", "王芳", "党费", "1"], 9_000, DAY),
        (["20261120", 90.0, "王芳"], 9_000, DAY),
        ([datetime(2026, 11, 20, 9, 30), 1_234.56], 123_456, DAY),
        (["2026年11月20日", "+1,234.50"], 123_450, DAY),
        (["2026/11/20 10:01:02", 90], 9_000, DAY),
    ],
)
def test_due_1_lines_are_read_to_the_fen(cells: list[Any], amount: int, day: date) -> None:
    found = read_line(5, cells, COLUMNS)

    assert isinstance(found, BankEntry)
    assert (found.amount, found.day) == (amount, day)


@pytest.mark.parametrize("cells", [["2026-11-20", ""], ["", "90.00"], ["2026-11-20", "0.00"], []])
def test_due_1_lines_without_money_coming_in_are_passed_over(cells: list[Any]) -> None:
    assert read_line(5, cells, COLUMNS) is None


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (["2026-11-20", "九十"], "金额不是数字"),
        (["去年", "90.00"], "日期看不懂"),
        (["2026-11-20", 90.005], "金额不是数字"),
    ],
)
def test_due_1_what_cannot_be_read_is_said(cells: list[Any], text: str) -> None:
    assert read_line(5, cells, COLUMNS) == Unreadable(5, text)


def debtor(name: str, *months: tuple[str, int], org: str = "一车间党支部") -> Debtor:
    return Debtor(uuid4(), name, org, months)


def entry(amount: int, payer: str = "", remark: str = "") -> BankEntry:
    return BankEntry(1, DAY, amount, payer, remark, "")


def test_due_1_a_name_and_a_fitting_amount_make_the_first_candidate() -> None:
    fang, wei = debtor("王芳", ("2026-10", 9_000), ("2026-11", 12_000)), debtor("张伟", ("2026-11", 9_000))
    found = candidates(entry(9_000, "王芳", "张伟代转"), [wei, fang])

    assert [each.debtor.name for each in found] == ["王芳", "张伟"]
    assert found[0].months == (("2026-10", 9_000),)
    assert "付款户名与党员姓名一致" in found[0].reasons
    assert any("正好等于2026年10月应交" in reason for reason in found[0].reasons)


def test_due_1_an_amount_alone_names_nobody() -> None:
    assert candidates(entry(9_000, "李四"), [debtor("王芳", ("2026-11", 9_000))]) == []


def test_due_1_an_amount_over_several_months_is_spread_from_the_oldest() -> None:
    found = candidates(entry(20_000, "王芳"), [debtor("王芳", ("2026-10", 9_000), ("2026-11", 9_000))])[0]

    assert (found.months, found.rest) == ((("2026-10", 9_000), ("2026-11", 9_000)), 2_000)
    assert any("与金额不等" in reason for reason in found.reasons)


def test_due_1_people_of_one_name_are_told_apart_by_people() -> None:
    two = [debtor("王芳", ("2026-11", 9_000)), debtor("王芳", ("2026-11", 9_000), org="二车间党支部")]
    found = candidates(entry(9_000, "王芳"), two)

    assert all("有同名党员，请核对支部" in each.reasons for each in found)
    assert isinstance(found[0].debtor.person_id, UUID)
