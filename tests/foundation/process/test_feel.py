"""FEEL: what it can say, and that nothing gets out of it (SEC-IN-08)."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian.foundation.process.feel import FeelError, FeelFailed, evaluate, parse, paths_of
from dangjian.foundation.process.feel.functions import FUNCTIONS

NAMES: dict[str, Any] = {
    "today": date(2026, 11, 21),
    "rule": "2026",
    "data": {"amount": 12, "kind": "urgent", "tags": ["a", "b"], "empty": None, "yes": True},
    "steps": {"talk": {"done_on": date(2024, 2, 29), "round": 2}},
}


def calendar(first: date, count: int) -> date:
    """Every day is worked."""
    return first.fromordinal(first.toordinal() + count - 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("-2 - -3", Decimal(1)),
        ("0.1 + 0.2 = 0.3", True),
        ("7 / 0", None),
        ("1 < 2 and 2 < 3 or false", True),
        ("not(data.yes)", False),
        ("data.empty = null", True),
        ("data.nothing > 3", None),
        ("data.nothing > 3 or true", True),
        ("data.nothing > 3 and false", False),
        ('data.kind = "urgent"', True),
        ('data.amount = "12"', None),
        ("data.amount between 10 and 12", True),
        ("data.amount in [12..20]", True),
        ("data.amount in (12..20]", False),
        ('data.kind in ["normal", "urgent"]', True),
        ("count(data.tags)", Decimal(2)),
        ("max(1, 5, 3) + min([4, 2])", Decimal(7)),
        ("ceiling(3 / 2) + floor(3 / 2)", Decimal(3)),
        ('if data.amount > 10 then "big" else "small"', "big"),
        ('steps.talk.done_on + duration("P12M")', date(2025, 2, 28)),
        ('date("2026-01-31") + duration("P1M")', date(2026, 2, 28)),
        ('date("2028-02-29") + duration("P1Y")', date(2029, 2, 28)),
        ('date("2026-12-31") + duration("P1D")', date(2027, 1, 1)),
        ('duration("P1Y") = duration("P12M")', True),
        ('duration("P30D") = duration("P1M")', None),
        ('today - date("2026-11-20") = duration("P1D")', True),
        ('full_years(date("2008-02-29"), date("2026-02-28"))', Decimal(17)),
        ('full_years(date("2008-02-29"), date("2026-03-01"))', Decimal(18)),
        ("working_day(today, 5)", date(2026, 11, 25)),
        ("working_day(today, 0)", None),
        ("working_day(today, 99999)", None),
        ('date("9999-12-31") + duration("P1D")', None),
        ('contains("请示事项", "请示") and starts_with("abc", "ab")', True),
        ("is_defined(data.empty)", False),
    ],
)
def test_expressions(text: str, value: Any) -> None:
    assert evaluate(parse(text), NAMES, working_day=calendar) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "1 +", "(1", "[1, 2", "a b", "1 = = 2", "data.", "data.1", "nofunc(1)", "count()", "working_day(today)"),
        *(
            'date("2026-02-30")',
            'duration("P1M2D")',
            'duration("1 month")',
            "today();",
            "x := 1",
            "a ? b : c",
            "2 ** 9",
        ),
        *("'single'", '"open', "data[0]", "data['a']", "lambda: 1", "__import__('os')", "{a: 1}", "`x`", "if 1 then 2"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_place(text: str) -> None:
    with pytest.raises(FeelError):
        parse(text)


def test_names_are_told_to_the_checker() -> None:
    assert paths_of(parse("steps.talk.done_on <= today and count(data.tags) > 1")) == {
        *(("steps", "talk", "done_on"), ("today",), ("data", "tags"))
    }


def test_sec_in_08_attributes_of_objects_are_no_names() -> None:
    for text in ("today.year", "rule.__class__", "data.__class__", "data.tags.append", "steps.talk.done_on.today"):
        assert evaluate(parse(text), NAMES) is None
    assert evaluate(parse("data"), NAMES) is None, "a whole context is no value"


def test_sec_in_08_a_thousand_hostile_expressions_do_nothing_and_end_at_once() -> None:
    source = random.Random(20261121)
    pieces = [
        *('"' + "a" * 199 + '"', "9" * 18, "data", "today", "__class__", "count", "eval", "exec", "open", "import"),
        *(
            "(",
            ")",
            "[",
            "]",
            ",",
            "..",
            ".",
            "+",
            "-",
            "*",
            "/",
            "**",
            "=",
            "!=",
            "<",
            "and",
            "or",
            "if",
            "then",
            "else",
        ),
        *(
            "between",
            "in",
            "not(",
            "working_day(",
            "duration(",
            "date(",
            "min(",
            "sum(",
            "null",
            "true",
            "\\",
            "'",
            ";",
        ),
    ]
    texts = [source.choice(["", " "]).join(source.choices(pieces, k=source.randint(1, 80))) for _ in range(900)]
    texts += ["(" * depth + "1" + ")" * depth for depth in range(1, 400, 8)]
    texts += ["+".join(["999999999999999999*999999999999999999"] * number) for number in range(1, 51)]
    for text in texts:
        begun = time.perf_counter()
        try:
            found = evaluate(parse(text), NAMES, working_day=calendar)
        except (FeelError, FeelFailed):
            found = None
        assert time.perf_counter() - begun < 0.1, text
        assert (
            found is None
            or isinstance(found, bool | str | Decimal | date | list)
            or type(found).__name__ in {*("Months", "Days")}
        )


def test_sec_in_08_the_steps_of_an_evaluation_are_bounded() -> None:
    text = "+".join(["1"] * 99)
    assert evaluate(parse(text), {}) == 99
    with pytest.raises(FeelError):
        parse("+".join(["1"] * 140))
    with pytest.raises(FeelError):
        parse("1+" * 300 + "1")


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60))
def test_sec_in_08_any_text_is_either_read_or_refused(text: str) -> None:
    with suppress(FeelError, FeelFailed):
        evaluate(parse(text), NAMES, working_day=calendar)


VALUES = ["1", '"x"', "null", "today", "[1]", "[]", "true", 'duration("P1D")']


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(set(FUNCTIONS) - {"working_day"})), st.lists(st.sampled_from(VALUES), max_size=3))
def test_functions_take_values_of_every_kind(name: str, values: list[str]) -> None:
    with suppress(FeelError):
        evaluate(parse(f"{name}({', '.join(values)})"), NAMES)
