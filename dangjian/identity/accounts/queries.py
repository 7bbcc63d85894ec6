"""What may be read about accounts, and what the signed-in person learns about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dangjian.identity.accounts import attempts, binding, passkeys, second_factor, sessions
from dangjian.identity.accounts.credentials import phone_index
from dangjian.identity.accounts.directory import quiet_q
from dangjian.identity.accounts.grants import is_administrator
from dangjian.identity.accounts.hashers import PepperedArgon2Hasher
from dangjian.identity.accounts.limits import grants_of_account
from dangjian.identity.accounts.models import Account, DeviceKey, SecondFactorReset, WebSession
from dangjian.identity.accounts.permissions import (
    ADMINISTRATOR_ROLES,
    OWN_SIGN_IN,
    RESET_SECOND_FACTOR,
    SECURITY_ADMINISTRATOR,
    VIEW_ACCOUNT,
)
from dangjian.identity.accounts.ports import administrators_of, roles_of
from dangjian.identity.accounts.rules.names import fold_name, fold_phone
from dangjian.identity.accounts.rules.sessions import WEB, Stage
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.http.paging import order_of
from dangjian.kernel.scope import subtree_q

ORDERS: dict[str, tuple[str, ...]] = {"login_name": ("login_key", "id"), "created_at": ("created_at", "id")}
STATES: dict[str, Q] = {
    "not_activated": Q(activated_at=None, disabled_at=None),
    "active": Q(activated_at__isnull=False, disabled_at=None),
    "disabled": Q(disabled_at__isnull=False),
}


IDLE = timedelta(days=180)
"""After so long without a log-in an account should be disabled (SEC-AUTH-07)."""


@dataclass(frozen=True)
class AccountRow:
    """An account as lists and details show it; the phone number is masked."""

    id: UUID
    version: int
    login_name: str
    display_name: str
    person_id: UUID | None
    phone: str
    state: str
    disabled_reason: str
    second_factor: bool
    locked_until: datetime | None
    last_login_at: datetime | None
    created_at: datetime
    roles: list[str]


@query(VIEW_ACCOUNT)
def list_accounts(*, page: PageRequest, text: str = "", state: str = "", under: str = "") -> dict[str, Any]:
    """One page of accounts in the actor's places, by name, phone number (exact), state and subtree."""
    found = paginate(
        _find_accounts(text=text, state=state, under=under),
        page,
        order=order_of(page, ORDERS, "login_name"),
    )
    found["items"] = _rows(found["items"])
    return found


@query(VIEW_ACCOUNT)
def get_account(*, account_id: UUID) -> AccountRow:
    """One account. Raises NotFound."""
    return _rows([Account.objects.get(pk=account_id)])[0]


@query(RESET_SECOND_FACTOR)
def list_second_factor_resets() -> list[SecondFactorReset]:
    """Requests to take a second factor off that wait for a second person."""
    mine = Account.objects.values("pk")
    rows = SecondFactorReset.objects.filter(done_at=None, expires_at__gt=clock.now(), account_id__in=mine)
    found = list(rows.select_related("account").order_by("created_at")[:200])
    own = {grant.role for grant in current_actor().grants} & set(ADMINISTRATOR_ROLES)
    if own and SECURITY_ADMINISTRATOR not in own:  # these two agree for administrators only
        return [row for row in found if is_administrator(grants_of_account(row.account))]
    return found


@query(OWN_SIGN_IN)
def list_own_sessions(*, account_id: UUID) -> list[WebSession]:
    """The live sessions of the signed-in person."""
    return sessions.live_sessions(account_id)


@query(OWN_SIGN_IN)
def list_own_devices(*, account_id: UUID) -> list[DeviceKey]:
    """The browsers of the signed-in person that have a key."""
    return binding.keys_of(account_id)


@query(OWN_SIGN_IN)
def own_second_factors(*, account_id: UUID) -> dict[str, Any]:
    """The second factors of the signed-in person: app or not, passkeys, how many recovery codes are left."""
    return {
        "totp": second_factor.has_totp(account_id),
        "passkeys": passkeys.passkeys_of(account_id),
        "recovery_codes_left": second_factor.recovery_codes_left(account_id),
    }


@query(OWN_SIGN_IN)
def account_of_person(*, person_id: UUID) -> UUID | None:
    """Id of the account of a person of the same tenant, if there is one; for apps that address people."""
    rows = Account.objects.unscoped("an id only, for addressing").filter(person_id=person_id, disabled_at=None)
    found: UUID | None = rows.values_list("pk", flat=True).first()
    return found


def _find_accounts(*, text: str, state: str, under: str) -> QuerySet[Account]:
    """The accounts that match; call inside a door."""
    rows: QuerySet[Account] = Account.objects.filter(subtree_q("org_path", under))
    if state in STATES:
        rows = rows.filter(STATES[state])
    elif state == "quiet":
        rows = rows.filter(quiet_q())
    if text:
        wanted = Q(login_key__contains=fold_name(text)) | Q(display_name__contains=text.strip())
        phone = fold_phone(text)
        if phone:
            wanted |= Q(phone_index=phone_index(phone))
        rows = rows.filter(wanted)
    return rows


def _rows(accounts: list[Account]) -> list[AccountRow]:
    locks = attempts.locked_until([account.pk for account in accounts])
    roles = roles_of(current_actor().tenant_id, {account.pk: account.person_id for account in accounts})
    return [
        AccountRow(
            id=account.pk,
            version=account.version,
            login_name=account.login_name,
            display_name=account.display_name,
            person_id=account.person_id,
            phone=str(account.phone) if account.phone else "",
            state=_state(account),
            disabled_reason=account.disabled_reason,
            second_factor=account.second_factor_at is not None,
            locked_until=locks.get(account.pk),
            last_login_at=account.last_login_at,
            created_at=account.created_at,
            roles=roles.get(account.pk, []),
        )
        for account in accounts
    ]


def _state(account: Account) -> str:
    if account.disabled_at is not None:
        return "disabled"
    return "active" if account.activated_at is not None else "not_activated"


@query(VIEW_ACCOUNT)
def security_figures() -> dict[str, Any]:
    """What the self-check report shows of accounts: numbers only. Seven statements."""
    now = clock.now()
    active = Account.objects.filter(disabled_at=None, is_demo=False)
    administrators = active.filter(person_id__in=administrators_of(current_actor().tenant_id, *ADMINISTRATOR_ROLES))
    live = WebSession.objects.filter(
        account__in=active, stage=Stage.COMPLETE, idle_end_at__gt=now, absolute_end_at__gt=now
    )
    crowded = live.order_by().values("account_id").annotate(number=Count("pk")).filter(number__gt=WEB.parallel)
    hasher = PepperedArgon2Hasher
    hashed = active.exclude(Q(password="") | Q(password__startswith="!"))  # noqa: S106 - marks of no password
    return {
        "accounts": active.count(),
        "without_person": active.filter(person_id=None).count(),
        "has_superuser_column": any(field.name == "is_superuser" for field in Account._meta.fields),
        "hashing": {
            "algorithm": hasher.algorithm,
            "memory_kib": hasher.memory_cost,
            "rounds": hasher.time_cost,
        },
        "other_hashes": hashed.exclude(password__startswith=f"{hasher.algorithm}$").count(),
        "administrators": administrators.count(),
        "administrators_without_factor": administrators.filter(second_factor_at=None).count(),
        "idle": active.filter(last_login_at__lt=now - IDLE).count(),
        "sessions": live.count(),
        "too_many_sessions": crowded.count(),
    }
