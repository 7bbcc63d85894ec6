"""Giving roles and taking them back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants import rules
from dangjian.directory.grants.commands.steps.announcing import announce, refresh
from dangjian.directory.grants.commands.steps.apart import refuse_beside
from dangjian.directory.grants.events import RoleRevoked
from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.permissions import ADMINISTRATORS, MANAGE_GRANTS, SECURITY_ADMINISTRATOR
from dangjian.directory.grants.queries import counting_q
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.messaging.commands import send_message
from dangjian.identity.accounts.models import Account
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
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
    organisation = _place(unit, role, organisation_id)
    holder_person, holder_account, name = _holder(unit, person_id, account_id)
    _refuse_for_oneself(unit, holder_person, holder_account)
    start = valid_from or unit.today
    latest = rules.latest_end(unit.actor.grants, _giving_roles(), unit.today)
    problem = rules.period_problem(start, valid_to, today=unit.today, latest=latest)
    if problem:
        raise BadInput("directory.grant.period", problem, field="valid_to")
    _refuse_same(role, organisation, holder_person, holder_account, unit.today)
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


def _refuse_for_oneself(unit: Unit, person_id: UUID | None, account_id: UUID | None) -> None:
    actor = unit.actor
    own = (account_id is not None and account_id == actor.account_id) or (
        person_id is not None and person_id == actor.person_id
    )
    if actor.kind == "person" and own:
        raise NotAllowed("directory.grant.to_oneself", "不能给自己授权或延长期限，请由其他管理员办理。")


def _giving_roles() -> frozenset[str]:
    return frozenset(MANAGE_GRANTS.roles)


def _place(unit: Unit, role: str, organisation_id: UUID | None) -> Organisation | None:
    if organisation_id is None:
        unit.require_place("")
        return None
    if role in ADMINISTRATORS:
        raise BadInput(
            "directory.grant.administrator_everywhere",
            "管理员的授权范围是全部组织，请不要选择组织。",
            field="organisation_id",
        )
    organisation = unit.get(Organisation, organisation_id, lock=False)
    if organisation.dissolved_on is not None:
        raise BadInput("directory.grant.dissolved", "该党组织已撤销，请选择其他组织。", field="organisation_id")
    return organisation


def _holder(unit: Unit, person_id: UUID | None, account_id: UUID | None) -> tuple[UUID | None, UUID | None, str]:
    """Who gets the role: a person on the register, or an account without a person. Raises BadInput or NotFound."""
    if (person_id is None) == (account_id is None):
        raise BadInput("directory.grant.holder", "请选择一名人员。", field="person_id")
    if person_id is not None:
        person: Person | None = Person.objects.filter(pk=person_id, register_state=RegisterState.ACTIVE).first()
        if person is None:
            raise NotFound("directory.grant.holder_missing", "没有找到该人员，或其已不在册。请重新选择。")
        return person.pk, None, person.name
    account: Account | None = Account.objects.filter(pk=account_id, disabled_at=None).first()
    if account is None:
        raise NotFound("directory.grant.holder_missing", "没有找到该账号，或账号已停用。请重新选择。")
    return account.person_id, None if account.person_id else account.pk, account.display_name


def _refuse_same(
    role: str, organisation: Organisation | None, person_id: UUID | None, account_id: UUID | None, today: date
) -> None:
    same = RoleGrant.objects.unscoped("the same right is not given twice").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        role=role,
        organisation=organisation,
        person_id=person_id,
        account_id=account_id,
        source="grant",
        revoked_at=None,
    )
    if same.exists():
        raise Conflict("directory.grant.exists", "该人员在此范围已有同样的授权，可直接调整其期限。")


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
    if row.revoked_at is not None or row.source == "post":
        raise Conflict("directory.grant.revoked", "该授权已收回或随职务取得，不能调整期限。")
    if row.valid_to is not None and row.valid_to < unit.today:
        raise Conflict("directory.grant.over", f"该授权已于 {row.valid_to} 到期，如仍需要请重新授权。")
    if row.valid_to is not None and (valid_to is None or valid_to > row.valid_to):
        _refuse_for_oneself(unit, row.person_id, row.account_id)
    latest = rules.latest_end(unit.actor.grants, _giving_roles(), unit.today)
    problem = rules.period_problem(row.valid_from, valid_to, today=unit.today, latest=latest)
    if problem:
        raise BadInput("directory.grant.period", problem, field="valid_to")
    unit.update(row, valid_to=valid_to, note=reason)
    refresh(row)
    return row


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
    if RoleGrant.objects.unscoped("whether anybody has it").filter(counting_q(unit.today), role=role).exists():
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
