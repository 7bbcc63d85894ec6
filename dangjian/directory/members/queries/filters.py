"""The filter grammar of member lists: one schema for the list, the counts, saved queries and the export."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.codes.education import EDUCATION as EDUCATION_CODES
from dangjian.foundation.codes.education import EDUCATION_CLASSES, education_class
from dangjian.foundation.codes.numbers import is_identity_number
from dangjian.foundation.pinyin import search_term
from dangjian.kernel import clock
from dangjian.kernel.clock import add_months
from dangjian.kernel.errors import BadInput
from dangjian.kernel.http import Schema
from dangjian.kernel.models import GuardedQuerySet
from dangjian.kernel.scope import current_scope, in_subtree, subtree_q

MISSING_FIELDS = ("id_number", "mobile_phone", "birth_date", "joined_on", "education_level", "ethnic_group")
"""Fields whose absence is a data problem that can be searched for."""


def _split(value: Any) -> Any:
    """Several values may come as repeated parameters or in one, separated by commas."""
    if isinstance(value, list):
        return [part for item in value for part in str(item).split(",") if part]
    return value


Several = Annotated[list[Annotated[str, StringConstraints(max_length=24)]], BeforeValidator(_split)]


class MemberFilter(Schema):
    """Which people. Several values of one field mean any of them; different fields must all hold."""

    q: str = Field("", max_length=60)
    organisation_id: UUID | None = None
    direct_only: bool = False
    cell_id: UUID | None = None
    register_state: str = Field("active", pattern="^(active|left|all)$")
    person_category: Several = Field([], max_length=5)
    membership_status: str = Field("", pattern="^(|normal|suspended)$")
    members_only: bool = False
    sex: str = Field("", pattern="^(|male|female)$")
    ethnic_minority: bool | None = None
    education_class: Several = Field([], max_length=8)
    age_min: int | None = Field(None, ge=0, le=150)
    age_max: int | None = Field(None, ge=0, le=150)
    standing_min: int | None = Field(None, ge=0, le=120)
    standing_max: int | None = Field(None, ge=0, le=120)
    joined_from: date | None = None
    joined_to: date | None = None
    is_mobile: bool | None = None
    out_of_contact: bool | None = None
    is_abroad: bool | None = None
    is_retired: bool | None = None
    is_migrant_worker: bool | None = None
    work_post_category: str = Field("", max_length=40)
    professional_title: str = Field("", max_length=80)
    unit_id: UUID | None = None
    has_post: bool | None = None
    missing: str = Field("", max_length=20)

    @model_validator(mode="after")
    def _ranges(self) -> MemberFilter:
        for low, high, title in (
            (self.age_min, self.age_max, "年龄"),
            (self.standing_min, self.standing_max, "党龄"),
        ):
            if low is not None and high is not None and low > high:
                raise ValueError(f"{title}的下限大于上限，请检查。")
        if self.joined_from and self.joined_to and self.joined_from > self.joined_to:
            raise ValueError("入党日期的起始晚于结束，请检查。")
        return self


def apply_filter(rows: GuardedQuerySet, filters: MemberFilter) -> GuardedQuerySet:
    """Rows of Person that match. Raises BadInput for an organisation out of reach or an unknown choice."""
    plain: dict[str, Any] = {}
    if filters.register_state != "all":
        plain["register_state"] = filters.register_state
    if filters.person_category:
        plain["person_category__in"] = filters.person_category
    for name in ("membership_status", "sex", "work_post_category", "professional_title"):
        if value := getattr(filters, name):
            plain[name] = value
    for name in ("is_mobile", "out_of_contact", "is_abroad", "is_retired", "is_migrant_worker", "unit_id", "cell_id"):
        if (value := getattr(filters, name)) is not None:
            plain[name] = value
    if plain:
        # One call: each costs as much as the data base needs to find the page.
        rows = rows.filter(**plain)
    if filters.members_only:
        rows = rows.filter(person_category__in=("full_member", "probationary_member"))
    rows = _by_place(rows, filters)
    if filters.q.strip():
        rows = rows.filter(_words(filters.q.strip()))
    return _by_person(_by_dates(rows, filters), filters)


def _by_place(rows: GuardedQuerySet, filters: MemberFilter) -> GuardedQuerySet:
    if filters.organisation_id is None:
        return rows
    if filters.direct_only:
        return rows.filter(organisation_id=filters.organisation_id)
    found = Organisation.objects.filter(pk=filters.organisation_id).values_list("org_path", flat=True).first()
    if found is None:
        raise BadInput(
            "directory.member.filter.organisation", "所选党组织不在您的管理范围内。", field="organisation_id"
        )
    if _holds_all_places(found):
        return rows
    return rows.filter(subtree_q("org_path", found))


def _holds_all_places(root: str) -> bool:
    """Whether the bound scope lies in this subtree anyway: a second comparison of each of a million rows is felt."""
    scope = current_scope()
    return not scope.own and bool(scope.places) and all(in_subtree(place.path, root) for place in scope.places)


def _words(text: str) -> Q:
    """Names by characters, pinyin or initials; whole identity numbers, phones and employee numbers exactly."""
    compact = text.replace(" ", "").upper()
    if is_identity_number(compact):
        return Q(id_number_index=compact)
    if compact.isdigit() and len(compact) == 11:
        return Q(mobile_phone_index=compact)
    term = search_term(text)
    if text.isascii():
        return Q(name_search__startswith=term) | Q(name_search__contains=f" {term}") | Q(employee_no=text)
    return Q(name_search__contains=term)


def _by_dates(rows: GuardedQuerySet, filters: MemberFilter) -> GuardedQuerySet:
    today = clock.today()
    if filters.age_min is not None:
        rows = rows.filter(birth_date__lte=add_months(today, -12 * filters.age_min))
    if filters.age_max is not None:
        rows = rows.filter(birth_date__gt=add_months(today, -12 * (filters.age_max + 1)))
    if filters.standing_min is not None:
        rows = rows.filter(confirmed_on__lte=add_months(today, -12 * filters.standing_min))
    if filters.standing_max is not None:
        rows = rows.filter(confirmed_on__gt=add_months(today, -12 * (filters.standing_max + 1)))
    if filters.joined_from:
        rows = rows.filter(joined_on__gte=filters.joined_from)
    if filters.joined_to:
        rows = rows.filter(joined_on__lte=filters.joined_to)
    return rows


def codes_of_class(name: str) -> list[str]:
    """Education codes of a statistical class. Raises BadInput for an unknown class."""
    known = [key for key, _ in EDUCATION_CLASSES]
    if name not in known:
        raise BadInput("directory.member.filter.education", "没有这个学历类别。", field="education_class")
    return [item.code for item in EDUCATION_CODES.items if education_class(item.code) == name]


def holds_post() -> Exists:
    """Whether somebody holds a post now."""
    # The posts app stands beside this one: its table is reached through the relation it declares.
    posts: Any = Person._meta.get_field("posts").related_model
    held = posts.objects.unscoped("whether somebody holds a post").filter(person_id=OuterRef("pk"), ended_on=None)
    return Exists(held)


def _by_person(rows: GuardedQuerySet, filters: MemberFilter) -> GuardedQuerySet:
    if filters.education_class:
        codes = [code for name in filters.education_class for code in codes_of_class(name)]
        rows = rows.filter(education_level__in=codes)
    if filters.ethnic_minority is not None:
        minority = ~Q(ethnic_group__in=("01", ""))
        rows = rows.filter(minority if filters.ethnic_minority else Q(ethnic_group="01"))
    if filters.has_post is not None:
        rows = rows.filter(holds_post() if filters.has_post else ~holds_post())
    if filters.missing:
        if filters.missing not in MISSING_FIELDS:
            raise BadInput("directory.member.filter.missing", "没有这个项目。", field="missing")
        empty = Q(**{f"{filters.missing}__isnull": True})
        if filters.missing in {"education_level", "ethnic_group"}:
            empty = Q(**{filters.missing: ""})
        rows = rows.filter(empty)
    return rows
