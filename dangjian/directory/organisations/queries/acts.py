"""What other apps ask before they do something in a branch (ORG-R11)."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.enums import ForbiddenAct
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import VIEW_ORGANISATION
from dangjian.directory.organisations.queries.loading.forbidden import acts_shown, refuse_act
from dangjian.kernel.doors import query

__all__ = ["ForbiddenAct", "forbidden_acts", "require_act"]


@query(VIEW_ORGANISATION)
def require_act(*, organisation_id: UUID, act: ForbiddenAct) -> None:
    """Go on silently when a branch may do this; ask before admissions, elections, dues and the like.

    Raises Conflict `directory.organisation.forbidden_act` for temporary and functional branches (支部工作条例 第八条),
    NotFound when the organisation is out of reach. One statement (rules aside).
    """
    refuse_act(Organisation.objects.get(pk=organisation_id), act)


@query(VIEW_ORGANISATION)
def forbidden_acts(*, organisation_id: UUID) -> list[dict[str, str]]:
    """What a branch may not do, in words; empty for ordinary ones. Raises NotFound."""
    return acts_shown(Organisation.objects.get(pk=organisation_id).branch_kind)
