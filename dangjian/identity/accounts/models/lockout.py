"""Failed log-ins: counters by key, and which accounts one address tried; in the data base, for all processes."""

from __future__ import annotations

from django.db import models


class LoginCounter(models.Model):
    """Failures of one key: account from unknown devices, account from a known device, address, installation.

    Written by the log-in itself, before anybody is known: not a row that commands guard. The key is a hash; names
    typed by strangers and network addresses are not kept in clear.
    """

    key = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=10)
    account_id = models.UUIDField(null=True, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    window_started_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_login_counter"


class AddressFailure(models.Model):
    """One failed log-in of an address, to see that it tries many accounts (SEC-AUTH-11). Kept for a day.

    Written like `LoginCounter`, with hashes in place of address and name.
    """

    address_key = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    """Of the account or the name that was tried."""
    tenant_id = models.UUIDField(null=True)
    failed_at = models.DateTimeField()

    class Meta:
        db_table = "identity_address_failure"
        indexes = [models.Index(fields=["address_key", "failed_at"], name="identity_address_failure_at")]
