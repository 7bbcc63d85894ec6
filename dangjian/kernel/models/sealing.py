"""The seal over the audit trail: blocks of leaves, signed checkpoints, signing keys, and how far sealing has come."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from dangjian.kernel.models.base import TenantModel

INSTALLATION = UUID(int=0)
"""The log of lines that belong to no tenant."""


class SealState(models.Model):
    """How far sealing has come, over all logs; one row. `floors` are the last ids of finished epochs: a logical restore
    begins a new one, because the transaction numbers of the new server start from below."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    xid = models.BigIntegerField(default=0)
    row_id = models.BigIntegerField(default=0)
    floors = models.JSONField(default=list)

    class Meta:
        db_table = "kernel_seal_state"


class SealedLog(models.Model):
    """The tip of one log: a tenant's, or the installation's own."""

    log_id = models.UUIDField(primary_key=True)
    blocks = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=b"")
    tip = models.BinaryField(default=b"")
    """Hash of the last block."""
    sealed_at = models.DateTimeField()
    checkpoint_at = models.DateTimeField(null=True)
    checkpoint_size = models.PositiveBigIntegerField(default=0)

    class Meta:
        db_table = "kernel_sealed_log"


class AuditBlock(models.Model):
    """Up to 1,000 leaves of a log, chained to the block before; kept, so that a changed line can be named."""

    id = models.BigAutoField(primary_key=True)
    log_id = models.UUIDField()
    number = models.PositiveBigIntegerField()
    epoch = models.PositiveIntegerField()
    first_xid = models.BigIntegerField()
    first_row = models.BigIntegerField()
    last_xid = models.BigIntegerField()
    last_row = models.BigIntegerField()
    size = models.PositiveBigIntegerField()
    """Leaves of the log up to the end of this block."""
    root = models.BinaryField()
    leaves = models.BinaryField()
    previous = models.BinaryField()
    own = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_audit_block"
        constraints = [models.UniqueConstraint(fields=["log_id", "number"], name="kernel_audit_block_once")]


class AuditCheckpoint(models.Model):
    """A signed statement: so many lines, this root, at this time. Worth most where its copies lie."""

    id = models.BigAutoField(primary_key=True)
    log_id = models.UUIDField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=32)
    text = models.TextField()
    signature = models.BinaryField()
    places = models.JSONField(default=dict)
    """Where a copy was put: place and whether it arrived."""

    class Meta:
        db_table = "kernel_audit_checkpoint"
        indexes = [models.Index(fields=["log_id", "id"], name="kernel_checkpoint_of")]


class SigningKey(models.Model):
    """An SM2 key pair of the installation; the private key is wrapped by the key provider."""

    key_id = models.CharField(primary_key=True, max_length=32)
    """First half of the SM3 fingerprint of the public key, in hexadecimal digits."""
    purpose = models.CharField(max_length=20)
    public = models.BinaryField()
    wrapped = models.BinaryField()
    kek_version = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_signing_key"


def signing_context(key: SigningKey) -> bytes:
    """What a wrapped private key is bound to."""
    return f"sign|v1|{key.purpose}|{key.key_id}".encode()


class AuditVerification(TenantModel):
    """One run of the verification that an administrator asked for, with what it found."""

    at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    lines = models.PositiveBigIntegerField()
    blocks = models.PositiveBigIntegerField()
    checkpoints = models.PositiveBigIntegerField()
    milliseconds = models.PositiveBigIntegerField()
    found = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    """The first of them, in words."""

    class Meta:
        db_table = "kernel_audit_verification"
        indexes = [models.Index(fields=["tenant_id", "-at"], name="kernel_verification_when")]
