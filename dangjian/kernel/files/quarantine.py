"""Files that wait for the virus scanner, and what becomes of them (SEC-FILE-06)."""

from __future__ import annotations

from django.db import transaction

from dangjian.kernel import audit
from dangjian.kernel.actor import Actor, current_actor, system_actor
from dangjian.kernel.errors import Unavailable
from dangjian.kernel.files.store import open_bytes, remove_bytes
from dangjian.kernel.files.viruses import Finding, Verdict, scan
from dangjian.kernel.models.files import StoredFile
from dangjian.kernel.writing import allow_writing

_WHY = "files of all tenants that wait for the virus scanner"
_INTENT = "kernel.files.scan"
_BATCH = 200


def note_infected(*, name: str, virus: str) -> None:
    """Write into the audit trail that an infected upload was turned away."""
    _note(current_actor(), StoredFile(file_name=name), virus)


def scan_waiting() -> int:
    """Ask about every waiting file, oldest first, up to the first that gets no answer. Returns how many passed.

    An infected file loses its bytes; its row stays and says why, so that whoever misses it reads the reason.
    """
    rows = StoredFile.objects.across_tenants(_WHY).filter(quarantined_at__isnull=False)
    passed = 0
    for file in rows.order_by("quarantined_at", "id")[:_BATCH]:
        verdict = _asked(file)
        if verdict.finding is Finding.UNANSWERED:
            break
        with transaction.atomic(), allow_writing():
            # A look back: the row may be gone, or let out by another worker.
            changed = rows.filter(pk=file.pk).update(quarantined_at=None, virus=verdict.name)
            if changed and verdict.finding is Finding.INFECTED:
                _note(system_actor(file.tenant_id, "病毒检查"), file, verdict.name)
        if changed and verdict.finding is Finding.INFECTED:
            remove_bytes(file.storage_name)
        passed += changed and verdict.finding is Finding.CLEAN
    return passed


def _asked(file: StoredFile) -> Verdict:
    try:
        with open_bytes(file) as content:
            return scan(content)
    except Unavailable:  # its bytes are missing: nothing can come out of it
        return Verdict(Finding.CLEAN)


def _note(actor: Actor, file: StoredFile, virus: str) -> None:
    entry = audit.Entry(
        _INTENT,
        target_type=StoredFile._meta.label,
        target_id=str(file.pk or ""),
        target_title=file.file_name,
        note=f"查出病毒：{virus}",
    )
    audit.write([audit.row(actor, "kernel.files.upload", entry, outcome="refused", code="kernel.files.virus")])
