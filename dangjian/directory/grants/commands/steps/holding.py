"""Who gets a right, and what is refused to everybody alike."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.identity.accounts.models import Account
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound

Holder = tuple[UUID | None, UUID | None, str]
"""Person, or account without a person, and the name."""


def refuse_for_oneself(unit: Unit, person_id: UUID | None, account_id: UUID | None) -> None:
    """Nobody gives rights to themselves. Raises NotAllowed."""
    actor = unit.actor
    own = (account_id is not None and account_id == actor.account_id) or (
        person_id is not None and person_id == actor.person_id
    )
    if actor.kind == "person" and own:
        raise NotAllowed("directory.grant.to_oneself", "不能给自己授权或延长期限，请由其他管理员办理。")


def find_holder(person_id: UUID | None, account_id: UUID | None) -> Holder:
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


def refuse_same(
    role: str, organisation: Organisation | None, person_id: UUID | None, account_id: UUID | None, today: date
) -> None:
    """The same right is not given twice. Raises Conflict."""
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
