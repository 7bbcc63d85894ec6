"""The sealed trail as a verifier reads it: from this data base, or from an export without any data base."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet

from dangjian.kernel.clock import now, utc_text
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.models.sealing import INSTALLATION, AuditBlock, AuditCheckpoint, SealedLog, SealState, SigningKey
from dangjian.kernel.sealing import blocks
from dangjian.kernel.sealing.canonical import FIELDS, content_of
from dangjian.kernel.sealing.checkpoints import Signed, as_line, from_json
from dangjian.kernel.sealing.keys import key_id_of
from dangjian.kernel.sealing.order import ID, XID, rows_after
from dangjian.kernel.sealing.verify import Finding, Report, Tip, check_signatures, verify_rows

SealedRow = tuple[UUID, blocks.Position, int, bytes]
"""Log, place in the order of sealing, id, sealed bytes."""
_CHUNK = 2_000
_BLOCKS_AT_ONCE = 50
_TENANT = FIELDS.index("tenant_id")
_ROW_PREFIX = b'{"row":'


def verify_database(
    *,
    log_id: UUID | None = None,
    copies: Iterable[Signed] = (),
    fingerprint: str = "",
    tell: Callable[[int, int], None] | None = None,
) -> Report:
    """Verify the logs of this data base (or one of them) from their rows; `copies` are checkpoints from outside.

    Lines written meanwhile are left to the next run. Reads everything: about a minute for a million lines.
    """
    report = Report()
    state, tips = _sealed_so_far(log_id)
    public_keys = {row.key_id: bytes(row.public) for row in SigningKey.objects.all()}
    own = _stored_checkpoints(log_id)
    signed = (*own, *copies)
    claims = check_signatures(signed, public_keys, report, log_id=log_id, fingerprint=fingerprint)
    rows = _told(_rows(state, log_id, report), sum(tip.size for tip in tips.values()), tell)
    return verify_rows(rows, tips, lambda log: _blocks(log, tips[log].blocks if log in tips else 0), claims, report)


def _told(rows: Iterator[SealedRow], total: int, tell: Callable[[int, int], None] | None) -> Iterator[SealedRow]:
    for number, row in enumerate(rows, 1):
        yield row
        if tell is not None and number % _CHUNK == 0:
            tell(min(number, total), total)


def _sealed_so_far(log_id: UUID | None) -> tuple[SealState, dict[UUID, Tip]]:
    """How far sealing has come, and the tips of the logs at that same moment."""
    while True:
        state = _state()
        tips = _tips(log_id)
        again = _state()
        if (state.xid, state.row_id, state.floors) == (again.xid, again.row_id, again.floors):
            return state, tips


def _state() -> SealState:
    return SealState.objects.filter(id=1).first() or SealState(id=1, floors=[])


def _tips(log_id: UUID | None) -> dict[UUID, Tip]:
    found = SealedLog.objects.all() if log_id is None else SealedLog.objects.filter(log_id=log_id)
    return {row.log_id: Tip(row.blocks, row.size, bytes(row.tip)) for row in found}


def _stored_checkpoints(log_id: UUID | None) -> list[Signed]:
    found = AuditCheckpoint.objects.order_by("id")
    if log_id is not None:
        found = found.filter(log_id=log_id)
    return [Signed(key, text, bytes(given)) for key, text, given in found.values_list("key_id", "text", "signature")]


def _blocks(log_id: UUID, last: int) -> Iterator[AuditBlock]:
    """Blocks of a log in order, some at a time. Those beyond `last` were sealed after the verification began."""
    number = -1
    while True:
        some = list(
            AuditBlock.objects.filter(log_id=log_id, number__gt=number, number__lte=last).order_by("number")[
                :_BLOCKS_AT_ONCE
            ]
        )
        yield from some
        if len(some) < _BLOCKS_AT_ONCE:
            return
        number = some[-1].number


def _rows(state: SealState, log_id: UUID | None, report: Report) -> Iterator[SealedRow]:
    """Sealed rows in the order of sealing; those behind the last sealed one are counted only."""
    for epoch in range(len(state.floors) + 1):
        rows, xid, row_id = _epoch(state.floors, epoch, log_id), -1, 0
        while part := rows_after(rows, xid, row_id, _CHUNK):
            for values in part:
                xid, row_id = values[XID], values[ID]
                if epoch == len(state.floors) and (xid, row_id) > (state.xid, state.row_id):
                    report.unsealed += 1
                else:
                    yield values[_TENANT] or INSTALLATION, (epoch, xid, row_id), row_id, content_of(values)


def _epoch(floors: list[int], epoch: int, log_id: UUID | None) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.all()
    if epoch:
        found = found.filter(id__gt=floors[epoch - 1])
    if epoch < len(floors):
        found = found.filter(id__lte=floors[epoch])
    if log_id is None:
        return found
    return found.filter(tenant_id=None if log_id == INSTALLATION else log_id)


def export(log_id: UUID) -> Iterator[bytes]:
    """The sealed log as JSON lines, for verification elsewhere: head, checkpoints, blocks, then the rows."""
    state, tips = _sealed_so_far(log_id)
    tip = tips.get(log_id)
    head: dict[str, Any] = {"format": 1, "log": str(log_id), "at": utc_text(now()), "floors": state.floors}
    if tip is not None:
        head |= {"blocks": tip.blocks, "size": tip.size, "tip": tip.own.hex()}
    yield orjson.dumps({"head": head}) + b"\n"
    public_keys = {row.key_id: bytes(row.public) for row in SigningKey.objects.all()}
    for item in _stored_checkpoints(log_id):
        yield as_line(Signed(item.key_id, item.text, item.signature, public_keys.get(item.key_id, b""))) + b"\n"
    for block in _blocks(log_id, tip.blocks if tip else 0):
        yield orjson.dumps({"block": blocks.to_json(block)}) + b"\n"
    for _, _, _, content in _rows(state, log_id, Report()):
        yield _ROW_PREFIX + content + b"}\n"


def verify_export(lines: Iterable[bytes], *, copies: Iterable[Signed] = (), fingerprint: str = "") -> Report:
    """Verify an export without a data base. Raises ValueError when the file is no export.

    Without `fingerprint` the keys of the export itself are believed: compare its fingerprint with the published one.
    """
    report = Report()
    stream = iter(lines)
    head = _head(next(stream, b""))
    log_id = UUID(head["log"])
    signed: list[Signed] = []
    sealed: list[AuditBlock] = []
    first_row = b""
    for line in stream:
        if line.startswith(_ROW_PREFIX):
            first_row = line
            break
        found = _loaded(line)
        if "checkpoint" in found:
            signed.append(from_json(found["checkpoint"]))
        elif "block" in found:
            sealed.append(blocks.from_json(found["block"]))
    copied = list(copies)
    public_keys = {key_id_of(item.public): item.public for item in signed if item.public}
    if fingerprint:
        public_keys |= {key_id_of(item.public): item.public for item in copied if item.public}
    claims = check_signatures((*signed, *copied), public_keys, report, log_id=log_id, fingerprint=fingerprint)
    tip = Tip(head["blocks"], head["size"], bytes.fromhex(head["tip"])) if "tip" in head else None
    rows = _exported_rows(first_row, stream, head["floors"], log_id, report)
    return verify_rows(rows, {log_id: tip}, lambda _: iter(sealed), {log_id: claims.get(log_id, [])}, report)


def _exported_rows(
    first: bytes, rest: Iterator[bytes], floors: list[int], log_id: UUID, report: Report
) -> Iterator[SealedRow]:
    for line in itertools.chain([first] if first else [], rest):
        yield _exported_row(line, floors, log_id, report)


def _exported_row(line: bytes, floors: list[int], log_id: UUID, report: Report) -> SealedRow:
    content = line.rstrip(b"\r\n")[len(_ROW_PREFIX) : -1]
    values = _loaded(content)[1:]
    row_id = int(values[ID])
    if (values[_TENANT] or str(INSTALLATION)) != str(log_id):
        report.add(Finding("moved", log_id, f"日志 {row_id} 属于另一个单位。", row_id))
    return log_id, (bisect.bisect_left(floors, row_id), int(values[XID]), row_id), row_id, content


def _head(line: bytes) -> dict[str, Any]:
    head = _loaded(line).get("head") if line else None
    if not isinstance(head, dict) or head.get("format") != 1:
        raise ValueError("这不是操作日志的封存导出文件")
    return head


def _loaded(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError("导出文件中有一行不完整") from error
