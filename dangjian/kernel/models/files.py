"""Files that people gave us: the row says what it is and whom it belongs to; the bytes lie in the data directory."""

from __future__ import annotations

from django.db import models

from dangjian.kernel.models.base import TenantModel


class StoredFile(TenantModel):
    """A checked file. Without `owner_id` it is an upload that nothing uses yet and is swept away after a day."""

    purpose = models.CharField(max_length=60)
    owner_id = models.UUIDField(null=True)
    """The row it belongs to; what kind of row that is follows from the purpose."""
    file_name = models.CharField(max_length=120)
    """What people called it; shown and offered for saving, never part of a path."""
    kind = models.CharField(max_length=10)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=32, unique=True)
    is_sealed = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    thumb_size = models.PositiveIntegerField(default=0)
    """Bytes of the thumbnail; 0: none."""
    uploaded_by = models.UUIDField(null=True)
    """Account; null when the system itself stored it."""
    uploaded_by_name = models.CharField(max_length=80, blank=True)
    attached_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    """Since when it waits for the virus scanner; nobody reads it meanwhile."""
    virus = models.CharField(max_length=200, blank=True)
    """What the scanner found in it; its bytes are gone then, the row stays and says why."""

    title_field = "file_name"

    class Meta:
        db_table = "kernel_stored_file"
        indexes = [
            models.Index(fields=["owner_id", "purpose"], name="kernel_file_owner"),
            models.Index(fields=["uploaded_by", "attached_at"], name="kernel_file_loose"),
            models.Index(fields=["quarantined_at"], name="kernel_file_waiting"),
        ]
