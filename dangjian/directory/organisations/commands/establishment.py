"""Setting up an organisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.organisations.commands.steps import parts
from dangjian.directory.organisations.commands.steps.parts import NO_PAPER, Paper
from dangjian.directory.organisations.enums import BranchKind, OperationKind, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.permissions import CHANGE_TREE
from dangjian.directory.organisations.rules import kinds
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotAllowed


@command(CHANGE_TREE)
def establish_organisation(
    unit: Unit,
    *,
    parent_id: UUID | None,
    org_kind: OrgKind,
    short_name: str,
    on: date,
    full_name: str = "",
    branch_kind: BranchKind | None = None,
    org_code: str | None = None,
    org_uid: str | None = None,
    planned_end_on: date | None = None,
    paper: Paper = NO_PAPER,
) -> Organisation:
    """Set up an organisation under a superior that exists (党章 第三十条; 支部工作条例 第六条).

    Without a full name the customary one is made of the short name. `on` is the day of establishment, today at the
    latest. A root of the tree needs the right over the whole enterprise.
    Raises BadInput for a kind that may not stand there or an impossible date, Conflict for names or codes taken.
    """
    parent = parts.load(unit, parent_id) if parent_id is not None else None
    if parent is None and not unit.scope.whole_tenant:
        raise NotAllowed(
            "directory.organisation.root_only_by_administrator",
            "顶层党组织由管理全部组织的党务工作者设立，请选择上级党组织，或联系上级党务工作者。",
        )
    problem = kinds.kind_problem(org_kind, parent.org_kind if parent else None, parts.legal_children())
    if problem:
        raise BadInput("directory.organisation.kind", problem, field="org_kind")
    if branch_kind is not None and org_kind != OrgKind.BRANCH:
        raise BadInput("directory.organisation.branch_kind", "只有党支部需要选择支部类型。", field="branch_kind")
    not_before = parent.established_on if parent else None
    date_problem = kinds.date_problem(on, today=unit.today, not_before=not_before, what="上级党组织成立")
    if date_problem:
        raise BadInput("directory.organisation.date", date_problem, field="on")
    parts.refuse_taken_code(org_code, None)
    organisation = parts.plant(
        unit,
        parent,
        kind=org_kind,
        short_name=short_name,
        full_name=full_name,
        on=on,
        branch_kind=branch_kind or (BranchKind.ORDINARY if org_kind == OrgKind.BRANCH else ""),
        org_code=org_code or None,
        org_uid=org_uid or None,
        planned_end_on=planned_end_on,
        approved_by=paper.approved_by,
        approval_no=paper.document_no,
        can_approve_members=org_kind == OrgKind.PARTY_COMMITTEE,
    )
    operation = parts.record(unit, organisation, OperationKind.ESTABLISH, on, paper)
    parts.advance_version(unit, organisation, operation, on)
    parts.announce_planted(unit, organisation, on)
    return organisation
