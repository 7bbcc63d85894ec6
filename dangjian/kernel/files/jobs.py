"""Sweeping: uploads that nothing used within a day, and bytes that no row knows."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db.models import Q

from dangjian.kernel import clock
from dangjian.kernel.files import quarantine
from dangjian.kernel.files.store import THUMB, remove_bytes, root
from dangjian.kernel.jobs import JobContext, periodic
from dangjian.kernel.models.files import StoredFile
from dangjian.kernel.scratch import remove_leftovers
from dangjian.kernel.writing import allow_writing

KEPT_LOOSE = timedelta(hours=24)
_BATCH = 500


@periodic("kernel.files.sweep", at="03:20", per_tenant=False)
def sweep(ctx: JobContext) -> None:
    """Remove loose uploads and stray bytes older than a day, and temporary files of dead processes.

    Harmless when run twice.
    """
    remove_loose()
    remove_stray()
    remove_leftovers()


@periodic("kernel.files.scan_waiting", every=timedelta(minutes=1), per_tenant=False)
def scan_waiting(ctx: JobContext) -> None:
    """Ask the virus scanner again about files it could not be asked about. One statement when nothing waits."""
    quarantine.scan_waiting()


def remove_loose() -> int:
    """Delete rows that nothing uses, then their bytes: in this order a crash leaves bytes, which the next run finds."""
    rows = StoredFile.objects.across_tenants("sweeping uploads that nothing uses")
    old = rows.filter(Q(owner_id=None), created_at__lt=clock.now() - KEPT_LOOSE)
    removed = 0
    while batch := list(old.values_list("id", "storage_name")[:_BATCH]):
        with allow_writing():
            # Asked again in the statement: a file attached in this moment stays.
            rows.filter(id__in=[row_id for row_id, _ in batch], owner_id=None).delete()
        kept = set(rows.filter(id__in=[row_id for row_id, _ in batch]).values_list("storage_name", flat=True))
        for _, storage_name in batch:
            if storage_name not in kept:
                remove_bytes(storage_name)
                removed += 1
    return removed


def remove_stray() -> int:
    """Delete bytes that no row knows (left by a crash between storing and recording)."""
    oldest = time.time() - KEPT_LOOSE.total_seconds()
    removed = 0
    for folder in sorted(root().glob("??/??")):
        paths = [path for path in folder.iterdir() if path.stat().st_mtime < oldest]
        names = {path.name.removesuffix(THUMB) for path in paths}
        rows = StoredFile.objects.across_tenants("finding bytes that no row knows")
        known = set(rows.filter(storage_name__in=names).values_list("storage_name", flat=True))
        for path in paths:
            if path.name.removesuffix(THUMB) not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
