"""Data keys: one per tenant and domain, stored wrapped by the key-encryption key."""

from __future__ import annotations

from django.db import models


class DataKey(models.Model):
    """A wrapped key. `domain` is a kind of data (`person`) or, for index keys, the field that is searched."""

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

    class Meta:
        db_table = "kernel_data_key"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "purpose", "domain", "generation"], name="kernel_data_key_generation"
            )
        ]
