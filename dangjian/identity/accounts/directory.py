"""All accounts of the installation: names, phone numbers and people are unique over all tenants (SEC-AUTH-01)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

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

QUIET = timedelta(days=60)
"""An account in use that nobody signed in to for so long is looked at in the monthly review (SEC-AUTH-07)."""
_FIRST_LOOK = 16
_LONGEST_LOOK = 512
"""How many numbered names are looked up at once: few for a rare name, more with each round for a common one."""


def quiet_q() -> Q:
    """Accounts in use to which nobody signed in for long, or never."""
    before = clock.now() - QUIET
    seldom = Q(last_login_at__lt=before) | Q(last_login_at=None, activated_at__lt=before)
    return Q(activated_at__isnull=False, disabled_at=None) & seldom


def everywhere() -> GuardedQuerySet:
    """Accounts of all tenants."""
    rows: GuardedQuerySet = Account.objects.across_tenants("names, phones and people are unique in the installation")
    return rows


def free_login_name(display_name: str) -> str:
    """An account name nobody ever had: the name in pinyin, with a number where it was given out."""
    stem = "".join(letter for letter in sort_key(display_name) if letter.isalnum())[:40] or "yonghu"
    if login_name_flaw(stem):
        stem = f"{stem}user"
    first, size = 1, _FIRST_LOOK
    while True:
        names = [numbered_name(stem, number) for number in range(first, first + size)]
        digests = [name_digest(name) for name in names]
        taken = set(TakenName.objects.filter(pk__in=digests).values_list("pk", flat=True))
        free = next((name for name, digest in zip(names, digests, strict=True) if digest not in taken), None)
        if free is not None:
            return free
        first, size = first + size, min(2 * size, _LONGEST_LOOK)


def name_digest(key: str) -> str:
    """What stands for a folded account name in the list of names ever given out (32 hexadecimal digits).

    Keyed, and the key never turns: the list keeps no name of a person whose account was erased, and it can stay
    append-only for all time.
    """
    digest = blind(key, tenant_id=INSTALLATION, label="login_name", normalise=str)
    assert digest is not None, "an account name is never empty"
    return digest


def take_name(unit: Unit, key: str) -> None:
    """Give out a folded account name for good. Raises Conflict when it ever was. Call inside a command."""
    digest = name_digest(key)
    if TakenName.objects.filter(pk=digest).exists() or everywhere().filter(login_key=key).exists():
        raise Conflict(
            "identity.account.login_name_taken",
            "这个账号名已经用过，请换一个；用过的账号名不再分配。",
            field="login_name",
        )
    TakenName.objects.create(digest=digest, taken_at=unit.now)


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
