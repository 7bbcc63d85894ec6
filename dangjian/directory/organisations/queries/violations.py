"""What is wrong in a subtree by the rules of today: a bounded number of statements, whatever its size."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count
from pydantic import Field

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.enums import PARTY_TREE, OrgKind
from dangjian.directory.organisations.models import Organisation, OrganisationUnit, TermReminder, Unit
from dangjian.directory.organisations.permissions import VIEW_VIOLATIONS
from dangjian.directory.organisations.ports import NOBODY, PostNow, leading_post
from dangjian.directory.organisations.queries.loading.sums import subtree_sums
from dangjian.directory.organisations.rules.terms import ReminderStep
from dangjian.directory.organisations.rules.violations import Facts, Finding, Limits, Severity, check, check_unit
from dangjian.foundation.rulebook.queries import rules_under
from dangjian.foundation.rulebook.rules import RuleVersion
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.http import Schema
from dangjian.kernel.scope import SEGMENT, current_scope, subtree_q

_MEMBER_POSTS_EXCEPT = frozenset({"secretary", "deputy_secretary", "full_time_deputy_secretary"})


class ViolationFilter(Schema):
    """Which findings to list."""

    under_id: UUID | None = None
    rule_id: str = Field("", max_length=10)
    severity: Severity | None = None
    org_kind: OrgKind | None = None


@query(VIEW_VIOLATIONS)
def list_violations(*, filters: ViolationFilter) -> dict[str, Any]:
    """Every finding in the actor's places (or under one organisation), with clause text and what to do.

    Nine statements at most: root, organisations, people, posts, secretaries gone, reminders, units covered, unit
    strength, rules.
    """
    found = _find(filters.under_id)
    items = [
        item
        for item in found
        if (not filters.rule_id or item["rule_id"] == filters.rule_id)
        and (filters.severity is None or item["severity"] == filters.severity)
        and (filters.org_kind is None or item["org_kind"] == filters.org_kind)
    ]
    return {
        "items": items,
        "breaches": sum(item["severity"] == Severity.BREACH for item in items),
        "warnings": sum(item["severity"] == Severity.WARNING for item in items),
    }


@query(VIEW_VIOLATIONS)
def count_violations(*, under_id: UUID | None = None) -> dict[str, int]:
    """Numbers of breaches and warnings, for the home pages."""
    found = _find(under_id)
    return {
        "breaches": sum(item["severity"] == Severity.BREACH for item in found),
        "warnings": sum(item["severity"] == Severity.WARNING for item in found),
    }


def _find(under_id: UUID | None) -> list[dict[str, Any]]:
    today = clock.today()
    root = ""
    if under_id is not None:
        root = Organisation.objects.filter(pk=under_id).values_list("org_path", flat=True).get()
    rules = rules_under("org.", on=today)
    limits = _limits_of(rules)
    rows = Organisation.objects.filter(subtree_q("org_path", root), dissolved_on=None, org_kind__in=PARTY_TREE)
    organisations = list(rows.order_by("org_path"))
    facts = _facts(root, organisations)
    found = [
        _show(finding, organisation, rules)
        for organisation in organisations
        for finding in check(facts[organisation.pk], limits, today)
    ]
    if not root and _sees_the_top():
        found += _uncovered_units(rules)
    return found


def _sees_the_top() -> bool:
    """Whether a whole tree is in reach: only from there can be said that no organisation covers a unit."""
    return any(place.subtree and len(place.path) <= SEGMENT for place in current_scope().places)


def _limits_of(rules: dict[str, RuleVersion]) -> Limits:
    """The numbers of the checks from the rule book."""
    size, committee = rules["org.size"].value, rules["org.branch_committee_size"].value
    return Limits(
        branch_full=rules["org.branch.full_members"].value,
        committee_from=rules["org.branch.committee_from"].value,
        committee_min=committee["usual_min"],
        committee_usual=committee["usual_max"],
        committee_max=committee["maximum"],
        branch_members=rules["org.branch.max_members"].value,
        general_branch_from=size["general_branch"],
        committee_members_from=size["party_committee"],
        joint_units=rules["org.joint.max_units"].value,
        vacancy_months=rules["org.secretary_vacancy_months"].value,
        standing_months=rules["org.secretary_standing_months"].value,
        extension_months=rules["org.term_extension_months"].value,
        reminder_months=rules["org.term_reminder_months"].value,
    )


def _facts(root: str, organisations: list[Organisation]) -> dict[UUID, Facts]:
    sums = subtree_sums(ports.strength(root))
    posts: dict[UUID, list[PostNow]] = {}
    for post in ports.posts_now(root):
        posts.setdefault(post.organisation_id, []).append(post)
    ended = ports.secretary_ended(root)
    reminded = set(
        TermReminder.objects.filter(subtree_q("org_path", root), step=ReminderStep.LETTER).values_list(
            "organisation_id", "term_end"
        )
    )
    joint = [row.pk for row in organisations if row.branch_kind == "joint"]
    units = dict(
        OrganisationUnit.objects.filter(organisation_id__in=joint)
        .values_list("organisation_id")
        .annotate(n=Count("id"))
        if joint
        else ()
    )
    facts = {}
    for row in organisations:
        held = posts.get(row.pk, [])
        in_committee = [post for post in held if post.in_committee]
        secretary = next((post for post in held if post.post_kind == leading_post(row.org_kind)), None)
        people = sums.get(row.org_path, NOBODY)
        facts[row.pk] = Facts(
            org_kind=row.org_kind,
            branch_kind=row.branch_kind,
            full=people.full,
            members=people.members,
            committee=len({post.person_id for post in in_committee}),
            has_committee_members=any(post.post_kind not in _MEMBER_POSTS_EXCEPT for post in in_committee),
            has_secretary=secretary is not None,
            secretary_vacant_since=ended.get(row.pk) or row.established_on,
            has_discipline_member=any(post.post_kind == "discipline_member" for post in held),
            secretary_confirmed_on=secretary.confirmed_on if secretary else None,
            units=units.get(row.pk, 0),
            term_end=row.term_end,
            term_extended_until=row.term_extended_until,
            reminded=(row.pk, row.term_end) in reminded,
            planned_end_on=row.planned_end_on,
        )
    return facts


def _uncovered_units(rules: dict[str, RuleVersion]) -> list[dict[str, Any]]:
    """Units without organisation (ORG-R15); looked for when the whole enterprise is in reach."""
    strength = ports.unit_strength()
    minimum = rules["org.should_have_branch"].value
    candidates = [unit_id for unit_id, full in strength.items() if full >= minimum]
    if not candidates:
        return []
    covered = set(
        OrganisationUnit.objects.filter(unit_id__in=candidates, organisation__dissolved_on=None).values_list(
            "unit_id", flat=True
        )
    )
    found = []
    for unit in Unit.objects.filter(pk__in=candidates, closed_on=None).order_by("sort", "name_key", "id"):
        finding = check_unit(strength[unit.pk], unit.pk in covered, minimum)
        if finding is not None:
            found.append({**_show(finding, None, rules), "unit_id": unit.pk, "name": unit.name})
    return found


def _show(finding: Finding, organisation: Organisation | None, rules: dict[str, RuleVersion]) -> dict[str, Any]:
    return {
        "rule_id": finding.rule_id,
        "severity": finding.severity,
        "organisation_id": organisation.pk if organisation else None,
        "unit_id": None,
        "name": organisation.short_name if organisation else "",
        "org_kind": organisation.org_kind if organisation else "",
        "text": finding.text,
        "advice": finding.advice,
        "clauses": [
            {
                "rule_key": key,
                "citation": rules[key].citation,
                "text": rules[key].text,
                "is_verified": rules[key].is_verified,
            }
            for key in finding.rule_keys
        ],
    }
