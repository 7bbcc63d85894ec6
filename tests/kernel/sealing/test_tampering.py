"""Somebody who owns the data base changes what is sealed: both verifiers name what was done, and where (SEC-AUD-04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from dangjian.kernel.clock import frozen
from dangjian.kernel.models import AuditBlock, AuditCheckpoint, AuditEntry, SealedLog, SealState, SigningKey
from dangjian.kernel.sealing import checkpoints, keys, sealer, triggers
from dangjian.kernel.sealing.blocks import hash_of
from dangjian.kernel.sealing.canonical import FIELDS, content_of
from dangjian.kernel.sealing.merkle import HASH_BYTES, Tree, leaf_hash
from dangjian.kernel.sealing.trail import export, verify_database, verify_export
from dangjian.kernel.sealing.verify import Report
from tests.kernel.sealing.conftest import OURS, START, THEIRS, Trail, line

pytestmark = pytest.mark.django_db(transaction=True)

VICTIM = 27
"""Index of the line that is tampered with: the eighth of the second block."""


def _row(trail: Trail, index: int = VICTIM) -> Any:
    return AuditEntry.objects.filter(pk=trail.ids[index])


def changed_byte(trail: Trail) -> None:
    _row(trail).update(note=" ")


def changed_values(trail: Trail) -> None:
    _row(trail).update(changes={"state": ["due", "paid"], "amount_fen": [0, 28]})


def changed_time(trail: Trail) -> None:
    _row(trail).update(at=F("at") + timedelta(microseconds=1))


def changed_person(trail: Trail) -> None:
    _row(trail).update(account_id=THEIRS)


def changed_address(trail: Trail) -> None:
    _row(trail).update(address="192.0.2.1")


def removed_address(trail: Trail) -> None:
    _row(trail).update(address="")


def changed_outcome(trail: Trail) -> None:
    _row(trail).update(outcome="refused")


def removed_row(trail: Trail) -> None:
    _row(trail).delete()


def removed_row_at_the_end(trail: Trail) -> None:
    _row(trail, -1).delete()


def added_row(trail: Trail) -> None:
    row = line(99)
    row.pk, row.xid = -1, _row(trail).get().xid
    row.save(force_insert=True)


def swapped_rows(trail: Trail) -> None:
    first, second = _row(trail).get(), _row(trail, VICTIM + 1).get()
    for row, other in ((first, second), (second, first)):
        AuditEntry.objects.filter(pk=row.pk).update(
            **{name: getattr(other, name) for name in FIELDS if name not in {"id", "xid"}}
        )


def swapped_numbers(trail: Trail) -> None:
    first, second = trail.ids[VICTIM], trail.ids[VICTIM + 1]
    for old, new in ((first, -7), (second, first), (-7, second)):
        AuditEntry.objects.filter(pk=old).update(id=new)


def moved_to_another_tenant(trail: Trail) -> None:
    _row(trail).update(tenant_id=THEIRS)


def _leaf(index: int, trail: Trail) -> bytes:
    return leaf_hash(content_of(_row(trail, index).values_list(*FIELDS).get()))


def _tree(trail: Trail, count: int) -> Tree:
    tree = Tree()
    for index in range(count):
        tree.add(_leaf(index, trail))
    return tree


def replaced_block(trail: Trail) -> None:
    changed_byte(trail)
    block = AuditBlock.objects.get(log_id=OURS, number=2)
    block.leaves = b"".join(_leaf(index, trail) for index in range(20, 40))
    block.root = _tree(trail, 40).root()
    block.own = hash_of(block)
    block.save()


def removed_block(trail: Trail) -> None:
    AuditBlock.objects.get(log_id=OURS, number=2).delete()
    AuditEntry.objects.filter(pk__in=trail.ids[20:40]).delete()


def cut_tail(trail: Trail) -> None:
    """Rows, block, tip and state of the last block go; the checkpoints stay."""
    AuditEntry.objects.filter(pk__in=trail.ids[40:]).delete()
    AuditBlock.objects.get(log_id=OURS, number=3).delete()
    block = AuditBlock.objects.get(log_id=OURS, number=2)
    peaks = _tree(trail, 40).pack()
    SealedLog.objects.filter(log_id=OURS).update(blocks=2, size=40, tip=block.own, peaks=peaks, checkpoint_size=40)
    last = AuditEntry.objects.order_by("-xid", "-id")[0]
    SealState.objects.update(xid=last.xid, row_id=last.pk)


def older_restore(trail: Trail) -> None:
    """All of it, checkpoints too: the data base of yesterday, in itself without a fault."""
    cut_tail(trail)
    AuditCheckpoint.objects.filter(size__gt=40).delete()
    assert verify_database().found == 0


def rewritten(trail: Trail) -> None:
    """The row changed and everything sealed anew; only what was signed before is left as it was."""
    changed_byte(trail)
    for model in (AuditBlock, SealedLog, SealState):
        model.objects.all().delete()
    for _ in range(5):
        sealer.seal_pass(20)


def forged_checkpoint(trail: Trail) -> None:
    row = AuditCheckpoint.objects.filter(log_id=OURS).order_by("id")[1]
    AuditCheckpoint.objects.filter(pk=row.pk).update(text=row.text.replace("T01:01", "T01:02"))


def other_key(trail: Trail) -> None:
    """Rewritten, all checkpoints made again with a key of the insider, the true key and checkpoints gone."""
    SigningKey.objects.all().delete()
    AuditCheckpoint.objects.all().delete()
    rewritten(trail)
    with frozen(START + timedelta(minutes=9)):
        checkpoints.write_due()
    assert verify_database().found == 0


def foreign_checkpoint(trail: Trail) -> None:
    """A checkpoint signed by a key that nobody published."""
    key = keys.signing_key()
    row = AuditCheckpoint.objects.filter(log_id=OURS).order_by("id")[1]
    insider = keys.replace_key()
    AuditCheckpoint.objects.filter(pk=row.pk).update(
        key_id=insider.key_id, signature=keys.sign(insider, row.text.encode())
    )
    SigningKey.objects.filter(pk=insider.pk).delete()
    SigningKey.objects.filter(pk=key.pk).update(retired_at=None)


Deed = Callable[[Trail], None]
_CHANGED = (
    changed_byte, changed_values, changed_time, changed_person, changed_address, removed_address, changed_outcome,
)  # fmt: skip
TAMPERINGS: list[tuple[Deed, str, int | None, int | None]] = [
    *((deed, "changed", VICTIM, 2) for deed in _CHANGED),
    (removed_row, "removed", None, 2),
    (removed_row_at_the_end, "removed", None, 3),
    (added_row, "added", -1, None),
    (swapped_rows, "changed", VICTIM, 2),
    (swapped_numbers, "changed", VICTIM, 2),
    (moved_to_another_tenant, "removed", None, 2),
    (replaced_block, "block", None, 3),
    (removed_block, "block", None, 3),
    (cut_tail, "cut", None, None),
    (older_restore, "cut", None, None),
    (rewritten, "rewritten", None, None),
    (forged_checkpoint, "forged", None, None),
    (other_key, "other_key", None, None),
    (foreign_checkpoint, "other_key", None, None),
]


def _assert_found(report: Report, trail: Trail, kind: str, row: int | None, block: int | None) -> None:
    found = [finding for finding in report.findings if finding.kind == kind and finding.log_id == OURS]
    assert found, f"{kind} was not found, only {report.findings}"
    if row is not None:
        assert (trail.ids[row] if row >= 0 else row) in {finding.row_id for finding in found}
    if block is not None:
        assert block in {finding.block for finding in found}


@pytest.mark.parametrize(("deed", "kind", "row", "block"), TAMPERINGS, ids=[item[0].__name__ for item in TAMPERINGS])
def test_sec_aud_04_tampering_is_found_and_located(
    trail: Trail, deed: Deed, kind: str, row: int | None, block: int | None
) -> None:
    assert verify_database(copies=trail.copies).found == 0
    triggers.remove()

    deed(trail)

    _assert_found(verify_database(copies=trail.copies), trail, kind, row, block)
    fingerprint = trail.copies[0].key_id
    outside = verify_export(list(export(OURS)), copies=trail.copies, fingerprint=fingerprint)
    _assert_found(outside, trail, kind, row, block)


def test_sec_aud_04_a_row_moved_to_another_tenant_is_named_there(trail: Trail) -> None:
    triggers.remove()
    moved_to_another_tenant(trail)

    found = {(finding.kind, finding.log_id, finding.row_id) for finding in verify_database().findings}

    assert ("added", THEIRS, trail.ids[VICTIM]) in found


def test_sec_aud_04_every_changed_byte_of_an_export_is_found(trail: Trail) -> None:
    lines = list(export(OURS))
    fingerprint = trail.copies[0].key_id

    def found(index: int, at: int) -> bool:
        broken = bytearray(lines[index])
        broken[at] ^= 1
        try:
            return (
                verify_export([*lines[:index], bytes(broken), *lines[index + 1 :]], fingerprint=fingerprint).found > 0
            )
        except (ValueError, KeyError, TypeError):
            return True

    assert verify_export(lines, fingerprint=fingerprint).found == 0
    rows = range(len(lines) - 60, len(lines), 13)
    assert [(index, at) for index in rows for at in range(8, len(lines[index]) - 2, 7) if not found(index, at)] == []


def test_sec_aud_04_untouched_logs_have_no_findings(trail: Trail) -> None:
    whole, ours = verify_database(copies=trail.copies), verify_database(log_id=OURS)

    assert (whole.found, whole.lines, whole.blocks, whole.unsealed) == (0, 80, 4, 0)
    assert (ours.found, ours.lines, ours.blocks, ours.checkpoints) == (0, 60, 3, 3)
    assert len(AuditBlock.objects.get(log_id=OURS, number=1).leaves) == 20 * HASH_BYTES
