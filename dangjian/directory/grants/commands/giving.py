"""Giving roles and taking them back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from dangjian.directory.grants import rules
from dangjian.directory.grants.commands.steps.announcing import announce, refresh
from dangjian.directory.grants.commands.steps.apart import refuse_beside
from dangjian.directory.grants.commands.steps.holding import find_holder, refuse_for_oneself, refuse_same
from dangjian.directory.grants.events import RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, MANAGE_GRANTS, SECURITY_ADMINISTRATOR
from dangjian.directory.grants.queries import counting_q
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed
from dangjian.kernel.parameters import Parameter
from dangjian.kernel.permissions import registry

NOTICE_DAYS = Parameter(
    key="grants.notice_days",
    title="授权到期提醒",
    note="授权到期前多少天提醒持有人和安全管理员。",
    group="授权",
    kind="integer",
    default=14,
    unit="天",
    minimum=1,
    maximum=90,
)


@command(MANAGE_GRANTS)
def grant_role(
    unit: Unit,
    *,
    role: str,
    organisation_id: UUID | None,
    reason: str,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
    subtree: bool = True,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RoleGrant:
    """Give a role in a place (no organisation: the whole enterprise) for a period.

    Bounded by the giver (SEC-AC-09): the place lies in the giver's own, the period does not outlast the giver's right,
    nobody gives rights to themselves, and administrators are made over the whole enterprise only, apart from every
    other role (SEC-AC-07).
    Raises BadInput, Conflict for a grant that exists already or does not go with another, NotFound for people or
    places out of reach.
    """
    problem = rules.role_problem(role, registry.roles())
    if problem:
        raise BadInput("directory.grant.role", problem, field="role")
    refuse_without_consent(role)
    organisation = _place(unit, organisation_id)
    holder_person, holder_account, name = find_holder(person_id, account_id)
    refuse_for_oneself(unit, holder_person, holder_account)
    start = valid_from or unit.today
    latest = rules.latest_end(unit.actor.grants, _giving_roles(), unit.today)
    problem = rules.period_problem(start, valid_to, today=unit.today, latest=latest)
    if problem:
        raise BadInput("directory.grant.period", problem, field="valid_to")
    refuse_same(role, organisation, holder_person, holder_account, unit.today)
    refuse_beside(role, person_id=holder_person, account_id=holder_account, name=name, since=start, until=valid_to)
    row = unit.create(
        RoleGrant(
            account_id=holder_account,
            person_id=holder_person,
            holder_name=name,
            role=role,
            organisation=organisation,
            org_path=organisation.org_path if organisation else "",
            subtree=subtree,
            valid_from=start,
            valid_to=valid_to,
            granted_by=unit.actor.name,
            reason=reason,
        )
    )
    announce(unit, row)
    return row


def refuse_without_consent(role: str) -> None:
    """One of the three is appointed by the two others together (SEC-AC-07, SEC-AC-08). Raises Conflict."""
    if role in ADMINISTRATORS:
        raise Conflict(
            "directory.grant.needs_approval",
            "任命管理员须由另外两类管理员共同决定，请在“双人核准”页申请任命。",
            field="role",
        )


def _giving_roles() -> frozenset[str]:
    return frozenset(MANAGE_GRANTS.roles)


def _place(unit: Unit, organisation_id: UUID | None) -> Organisation | None:
    if organisation_id is None:
        unit.require_place("")
        return None
    organisation = unit.get(Organisation, organisation_id, lock=False)
    if organisation.dissolved_on is not None:
        raise BadInput("directory.grant.dissolved", "该党组织已撤销，请选择其他组织。", field="organisation_id")
    return organisation


@command(MANAGE_GRANTS)
def revoke_grant(unit: Unit, *, grant_id: UUID, reason: str) -> RoleGrant:
    """Take a role back, at once.

    Raises Conflict for one taken back before, or that came with a post (it ends with the post), and for the last
    administrator, so that nobody is locked out.
    """
    row = unit.get(RoleGrant, grant_id)
    if row.revoked_at is not None:
        raise Conflict("directory.grant.revoked", "该授权已收回。")
    if row.source == "post":
        raise Conflict("directory.grant.with_post", "该权限随职务取得，请通过免去职务收回。")
    if row.role in ADMINISTRATORS and not _other_administrators(row, unit.today):
        title = registry.roles()[row.role].title
        raise Conflict("directory.grant.last_administrator", f"这是最后一名{title}，请先任命另一名。")
    unit.update(row, revoked_at=unit.now, revoked_by=unit.actor.name, note=reason)
    unit.emit(RoleRevoked(row.pk, row.account_id, row.person_id, row.role, reason))
    refresh(row)
    return row


def _other_administrators(row: RoleGrant, today: date) -> bool:
    others = RoleGrant.objects.unscoped("whether anybody else can administer").filter(counting_q(today), role=row.role)
    return bool(others.exclude(pk=row.pk).exists())


@command(MANAGE_GRANTS)
def set_expiry(unit: Unit, *, grant_id: UUID, valid_to: date | None, reason: str) -> RoleGrant:
    """Give a grant another end. Raises BadInput for an impossible one, Conflict for a grant that is over, NotAllowed
    for a longer one of one's own."""
    row = unit.get(RoleGrant, grant_id)
    if row.revoked_at is not None or row.source != "grant":
        raise Conflict("directory.grant.revoked", "该授权已收回，或随职务、代理、紧急授权取得，不能调整期限。")
    if row.valid_to is not None and row.valid_to < unit.today:
        raise Conflict("directory.grant.over", f"该授权已于 {row.valid_to} 到期，如仍需要请重新授权。")
    if row.valid_to is not None and (valid_to is None or valid_to > row.valid_to):
        refuse_for_oneself(unit, row.person_id, row.account_id)
        refuse_without_consent(row.role)
    latest = rules.latest_end(unit.actor.grants, _giving_roles(), unit.today)
    problem = rules.period_problem(row.valid_from, valid_to, today=unit.today, latest=latest)
    if problem:
        raise BadInput("directory.grant.period", problem, field="valid_to")
    unit.update(row, valid_to=valid_to, note=reason)
    refresh(row)
    return row


@command(MANAGE_GRANTS)
def hand_over(
    unit: Unit, *, grant_id: UUID, account_id: UUID, valid_from: date, last_day: date, reason: str
) -> RoleGrant:
    """Hand a grant over to a successor: the same role in the same place from a day, and the last day of the one before.

    Both may hold it in between. Raises as `grant_role` and `set_expiry`; BadInput for a gap between the two.
    """
    row = unit.get(RoleGrant, grant_id)
    if (valid_from - last_day).days > 1:
        raise BadInput("directory.grant.gap", "接任日期与离任日期之间有空档，请检查。", field="valid_from")
    until = row.valid_to
    set_expiry(grant_id=row.pk, valid_to=last_day, reason=f"交接：{reason}"[:200])
    return grant_role(
        role=row.role,
        organisation_id=row.organisation_id,
        account_id=account_id,
        subtree=row.subtree,
        valid_from=valid_from,
        valid_to=until,
        reason=f"接任 {row.holder_name}：{reason}"[:200],
    )


@command(MANAGE_GRANTS)
def tell_of_expiry(unit: Unit) -> int:
    """Tell holders and security administrators of grants that end soon, once for each end (SEC-AC-09).

    Returns how many grants. May run twice."""
    last = unit.today + timedelta(days=NOTICE_DAYS.value())
    ending = RoleGrant.objects.filter(
        revoked_at=None, source="grant", valid_from__lte=unit.today, valid_to__gte=unit.today, valid_to__lte=last
    ).select_related("organisation")
    administrators = set(
        RoleGrant.objects.filter(
            counting_q(unit.today), role=SECURITY_ADMINISTRATOR.code, person_id__isnull=False
        ).values_list("person_id", flat=True)
    )
    count = 0
    for row in ending.order_by("id"):
        place = row.organisation.short_name if row.organisation else "全部组织"
        send_message(
            person_ids=administrators | ({row.person_id} if row.person_id else set()),
            kind="grant",
            title=f"{row.holder_name}的“{registry.roles()[row.role].title}”授权将于 {row.valid_to} 到期",
            text=f"范围：{place}。如仍需要，请安全管理员调整期限。",
            subject_kind="grant",
            subject_id=row.pk,
            dedupe_key=f"grant-ends-{row.pk}-{row.valid_to}",
        )
        count += 1
    return count


@command(MANAGE_GRANTS)
def make_administrator(
    unit: Unit, *, role: str, account_id: UUID, person_id: UUID | None, holder_name: str
) -> RoleGrant:
    """Make one of the first three administrators of a tenant. Answers the port `grants.make_administrator`, asked at
    first start under the system actor. Raises NotAllowed for anybody else, Conflict where somebody has the role."""
    if unit.actor.kind != "system" or role not in ADMINISTRATORS:
        raise NotAllowed()
    holders = RoleGrant.objects.unscoped("whether anybody has it").filter(counting_q(unit.today), role=role)
    if any(row.is_genuine() for row in holders):
        raise Conflict("directory.grant.exists", "已有人担任这一管理员，须由其他两类管理员共同任命。")
    row = unit.create(
        RoleGrant(
            account_id=account_id,
            person_id=person_id,
            holder_name=holder_name,
            role=role,
            organisation=None,
            org_path="",
            subtree=True,
            valid_from=unit.today,
            granted_by=unit.actor.name[:80],
            reason="首次启动",
        )
    )
    announce(unit, row)
    return row
