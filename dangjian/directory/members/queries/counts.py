"""Counts of people by any two dimensions, as one grouped statement."""

from __future__ import annotations

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
from dangjian.directory.members.queries.filters import MemberFilter, apply_filter, codes_of_class, holds_post
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.codes.education import EDUCATION_CLASSES
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


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to divide people: a grouping expression, and the label of each of its values in order."""

    name: str
    title: str
    expression: Callable[[date], Combinable]
    labels: Callable[[], list[tuple[Any, str]]]


def _choices(kind: Any) -> Callable[[], list[tuple[Any, str]]]:
    return lambda: [(str(value), str(label)) for value, label in kind.choices]


def _age(today: date) -> Combinable:
    """Band of completed years: thresholds on the birth date, so that the data base compares dates only."""
    cases = [
        When(birth_date__gt=add_months(today, -12 * (limit + 1)), then=Value(str(limit))) for limit, _ in AGE_BANDS
    ]
    missing = When(birth_date__isnull=True, then=Value(""))
    return Case(missing, *cases, default=Value("71"), output_field=CharField())


def _standing(today: date) -> Combinable:
    cases = [
        When(confirmed_on__gt=add_months(today, -12 * limit), then=Value(str(limit))) for limit, _ in STANDING_BANDS
    ]
    missing = When(confirmed_on__isnull=True, then=Value(""))
    return Case(missing, *cases, default=Value("51"), output_field=CharField())


def _education(today: date) -> Combinable:
    cases = [When(education_level__in=codes_of_class(name), then=Value(name)) for name, _ in EDUCATION_CLASSES]
    return Case(*cases, default=Value(""), output_field=CharField())


def _ethnic(today: date) -> Combinable:
    return Case(
        When(ethnic_group="", then=Value("")),
        When(ethnic_group="01", then=Value("han")),
        default=Value("minority"),
        output_field=CharField(),
    )


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
        Dimension("age", "年龄", _age, _bands(AGE_BANDS, ("71", "71 岁及以上"))),
        Dimension("standing", "党龄", _standing, _bands(STANDING_BANDS, ("51", "50 年及以上"))),
        Dimension("education", "学历", _education, lambda: [*EDUCATION_CLASSES, ("", UNKNOWN)]),
        Dimension("ethnic", "民族", _ethnic, lambda: [("han", "汉族"), ("minority", "少数民族"), ("", UNKNOWN)]),
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


def _resolve(name: str, filters: MemberFilter) -> tuple[Combinable, list[tuple[Any, str]], str]:
    if name == "organisation":
        expression, labels = _organisation(filters)
        return expression, labels, "党组织"
    if name not in DIMENSIONS:
        raise BadInput("directory.count.dimension", "没有这个统计项目，请重新选择。", field="rows")
    dimension = DIMENSIONS[name]
    return dimension.expression(clock.today()), dimension.labels(), dimension.title


@query(LIST_MEMBERS)
def count_members(*, filters: MemberFilter, rows: str, columns: str = "") -> dict[str, Any]:
    """Counts by one or two dimensions: labels of both, the matrix of numbers, and the sums. One grouped statement.

    Raises BadInput for an unknown dimension.
    """
    row_expression, row_labels, row_title = _resolve(rows, filters)
    people = apply_filter(Person.objects.all(), filters).annotate(row_key=row_expression)
    keys = ["row_key"]
    column_labels: list[tuple[Any, str]] = []
    column_title = ""
    if columns:
        column_expression, column_labels, column_title = _resolve(columns, filters)
        people = people.annotate(column_key=column_expression)
        keys.append("column_key")
    counted = list(people.order_by().values(*keys).annotate(number=Count("id")))
    row_labels = _present(row_labels, {item["row_key"] for item in counted})
    column_labels = _present(column_labels, {item.get("column_key") for item in counted}) if columns else []
    cells = {(item["row_key"], item.get("column_key")): item["number"] for item in counted}
    matrix = [
        [cells.get((row, column), 0) for column, _ in column_labels] if columns else [cells.get((row, None), 0)]
        for row, _ in row_labels
    ]
    return {
        "row_title": row_title,
        "column_title": column_title,
        "rows": [{"key": str(key), "label": label} for key, label in row_labels],
        "columns": [{"key": str(key), "label": label} for key, label in column_labels],
        "cells": matrix,
        "row_sums": [sum(line) for line in matrix],
        "total": sum(cells.values()),
    }


def _present(labels: list[tuple[Any, str]], found: set[Any]) -> list[tuple[Any, str]]:
    """Labels of the values that occur, in their order; values without a label stand at the end under their own name."""
    known = {key for key, _ in labels}
    extra = sorted((key for key in found if key not in known), key=lambda key: str(key or "~"))
    return [pair for pair in labels if pair[0] in found] + [(key, str(key) if key else UNKNOWN) for key in extra]
