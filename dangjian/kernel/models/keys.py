"""Data keys: one per tenant and domain, stored wrapped by the key-encryption key."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models

from dangjian.kernel.clock import local_date

KEY_YEAR = timedelta(days=365)
"""How long a data key seals before it is turned over."""
DEFAULT_OWNER = "平台管理员"


def end_of_key(created_at: datetime) -> date:
    """The last day on which a key made then should seal."""
    return local_date(created_at + KEY_YEAR)


class DataKey(models.Model):
    """A wrapped key. `domain` is a kind of data (`person`) or, for index keys, the field that is searched."""

    PRE_ACTIVE = "pre_active"
    ACTIVE = "active"
    DECRYPT_ONLY = "decrypt_only"
    DESTROYED = "destroyed"

    key_id = models.PositiveBigIntegerField(primary_key=True)
    """Random 32-bit number: never given out twice, also not after a roll-back."""
    tenant_id = models.UUIDField()
    purpose = models.CharField(max_length=10)
    """`seal` or `index`."""
    domain = models.CharField(max_length=120)
    generation = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, default=ACTIVE)
    algorithm = models.CharField(max_length=12, default="SM4")
    kek_version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()
    owner = models.CharField(max_length=80, default=DEFAULT_OWNER)
    """Who answers for it."""
    ends_on = models.DateField(null=True)
    """The last day on which it should seal; index keys are reported, sealing keys are turned over."""
    usable_from = models.DateTimeField(null=True)
    """When a waiting key may be activated."""
    replaced_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)
    """Since when nothing is sealed by it any more."""

    class Meta:
        db_table = "kernel_data_key"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "purpose", "domain", "generation"], name="kernel_data_key_generation"
            )
        ]
