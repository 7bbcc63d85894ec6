"""All accounts of the installation: names, phone numbers and people are unique over all tenants (SEC-AUTH-01)."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.pinyin import sort_key
from dangjian.identity.accounts.credentials import phone_index
from dangjian.identity.accounts.models import Account, TakenName
from dangjian.identity.accounts.models.account import INSTALLATION
from dangjian.identity.accounts.rules.names import fold_phone, login_name_flaw, numbered_name
from dangjian.kernel import clock
from dangjian.kernel.crypto.envelope import blind
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.models import GuardedQuerySet


def everywhere() -> GuardedQuerySet:
    """Accounts of all tenants."""
    rows: GuardedQuerySet = Account.objects.across_tenants("names, phones and people are unique in the installation")
    return rows


def free_login_name(display_name: str) -> str:
    """An account name nobody ever had: the name in pinyin, with a number where it was given out."""
    stem = "".join(letter for letter in sort_key(display_name) if letter.isalnum())[:40] or "yonghu"
    if login_name_flaw(stem):
        stem = f"{stem}user"
    taken = set(TakenName.objects.filter(login_key__startswith=stem).values_list("login_key", flat=True))
    number = 1
    while (name := numbered_name(stem, number)) in taken or TakenName.objects.filter(pk=_digest(name)).exists():
        number += 1
    return numbered_name(stem, number)


def _digest(key: str) -> str:
    """What stands for the name of an erased account: keyed, so that the name cannot be guessed from it."""
    return f"erased-{blind(key, tenant_id=INSTALLATION, label='login_name', normalise=str)}"[:64]


def retire_name(key: str) -> None:
    """Keep a name from being given out again without keeping the name. Call inside a command."""
    rows = TakenName.objects.filter(pk=key)
    taken_at = rows.values_list("taken_at", flat=True).first()
    TakenName.objects.get_or_create(login_key=_digest(key), defaults={"taken_at": taken_at or clock.now()})
    rows.delete()


def take_name(unit: Unit, key: str) -> None:
    """Give out a folded account name for good. Raises Conflict when it ever was. Call inside a command."""
    if TakenName.objects.filter(pk__in=[key, _digest(key)]).exists() or everywhere().filter(login_key=key).exists():
        raise Conflict(
            "identity.account.login_name_taken",
            "这个账号名已经用过，请换一个；用过的账号名不再分配。",
            field="login_name",
        )
    TakenName.objects.create(login_key=key, taken_at=unit.now)


def free_phone(phone: str, *, but: UUID | None = None) -> str | None:
    """The phone number in its normal form, None for an empty one. Raises BadInput, or Conflict when it is taken."""
    if not phone.strip():
        return None
    number = fold_phone(phone)
    if number is None:
        raise BadInput("identity.account.phone", "手机号应为 11 位数字，以 1 开头。", field="phone")
    if everywhere().filter(phone_index=phone_index(number)).exclude(pk=but).exists():
        raise Conflict("identity.account.phone_taken", "这个手机号已用于另一个账号，请核对。", field="phone")
    return number
