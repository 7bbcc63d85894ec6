"""Second factors, on allauth's machinery: its authenticators, seeds, code computation and recovery codes.

What differs from allauth: a code is good once in all processes (the last step is claimed in the data base by a
conditional UPDATE; allauth remembers used codes in the cache of one process), and nothing of it goes through mail.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt, encrypt

from dangjian.identity.accounts.models import Account
from dangjian.kernel.writing import allow_writing

SECRET_KEY_IN_SESSION = totp.SECRET_SESSION_KEY


def new_secret() -> str:
    """A fresh seed for an authenticator app (160 bits, base 32)."""
    return str(totp.generate_totp_secret())


def seal(secret: str) -> str:
    """A seed as it is kept until a code proves it."""
    return str(encrypt(secret))


def unseal(sealed: str) -> str:
    """Counterpart of `seal`."""
    return str(decrypt(sealed))


def enrolment_uri(account: Account, secret: str) -> str:
    """The otpauth address that authenticator apps read from a QR code."""
    return str(get_adapter().build_totp_url(account, secret))


def matching_step(secret: str, code: str) -> int | None:
    """The 30-second step whose code this is (now, or one step either way); None for a wrong code."""
    for step in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))):
            return int(step)
    return None


def enrol(account: Account, secret: str, code: str) -> list[str] | None:
    """Enrol the seed when `code` proves that the app has it; returns the recovery codes, or None for a wrong code."""
    step = matching_step(secret, code)
    if step is None:
        return None
    remove_totp(account.pk)
    Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    totp.TOTP.activate(account, secret)
    _claim_step(account.pk, step)
    return [str(recovery) for recovery in RecoveryCodes.activate(account).get_unused_codes()]


def check_code(account_id: UUID, code: str) -> str | None:
    """Check a code of the app or a recovery code and use it up; returns which (`totp`, `recovery`), None if wrong.

    Call inside a transaction of a command.
    """
    found = {row.type: row for row in Authenticator.objects.filter(user_id=account_id)}
    if Authenticator.Type.TOTP in found and len(code.strip()) <= 8:
        row = found[Authenticator.Type.TOTP]
        step = matching_step(decrypt(row.data["secret"]), code)
        if step is not None:
            if not _claim_step(account_id, step):
                return None
            row.record_usage()
            return "totp"
    if Authenticator.Type.RECOVERY_CODES in found:
        row = found[Authenticator.Type.RECOVERY_CODES]
        if row.wrap().validate_code(code):
            row.record_usage()
            return "recovery"
    return None


def renew_recovery_codes(account: Account) -> list[str]:
    """Replace the recovery codes; the old ones are worthless from now on."""
    Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    return [str(code) for code in RecoveryCodes.activate(account).get_unused_codes()]


def recovery_codes_left(account_id: UUID) -> int:
    """How many recovery codes are unused."""
    row: Any = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row is not None else 0


def kinds(account_id: UUID) -> list[str]:
    """The kinds of factor enrolled: `totp`, `webauthn`, `recovery_codes`."""
    found = Authenticator.objects.filter(user_id=account_id).values_list("type", flat=True)
    return sorted(set(map(str, found)))


def has_totp(account_id: UUID) -> bool:
    """Whether an authenticator app is enrolled."""
    return bool(Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists())


def remove_totp(account_id: UUID) -> None:
    """Take the authenticator app off an account; passkeys and recovery codes stay."""
    Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).delete()


def remove(account_id: UUID) -> int:
    """Take all second factors off an account. Returns how many authenticators there were."""
    count, _ = Authenticator.objects.filter(user_id=account_id).delete()
    return int(count)


def _claim_step(account_id: UUID, step: int) -> bool:
    """Claim a step for this account: false when it, or a later one, was used before."""
    with allow_writing():
        claimed = (
            Account.objects.across_tenants("the account is known by its session")
            .filter(pk=account_id, totp_last_step__lt=step)
            .update(totp_last_step=step)
        )
    return bool(claimed)
