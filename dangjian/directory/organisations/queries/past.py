"""An organisation as it was on a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from dangjian.directory.organisations import catalogue, ports
from dangjian.directory.organisations.models import Organisation, OrganisationVersion
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.directory.organisations.ports import NOBODY
from dangjian.kernel import clock, history
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput


@query(VIEW_ORGANISATION)
def organisation_on(*, organisation_id: UUID, day: date) -> dict[str, Any]:
    """Names, kind, superior, details and own members of an organisation on a day. Four statements.

    `existed` is false before it was set up and after it was dissolved. Raises NotFound when it is out of reach,
    BadInput for a day to come.
    """
    if day > clock.today():
        raise BadInput("directory.organisation.past_day", "只能查看今天及以前的情况。", field="day")
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    version: OrganisationVersion | None = (
        OrganisationVersion.objects.unscoped("history of a visible organisation")
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), organisation=organisation, valid_from__lte=day)
        .select_related("parent")
        .order_by("-valid_from")
        .first()
    )
    existed = version is not None and not version.is_dissolved
    if version is None or not existed:
        return {"day": day, "existed": False, "details": []}
    values = history.values_on(organisation, catalogue.TITLES, day)
    values |= {"full_name": version.full_name, "short_name": version.short_name}
    strength = ports.strength(organisation.org_path, on=day).get(organisation.org_path, NOBODY)
    return {
        "day": day,
        "existed": True,
        "short_name": version.short_name,
        "full_name": version.full_name,
        "org_kind": version.org_kind,
        "branch_kind": version.branch_kind,
        "parent_name": version.parent.short_name if version.parent else "",
        "full_members": strength.full,
        "probationary_members": strength.probationary,
        "members": strength.members,
        "details": [
            {"field": name, "title": title, "text": catalogue.word_of(name, values[name])}
            for name, title in catalogue.TITLES.items()
            if values[name]
        ],
    }
