"""What other apps ask before they do something in a branch (ORG-R11)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations import ports
from dangjian.directory.organisations.enums import ForbiddenAct, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE, VIEW_ORGANISATION
from dangjian.directory.organisations.queries.loading.forbidden import acts_shown, refuse_act
from dangjian.directory.organisations.rules import naming
from dangjian.kernel.doors import query

__all__ = ["ForbiddenAct", "customary_names", "forbidden_acts", "require_act", "what_remains"]


@query(VIEW_ORGANISATION)
def require_act(*, organisation_id: UUID, act: ForbiddenAct) -> None:
    """Go on silently when a branch may do this; ask before admissions, elections, dues and the like.

    Raises Conflict `directory.organisation.forbidden_act` for temporary and functional branches (支部工作条例 第八条),
    NotFound when the organisation is out of reach. One statement (rules aside).
    """
    refuse_act(Organisation.objects.get(pk=organisation_id), act)


@query(CHANGE_TREE)
def what_remains(*, organisation_id: UUID) -> list[dict[str, Any]]:
    """What keeps an organisation from being dissolved (organizations.md §7), for the page before anybody tries.

    One statement for each kind of matter. Raises NotFound when it is out of reach.
    """
    organisation: Organisation = Organisation.objects.get(pk=organisation_id)
    return [
        {"name": found.name, "count": found.count, "text": found.text} for found in ports.blockers_of(organisation.pk)
    ]


@query(VIEW_ORGANISATION)
def forbidden_acts(*, organisation_id: UUID) -> list[dict[str, str]]:
    """What a branch may not do, in words; empty for ordinary ones. Raises NotFound."""
    return acts_shown(Organisation.objects.get(pk=organisation_id).branch_kind)


@query(VIEW_ORGANISATION)
def customary_names(*, short_name: str, org_kind: OrgKind, with_committee: bool = True) -> dict[str, str]:
    """The customary names of an organisation (organizations.md §7), and a warning about an odd one. No statement."""
    full = naming.customary_full_name(short_name, org_kind, with_committee=with_committee)
    return {
        "short_name": naming.short_name_for(short_name, org_kind),
        "full_name": full,
        "seal_name": naming.seal_name_for(full),
        "warning": naming.naming_warning(short_name, org_kind),
    }
