"""Counts of people by any two dimensions, as one grouped statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Substr

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, Sex
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import LIST_MEMBERS
from dangjian.directory.members.queries.bands import DateBand
from dangjian.directory.members.queries.filters import MemberFilter, apply_filter, holds_post
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.codes.education import EDUCATION_CLASSES, education_class
from dangjian.kernel import clock
from dangjian.kernel.clock import add_months
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import SEGMENT

AGE_BANDS = ((30, "30 岁及以下"), (35, "31–35 岁"), (40, "36–40 岁"), (45, "41–45 岁"), (50, "46–50 岁"),
             (55, "51–55 岁"), (60, "56–60 岁"), (65, "61–65 岁"), (70, "66–70 岁"))  # fmt: skip
"""Upper ends (inclusive) of the age bands of the yearly statistics (data-standards.md, section 4.3)."""
STANDING_BANDS = ((5, "5 年以下"), (10, "5–9 年"), (20, "10–19 年"), (30, "20–29 年"), (50, "30–49 年"))
"""Years of standing: upper ends (exclusive)."""
UNKNOWN = "未填写"


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to divide people: a grouping expression, and the label of each of its values in order.

    `fold` turns a value that the data base groups by into a key of the labels. Grouping by a plain column or a number
    and folding the few groups costs half of grouping a million rows by a text made for each.
    """

    name: str
    title: str
    expression: Callable[[date], Combinable]
    labels: Callable[[], list[tuple[Any, str]]]
    fold: Callable[[Any], Any] = _as_it_is


def _choices(kind: Any) -> Callable[[], list[tuple[Any, str]]]:
    return lambda: [(str(value), str(label)) for value, label in kind.choices]


def _age(today: date) -> Combinable:
    """Band of completed years, by the day of birth alone."""
    return DateBand("birth_date", [(limit, add_months(today, -12 * (limit + 1))) for limit, _ in AGE_BANDS], last=71)


def _standing(today: date) -> Combinable:
    return DateBand("confirmed_on", [(limit, add_months(today, -12 * limit)) for limit, _ in STANDING_BANDS], last=51)


def _band(value: int | None) -> str:
    return "" if value is None else str(value)


def _education(code: str) -> str:
    return education_class(code) if code.isdecimal() else ""


def _ethnic(code: str) -> str:
    return {"": "", "01": "han"}.get(code, "minority")


def _flags(today: date) -> Combinable:
    return Case(
        When(out_of_contact=True, then=Value("out_of_contact")),
        When(is_mobile=True, then=Value("mobile")),
        When(is_abroad=True, then=Value("abroad")),
        When(is_retired=True, then=Value("retired")),
        default=Value("present"),
        output_field=CharField(),
    )


def _post(today: date) -> Combinable:
    return Case(When(holds_post(), then=Value("held")), default=Value("none"), output_field=CharField())


def _bands(bands: tuple[tuple[int, str], ...], last: tuple[str, str]) -> Callable[[], list[tuple[Any, str]]]:
    return lambda: [*((str(limit), label) for limit, label in bands), last, ("", UNKNOWN)]


DIMENSIONS: dict[str, Dimension] = {
    d.name: d
    for d in (
        Dimension("person_category", "人员类别", lambda _: F("person_category"), _choices(PersonCategory)),
        Dimension("membership_status", "党籍状态", lambda _: F("membership_status"), _choices(MembershipStatus)),
        Dimension("sex", "性别", lambda _: F("sex"), _choices(Sex)),
        Dimension("age", "年龄", _age, _bands(AGE_BANDS, ("71", "71 岁及以上")), _band),
        Dimension("standing", "党龄", _standing, _bands(STANDING_BANDS, ("51", "50 年及以上")), _band),
        Dimension(
            "education",
            "学历",
            lambda _: F("education_level"),
            lambda: [*EDUCATION_CLASSES, ("", UNKNOWN)],
            _education,
        ),
        Dimension(
            "ethnic",
            "民族",
            lambda _: F("ethnic_group"),
            lambda: [("han", "汉族"), ("minority", "少数民族"), ("", UNKNOWN)],
            _ethnic,
        ),
        Dimension(
            "situation",
            "状况",
            _flags,
            lambda: [("present", "在岗"), ("mobile", "流动"), ("out_of_contact", "失联"), ("abroad", "出国（境）"),
                     ("retired", "离退休")],
        ),
        Dimension("post", "党内职务", _post, lambda: [("held", "担任党内职务"), ("none", "未担任")]),
        Dimension("unit", "工作单位", lambda _: Coalesce("unit__name", Value("")), list),
        Dimension("department", "部门", lambda _: F("department"), list),
        Dimension("job_title", "岗位", lambda _: F("job_title"), list),
        Dimension("new_stratum", "新社会阶层", lambda _: F("new_stratum"), list),
        Dimension("work_post_category", "工作岗位", lambda _: F("work_post_category"), list),
        Dimension("professional_title", "专业技术职务", lambda _: F("professional_title"), list),
    )
}  # fmt: skip
"""Dimensions by name; `organisation` (the next level below the chosen one) is added at run time."""


def _organisation(filters: MemberFilter) -> tuple[Combinable, list[tuple[Any, str]]]:
    """The organisations one level below the chosen one (or below the root)."""
    organisations = Organisation.objects.all()
    if filters.organisation_id:
        parent = organisations.get(pk=filters.organisation_id)
    else:
        parent = organisations.order_by("org_path").first()
        if parent is None:
            return Value(""), []
    length = len(parent.org_path) + SEGMENT
    children = organisations.filter(Q(parent=parent) | Q(pk=parent.pk)).order_by("sort", "org_path")
    labels = [(child.org_path, child.short_name) for child in children]
    return Substr("org_path", 1, length), labels


def _resolve(name: str, filters: MemberFilter) -> Dimension:
    if name == "organisation":
        expression, labels = _organisation(filters)
        return Dimension("organisation", "党组织", lambda _: expression, lambda: labels)
    if name not in DIMENSIONS:
        raise BadInput("directory.count.dimension", "没有这个统计项目，请重新选择。", field="rows")
    return DIMENSIONS[name]


@query(LIST_MEMBERS)
def count_members(*, filters: MemberFilter, rows: str, columns: str = "") -> dict[str, Any]:
    """Counts by one or two dimensions: labels of both, the matrix of numbers, and the sums. One grouped statement.

    Raises BadInput for an unknown dimension.
    """
    down = _resolve(rows, filters)
    across = _resolve(columns, filters) if columns else None
    keys = {"row_key": down.expression(clock.today())}
    if across is not None:
        keys["column_key"] = across.expression(clock.today())
    people = apply_filter(Person.objects.all(), filters).annotate(**keys)
    cells: Counter[tuple[Any, Any]] = Counter()
    for item in people.order_by().values(*keys).annotate(number=Count("*")):
        column = across.fold(item["column_key"]) if across is not None else None
        cells[down.fold(item["row_key"]), column] += item["number"]
    row_labels = _present(down.labels(), {row for row, _ in cells})
    column_labels = _present(across.labels(), {column for _, column in cells}) if across is not None else []
    matrix = [
        [cells[row, column] for column, _ in column_labels] if columns else [cells[row, None]] for row, _ in row_labels
    ]
    return {
        "row_title": down.title,
        "column_title": across.title if across is not None else "",
        "rows": [{"key": str(key), "label": label} for key, label in row_labels],
        "columns": [{"key": str(key), "label": label} for key, label in column_labels],
        "cells": matrix,
        "row_sums": [sum(line) for line in matrix],
        "total": cells.total(),
    }


def _present(labels: list[tuple[Any, str]], found: set[Any]) -> list[tuple[Any, str]]:
    """Labels of the values that occur, in their order; values without a label stand at the end under their own name."""
    known = {key for key, _ in labels}
    extra = sorted((key for key in found if key not in known), key=lambda key: str(key or "~"))
    return [pair for pair in labels if pair[0] in found] + [(key, str(key) if key else UNKNOWN) for key in extra]
