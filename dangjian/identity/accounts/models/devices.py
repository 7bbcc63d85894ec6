"""Keys of browsers: made there, never leaving them; sessions are bound to them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from dangjian.identity.accounts.models.account import Account


class DeviceKey(models.Model):
    """The public half of a key that a browser keeps and cannot give away (SEC-AUTH-13). Sessions end with it.

    Written by signing in and out, like `WebSession`.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="device_keys")
    public = models.BinaryField()
    name = models.CharField(max_length=200, blank=True)
    """What the browser says of itself."""
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        db_table = "identity_device_key"
        indexes = [models.Index(fields=["account", "last_used_at"], name="identity_device_key_of")]
