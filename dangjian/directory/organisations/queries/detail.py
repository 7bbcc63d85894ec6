"""One organisation: details, superiors, posts, counts, cells, units, and its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.catalogue import title_of, word_of
from dangjian.directory.organisations.models import Lineage, Operation, Organisation, OrganisationVersion, PartyCell
from dangjian.directory.organisations.permissions import CHANGE_TREE, EDIT_ORGANISATION, VIEW_ORGANISATION
from dangjian.directory.organisations.ports import NOBODY
from dangjian.directory.organisations.queries.loading.forbidden import acts_shown
from dangjian.directory.organisations.queries.loading.terms import TermRules
from dangjian.kernel import history
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.permissions import Action
from dangjian.kernel.scope import ancestors

_PLAIN = (
    "id", "version", "parent_id", "org_kind", "branch_kind", "full_name", "short_name", "org_code", "org_uid", "sort",
    "established_on", "approved_by", "approval_no", "can_approve_members", "election_method", "term_start",
    "term_years", "term_end", "term_extended_until", "planned_end_on", "contact_name", "address",
    "territorial_relation", "dissolved_on", "remarks",
)  # fmt: skip


@query(VIEW_ORGANISATION)
def organisation_detail(*, organisation_id: UUID) -> dict[str, Any]:
    """Everything about one organisation as it is now. Eight statements. Raises NotFound when it is out of reach."""
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    path = organisation.org_path
    strength = ports.strength(path)
    people = sum(strength.values(), NOBODY)
    terms = TermRules.today()
    posts = ports.posts_now(organisation_ids=[organisation.pk])
    return {
        **{name: getattr(organisation, name) for name in _PLAIN},
        "contact_phone": str(organisation.contact_phone) if organisation.contact_phone else "",
        "term_state": terms.state(organisation.term_end, organisation.term_extended_until),
        "superiors": _superiors(organisation),
        "posts": [
            {
                "id": post.post_id,
                "person_id": post.person_id,
                "person_name": post.person_name,
                "post_kind": post.post_kind,
                "post_label": post.post_label,
                "started_on": post.started_on,
            }
            for post in posts
        ],
        "full_members": people.full,
        "probationary_members": people.probationary,
        "members": people.members,
        "suspended_members": people.suspended,
        "other_people": people.others,
        "children": Organisation.objects.unscoped("how many stand below")
        .filter(parent=organisation, dissolved_on=None)
        .count(),
        "cells": _cells(organisation),
        "units": list(organisation.units.order_by("sort", "name_key", "id").values("id", "name")),
        "forbidden_acts": acts_shown(organisation.branch_kind),
        "may_edit": _may(EDIT_ORGANISATION, path),
        "may_change_tree": _may(CHANGE_TREE, path),
        "may_change_as_superior": _may(CHANGE_TREE, path[:-4]),
    }


def _may(action: Action, path: str) -> bool:
    return any(place.covers(path) for place in current_actor().places(action))


def _superiors(organisation: Organisation) -> list[dict[str, Any]]:
    """The way from the top down to the superior; everybody who sees the organisation sees these names."""
    rows = (
        Organisation.objects.unscoped("names of superiors")
        .filter(org_path__in=ancestors(organisation.org_path)[:-1])
        .order_by("org_path")
        .values("id", "short_name", "org_path")
    )
    actor = current_actor()
    places = actor.places(VIEW_ORGANISATION)
    return [
        {
            "id": row["id"],
            "name": row["short_name"],
            "visible": any(place.covers(row["org_path"]) for place in places),
        }
        for row in rows
    ]


def _cells(organisation: Organisation) -> list[dict[str, Any]]:
    # The counts come through the reverse key, since people are tables of an app that builds on this one.
    active = Count("people", filter=Q(people__register_state="active"))
    rows = PartyCell.objects.filter(organisation=organisation, dissolved_on=None).annotate(number=active)
    return [
        {"id": row.pk, "name": row.name, "sort": row.sort, "formed_on": row.formed_on, "people": row.number}
        for row in rows.order_by("sort", "id")
    ]


@query(VIEW_ORGANISATION)
def cells_of(*, organisation_id: UUID) -> list[dict[str, Any]]:
    """The cells of a branch with their numbers of people. Raises NotFound when the branch is out of reach."""
    return _cells(Organisation.objects.get(pk=organisation_id))


@query(VIEW_ORGANISATION)
def organisation_history(*, organisation_id: UUID) -> dict[str, Any]:
    """How an organisation came to be what it is: versions, operations, lineage, changed details. Six statements."""
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    versions = (
        OrganisationVersion.objects.unscoped("history of a visible organisation")
        .filter(organisation=organisation)
        .select_related("parent")
        .order_by("-valid_from", "-id")
    )
    operations = (
        Operation.objects.unscoped("history of a visible organisation")
        .filter(organisation=organisation)
        .order_by("-happened_on", "-id")
    )
    lineage = Lineage.objects.filter(Q(source=organisation) | Q(target=organisation)).select_related(
        "source", "target", "operation"
    )
    return {
        "versions": [_version(row) for row in versions],
        "operations": [_operation(row) for row in operations],
        "lineage": [
            {
                "source_id": row.source_id,
                "source_name": row.source.short_name,
                "target_id": row.target_id,
                "target_name": row.target.short_name,
                "happened_on": row.operation.happened_on,
                "kind": row.operation.kind,
                "kind_label": row.operation.get_kind_display(),
            }
            for row in lineage.order_by("id")
        ],
        "changes": [
            {
                "field": change.field,
                "title": title_of(change.field),
                "old_value": word_of(change.field, change.old_value),
                "new_value": word_of(change.field, change.new_value),
                "effective_on": change.effective_on,
                "recorded_at": change.recorded_at,
                "recorded_by": change.recorded_by,
            }
            for change in history.field_changes(tenant_id=organisation.tenant_id, object_id=organisation.pk)
        ],
    }


def _version(row: OrganisationVersion) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "full_name": row.full_name,
        "short_name": row.short_name,
        "org_kind": row.org_kind,
        "branch_kind": row.branch_kind,
        "parent_id": row.parent_id,
        "parent_name": row.parent.short_name if row.parent else "",
        "is_dissolved": row.is_dissolved,
    }


def _operation(row: Operation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "happened_on": row.happened_on,
        "approved_by": row.approved_by,
        "document_no": row.document_no,
        "reason": row.reason,
        "recorded_by": row.recorded_by,
        "recorded_at": row.created_at,
    }
