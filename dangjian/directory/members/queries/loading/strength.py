"""Strength of organisations: one grouped statement, as far as the scope of the asking door reaches."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, Value, When

from dangjian.directory.members.enums import PARTY_MEMBERS, MembershipStatus, PersonCategory, RegisterState
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.directory.organisations.ports import Blocker, Strength
from dangjian.kernel.scope import subtree_q


def strength(*, roots: tuple[str, ...] = ("",), on: date | None = None) -> dict[str, Strength]:
    """People of each organisation under `roots`, by path. With `on`, by the relations and dates of that day.

    Suspended members are out of strength (membership.md, section 6.2); for a past day suspension is not told apart.
    """
    if on is not None:
        return _strength_on(roots, on)
    rows = (
        Person.objects.filter(_under(roots), register_state=RegisterState.ACTIVE)
        .values("org_path", "person_category", "membership_status")
        .annotate(number=Count("id"))
        .order_by()
    )
    found: dict[str, Strength] = {}
    for row in rows:
        part = _part(row["person_category"], row["membership_status"], row["number"])
        found[row["org_path"]] = found.get(row["org_path"], Strength()) + part
    return found


def _under(roots: tuple[str, ...]) -> Q:
    condition = Q()
    for root in roots:
        if not root:
            return Q()
        condition |= subtree_q("org_path", root)
    return condition


def _part(category: str, status: str, number: int) -> Strength:
    if category in PARTY_MEMBERS and status == MembershipStatus.SUSPENDED:
        return Strength(suspended=number)
    if category == PersonCategory.FULL_MEMBER:
        return Strength(full=number)
    if category == PersonCategory.PROBATIONARY_MEMBER:
        return Strength(probationary=number)
    return Strength(others=number)


def _strength_on(roots: tuple[str, ...], on: date) -> dict[str, Strength]:
    """Relations that were in force, each person with the category that the dates of their record give."""
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    category = Case(
        When(person__confirmed_on__lte=on, then=Value(PersonCategory.FULL_MEMBER.value)),
        When(person__joined_on__lte=on, then=Value(PersonCategory.PROBATIONARY_MEMBER.value)),
        default=Value(PersonCategory.APPLICANT.value),
        output_field=CharField(),
    )
    rows = (
        OrgRelation.objects.filter(_under(roots), in_force)
        .annotate(category=category)
        .values("org_path", "category")
        .annotate(number=Count("id"))
        .order_by()
    )
    found: dict[str, Strength] = {}
    for row in rows:
        part = _part(row["category"], MembershipStatus.NORMAL, row["number"])
        found[row["org_path"]] = found.get(row["org_path"], Strength()) + part
    return found


def unit_strength() -> dict[UUID, int]:
    """Full members of each administrative unit, whichever branch they belong to."""
    rows: Any = (
        Person.objects.filter(
            unit__isnull=False,
            register_state=RegisterState.ACTIVE,
            person_category=PersonCategory.FULL_MEMBER,
            membership_status=MembershipStatus.NORMAL,
        )
        .values_list("unit_id")
        .annotate(number=Count("id"))
        .order_by()
    )
    return dict(rows)


def people_ids(*, organisation_id: UUID) -> list[UUID]:
    """Everybody on the register of a branch, in the order of their ids."""
    rows = Person.objects.unscoped("the branch at hand is merged, split or upgraded as a whole").filter(
        organisation_id=organisation_id, register_state=RegisterState.ACTIVE
    )
    return list(rows.order_by("id").values_list("id", flat=True))


def members_blocker(organisation_id: UUID) -> Blocker | None:
    """People on the register keep their branch from being dissolved."""
    rows = Person.objects.unscoped("people keep their branch").filter(
        organisation_id=organisation_id, register_state=RegisterState.ACTIVE
    )
    count = rows.count()
    return Blocker("members", count, f"还有 {count} 名党员或培养对象，请先调整到其他党支部") if count else None
