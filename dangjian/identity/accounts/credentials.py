"""Checking and setting passwords: equal time for everybody, history, re-hashing."""

from __future__ import annotations

import functools
import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher, is_password_usable, make_password
from django.db.models import Q

from dangjian.identity.accounts.models import Account, EarlierPassword
from dangjian.identity.accounts.models.account import INSTALLATION
from dangjian.identity.accounts.rules.names import fold_name, fold_phone
from dangjian.identity.accounts.rules.passwords import REMEMBERED, context_words, is_expired, password_flaws
from dangjian.kernel import clock
from dangjian.kernel.crypto.fields import blind_index
from dangjian.kernel.doors import Unit
from dangjian.kernel.errors import BadInput, FieldProblem

NEWEST = ("-created_at", "-pk")
"""Order of earlier passwords: two of one instant stay in the order in which they were used."""


def find_account(identifier: str) -> Account | None:
    """The account that an account name or a phone number names, by one query either way."""
    phone = fold_phone(identifier)
    name = Q(login_key=fold_name(identifier)[:64])
    wanted = Q(phone_index=phone_index(phone)) if phone else name
    found: Account | None = (
        Account.objects.across_tenants("the tenant is not known before signing in").filter(wanted).first()
    )
    return found


def phone_index(phone: str) -> str | None:
    """The installation-wide blind index of a phone number."""
    return blind_index(Account, "phone_index", phone, tenant_id=INSTALLATION)


def password_is_right(account: Account | None, password: str) -> bool:
    """Check a password; takes the same time when there is no account, or one without a password (SEC-AUTH-04)."""
    nobody = _nobodys_hash()
    encoded = account.password if account is not None else ""
    if not is_password_usable(encoded) or not encoded:
        check_password(password, nobody)
        return False
    return check_password(password, encoded)


def needs_new_hash(account: Account) -> bool:
    """Whether the stored hash was made with other parameters than today's."""
    hasher = identify_hasher(account.password)
    return bool(hasher.must_update(account.password))


def check_new_password(account: Account, password: str, *, organisation: str = "", field: str = "password") -> None:
    """Refuse a password that the policy does not allow, or that is among the last five (SEC-AUTH-02).

    Slow (up to six hashes): call it before the transaction. Raises BadInput with every reason.
    """
    words = context_words(
        login_name=account.login_name,
        display_name=account.display_name,
        phone=account.phone.reveal() if account.phone else "",
        organisation=organisation,
    )
    flaws = password_flaws(password, context=words)
    if flaws:
        raise BadInput(
            "identity.password.weak",
            "密码不符合要求：" + "".join(flaw.text for flaw in flaws),
            fields=[FieldProblem(field, f"identity.password.{flaw.code}", flaw.text) for flaw in flaws],
        )
    rows = EarlierPassword.objects.across_tenants("one's own, by session or one-time link").filter(account=account)
    earlier = rows.order_by(*NEWEST).values_list("password", flat=True)[: REMEMBERED - 1]
    known = [account.password, *earlier]
    if any(is_password_usable(encoded) and encoded and check_password(password, encoded) for encoded in known):
        text = f"新密码不能与最近 {REMEMBERED} 次用过的密码相同。"
        raise BadInput("identity.password.used_before", text, field=field)


def hash_password(password: str) -> str:
    """The hash to store. Slow on purpose: call it before the transaction."""
    return make_password(password)


def store_password(unit: Unit, account: Account, encoded: str) -> None:
    """Put a new hash in place, keep the old one among the last five. Call inside a command."""
    if account.password and is_password_usable(account.password):
        unit.create(EarlierPassword(account=account, password=account.password))
        rows = EarlierPassword.objects.filter(account_id=account.pk).order_by(*NEWEST)
        stale = list(rows.values_list("pk", flat=True)[REMEMBERED - 1 :])
        if stale:
            EarlierPassword.objects.filter(pk__in=stale).delete()
    unit.update(
        account,
        password=encoded,
        must_change_password=False,
        password_changed_at=unit.now,
        activated_at=account.activated_at or unit.now,
        note="设置新密码",
    )


def password_has_expired(*, changed_at: object, is_demo: bool) -> bool:
    """Whether the 90 days (or what the installation set) are over; demo people have no password to change."""
    if is_demo:
        return False
    return is_expired(changed_at=changed_at, now=clock.now(), valid_days=settings.PASSWORD_VALID_DAYS)  # type: ignore[arg-type]


@functools.cache
def _nobodys_hash() -> str:
    return make_password(secrets.token_urlsafe(32))
