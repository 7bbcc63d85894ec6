"""Every row of data standards 6.3: what is accepted, what comes out, what is refused and why."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from dangjian.foundation.tabular.normalise.choices import (
    choice_normaliser,
    normalise_degree,
    normalise_education,
    normalise_ethnic_group,
    normalise_sex,
    normalise_yes_no,
)
from dangjian.foundation.tabular.normalise.dates import certainly_before, first_day, normalise_date, precision
from dangjian.foundation.tabular.normalise.numbers import (
    count_normaliser,
    normalise_amount,
    normalise_credit_code,
    normalise_identity_number,
    phone_normaliser,
)
from dangjian.foundation.tabular.normalise.outcome import Outcome
from dangjian.foundation.tabular.normalise.text import normalise_name, text_normaliser
from dangjian.foundation.tabular.prescan import UNCALCULATED


def _short(outcome: Outcome) -> tuple[Any, str]:
    return outcome.value, outcome.fault.code if outcome.fault else ""


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2010-07-01", "2010-07-01"),
        ("2010/7/1", "2010-07-01"),
        ("2010.7.1", "2010-07-01"),
        ("20100701", "2010-07-01"),
        ("2010年7月1日", "2010-07-01"),
        (40360.0, "2010-07-01"),
        (40360, "2010-07-01"),
        ("40360", "2010-07-01"),
        (20100701.0, "2010-07-01"),
        (date(2010, 7, 1), "2010-07-01"),
        (datetime(2010, 7, 1, 8, 30), "2010-07-01"),
        ("2010-07-01 00:00:00", "2010-07-01"),
        ("2010-07-01T08:30:00", "2010-07-01"),
        (" ２０１０－０７－０１ ", "2010-07-01"),
        ("2010 年 7 月 1 日", "2010-07-01"),
        ("'2010-07-01", "2010-07-01"),
        ("二〇一〇年七月一日", "2010-07-01"),
        ("二○一○年十二月三十一日", "2010-12-31"),
        ("2010.07", "2010-07"),
        ("201007", "2010-07"),
        (201007.0, "2010-07"),
        (2010.07, "2010-07"),
        (2010.12, "2010-12"),
        ("2010年7月", "2010-07"),
        ("2010-7", "2010-07"),
        ("2010/07", "2010-07"),
        ("2010.1", "2010-01"),
        ("二〇一〇年七月", "2010-07"),
        ("", None),
        ("—", None),
        ("无", None),
    ],
)
def test_date_is_accepted(cell: Any, value: str | None) -> None:
    assert _short(normalise_date(cell)) == (value, "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2010-02-30", "date.not_in_calendar"),
        ("1900-01-00", "date.zero"),
        (time(0, 0), "date.zero"),
        ("10.7.1", "date.two_digit_year"),
        ("85年3月", "date.two_digit_year"),
        ("2010.13", "date.not_in_calendar"),
        (2010.1, "date.ambiguous_month"),
        ("2010", "date.year_only"),
        (2010.0, "date.year_only"),
        ("7/1/2010", "date.day_order"),
        ("不详", "date.unreadable"),
        ("2010-07-01至2011-07-01", "date.extra_text"),
        ("3010-07-01", "date.out_of_range"),
        (True, "date.unreadable"),
        ("#N/A", "cell.formula_error"),
        (UNCALCULATED, "cell.formula_uncalculated"),
    ],
)
def test_date_is_refused_with_the_cure(cell: Any, code: str) -> None:
    outcome = normalise_date(cell)
    assert _short(outcome) == (None, code)
    assert outcome.fault is not None
    assert outcome.fault.text.endswith("。")


def test_month_as_number_that_lost_its_zero_is_asked_not_guessed() -> None:
    outcome = normalise_date(2010.1)
    assert outcome.value is None
    assert outcome.fault is not None
    assert (outcome.fault.level, outcome.fault.suggestion) == ("warning", "2010-10")


def test_precision_and_order_of_dates() -> None:
    assert (first_day("2010-07"), precision("2010-07"), precision("2010-07-01")) == (date(2010, 7, 1), "month", "day")
    assert certainly_before("2010-06-30", "2010-07")
    assert not certainly_before("2010-07", "2010-07-15")
    assert not certainly_before("2010-07-15", "2010-07")


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("11010519491231002X", "11010519491231002X", ""),
        ("11010519491231002x", "11010519491231002X", ""),
        (" 1101 0519 4912 3100 2X ", "11010519491231002X", ""),
        ("'440524188001010014", "440524188001010014", ""),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", ""),
        ("130503670401001", "130503196704010016", ""),
        (130503670401001.0, "130503196704010016", ""),
        ("110105194912310020", None, "id.check_digit"),
        ("110105194902300020", None, "id.date"),
        ("1.10105E+17", None, "id.precision_lost"),
        (1.10105194912310e17, None, "id.precision_lost"),
        ("110105194912310000", None, "id.precision_lost"),
        ("1101051949123100", None, "id.shape"),
        ("110105********002X", None, "id.masked"),
        ("E12345678", None, "id.other_document"),
        ("无", None, ""),
    ],
)
def test_identity_number(cell: Any, value: str | None, code: str) -> None:
    assert _short(normalise_identity_number(cell)) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("张三", "张三", ""),
        ("张  三", "张三", ""),
        ("张\u3000三", "张三", ""),
        ("张\u00a0三", "张三", ""),
        ("张\n三", "张三", ""),
        ("阿不都热依木·买买提", "阿不都热依木·买买提", ""),
        ("阿不都热依木．买买提", "阿不都热依木·买买提", ""),
        ("阿不都热依木•买买提", "阿不都热依木·买买提", ""),
        ("阿不都热依木 · 买买提", "阿不都热依木·买买提", ""),
        ("古丽.买买提", "古丽·买买提", ""),
        ("㐂田", "㐂田", ""),
        ("John Smith", "John Smith", "name.letters"),
        ("张三1", None, "name.foreign_signs"),
        ("张三（预备）", None, "name.foreign_signs"),
        ("张", "张", "name.unusual"),
        ("", None, ""),
    ],
)
def test_name(cell: Any, value: str | None, code: str) -> None:
    assert _short(normalise_name(cell)) == (value, code)


def test_name_with_remark_suggests_the_bare_name() -> None:
    fault = normalise_name("张三（预备）").fault
    assert fault is not None
    assert fault.suggestion == "张三"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("男", "male"),
        ("女", "female"),
        ("男性", "male"),
        ("女性", "female"),
        ("1", "male"),
        (2.0, "female"),
        ("M", "male"),
        ("f", "female"),
    ],
)
def test_sex(cell: Any, value: str) -> None:
    assert _short(normalise_sex(cell)) == (value, "")


def test_sex_unknown_is_refused() -> None:
    assert _short(normalise_sex("中")) == (None, "sex.unknown")


@pytest.mark.parametrize("cell", ["汉", "汉族", "01", "1", 1.0, "HA"])
def test_ethnic_group_han(cell: Any) -> None:
    assert _short(normalise_ethnic_group(cell)) == ("01", "")


def test_ethnic_group_unknown_is_refused_with_a_suggestion() -> None:
    outcome = normalise_ethnic_group("维吾尔组")
    assert _short(outcome) == (None, "ethnic_group.unknown")
    assert outcome.fault is not None
    assert outcome.fault.suggestion == "维吾尔族"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("本科", "21", ""),
        ("大学本科", "21", ""),
        ("大学本科毕业", "21", ""),
        ("21", "21", ""),
        (21.0, "21", ""),
        ("大学", "21", "education.uncertain"),
        ("北京大学", None, "education.unknown"),
    ],
)
def test_education(cell: Any, value: str | None, code: str) -> None:
    assert _short(normalise_education(cell)) == (value, code)


def test_party_school_label_is_kept_beside_the_level() -> None:
    assert normalise_education("中央党校研究生") == Outcome("14", None, "中央党校研究生")


@pytest.mark.parametrize(
    ("cell", "value"), [("工学学士", "4"), ("硕士", "3"), ("201", "2"), ("无", None), ("无学位", None)]
)
def test_degree(cell: Any, value: str | None) -> None:
    assert _short(normalise_degree(cell)) == (value, "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("否", False),
        ("1", True),
        (0.0, False),
        ("有", True),
        ("无", False),
        ("√", True),
        ("Y", True),
        ("n", False),
        (True, True),
        ("", None),
    ],
)
def test_yes_no(cell: Any, value: bool | None) -> None:
    assert _short(normalise_yes_no(cell)) == (value, "")


def test_yes_no_refuses_others() -> None:
    assert _short(normalise_yes_no("也许")) == (None, "yes_no.unknown")


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("13812345678", ("13812345678", "", "")),
        (13812345678.0, ("13812345678", "", "")),
        ("138-1234-5678", ("13812345678", "", "")),
        ("138 1234 5678", ("13812345678", "", "")),
        ("+86 13812345678", ("13812345678", "", "")),
        ("手机：13812345678", ("13812345678", "", "")),
        ("13812345678、13912345678", ("13812345678", "phone.several", "13912345678")),
        ("8613812345678", ("13812345678", "", "")),
        ("13812345678/010-62345678", ("13812345678", "phone.several", "01062345678")),
        ("010-62345678", (None, "phone.not_mobile", "01062345678")),
        ("138abc", (None, "phone.unreadable", "")),
        ("138****5678", (None, "phone.masked", "")),
        ("2381234567890", (None, "phone.unreadable", "")),
        ("—", (None, "", "")),
    ],
)
def test_mobile(cell: Any, outcome: tuple[str | None, str, str]) -> None:
    found = phone_normaliser("mobile")(cell)
    assert (*_short(found), found.extra) == outcome


def test_any_phone_takes_a_landline() -> None:
    assert _short(phone_normaliser("any")("0571-87654321转802")) == ("057187654321转802", "")


@pytest.mark.parametrize(
    ("cell", "fen", "code"),
    [
        ("1,234.50", 123450, ""),
        ("￥1234.5", 123450, ""),
        ("1234.5元", 123450, ""),
        (1234.5, 123450, ""),
        (0.1 + 0.2, 30, ""),
        ("12.345", None, "amount.too_exact"),
        ("#REF!", None, "cell.formula_error"),
        ("#N/A", None, "cell.formula_error"),
        ("十元", None, "amount.unreadable"),
        ("NaN", None, "amount.unreadable"),
    ],
)
def test_amount_in_fen(cell: Any, fen: int | None, code: str) -> None:
    assert _short(normalise_amount(cell)) == (fen, code)


def test_count_with_unit() -> None:
    normalise = count_normaliser(most=1200, unit="月")
    assert [_short(normalise(cell)) for cell in ("196", 196.0, "196个月", "一百", "1300")] == [
        (196, ""),
        (196, ""),
        (196, ""),
        (None, "number.unreadable"),
        (None, "number.unreadable"),
    ]


def test_credit_code() -> None:
    assert [_short(normalise_credit_code(cell)) for cell in ("91350100m000100y43", "91350100M000100Y44")] == [
        ("91350100M000100Y43", ""),
        (None, "credit_code.invalid"),
    ]


def test_text_is_cleaned_and_bounded() -> None:
    normalise = text_normaliser(longest=8)
    assert [
        _short(normalise(cell)) for cell in (" ＡＢＣ１２３ ", "a\u200bb\u202ec", 1001.0, "/", "一二三四五六七八九")
    ] == [
        ("ABC123", ""),
        ("abc", ""),
        ("1001", ""),
        (None, ""),
        (None, "text.too_long"),
    ]


def test_chinese_punctuation_in_text_stays() -> None:
    assert text_normaliser()("集团（总部），一楼；二楼").value == "集团（总部），一楼；二楼"


def test_choice_accepts_code_prefix_and_says_what_is_possible() -> None:
    normalise = choice_normaliser("党籍状态", {"正常": "normal", "停止党籍": "suspended"})
    assert _short(normalise("1-正常")) == ("normal", "")
    assert normalise("注销").fault is not None
    assert "停止党籍" in normalise("注销").fault.text  # type: ignore[union-attr]
