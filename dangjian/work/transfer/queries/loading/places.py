"""Which committees a transfer goes through."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import ancestors
from dangjian.work.transfer.rules.hops import TransferScope


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where inside the enterprise, and between which committees."""

    scope: TransferScope
    to: Organisation
    from_committee: Organisation | None
    to_committee: Organisation | None


def committee_of(branch: Organisation) -> Organisation | None:
    """The committee that exchanges relations for a branch: the nearest with the right to approve members (教育管理条例
    第二十五条), or else the nearest committee above it. One statement."""
    above = ancestors(branch.org_path)[:-1]
    rows = Organisation.objects.unscoped("the committee above a branch, wherever it is; its name is no secret").filter(
        org_path__in=above, org_kind=OrgKind.PARTY_COMMITTEE, dissolved_on=None
    )
    found = sorted(rows, key=lambda each: (each.can_approve_members, len(each.org_path)), reverse=True)
    return found[0] if found else None


def way_between(branch: Organisation, to_organisation_id: UUID) -> Way:
    """The way from a branch to another one of the enterprise.

    Raises BadInput for what is no branch that takes relations in, and for the branch itself.
    """
    rows = Organisation.objects.unscoped("where a member goes; any branch of the enterprise may be named")
    to = rows.filter(pk=to_organisation_id).first()
    if to is None or to.org_kind != OrgKind.BRANCH:
        raise BadInput("transfer.target", "请选择接收的党支部。", field="to_organisation_id")
    if to.pk == branch.pk:
        raise BadInput("transfer.same", "该党员已在这个党支部，请选择其他党支部。", field="to_organisation_id")
    if to.dissolved_on is not None:
        raise BadInput(
            "transfer.target_ended", f"“{to.short_name}”已撤销，请选择其他党支部。", field="to_organisation_id"
        )
    ours, theirs = committee_of(branch), committee_of(to)
    one = ours is None or theirs is None or ours.pk == theirs.pk
    return Way(TransferScope.INTERNAL_BRANCH if one else TransferScope.INTERNAL_COMMITTEE, to, ours, theirs)
