"""Checkpoints: signed statements of size and root of a log, copied to places that the installation cannot rewrite.

The text is four lines – origin, size, root (base64), time – and an empty one; the SM2 signature is over all of it.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db.models import F, Q

from dangjian.kernel import clock
from dangjian.kernel.crypto import sm2
from dangjian.kernel.models.sealing import AuditCheckpoint, SealedLog
from dangjian.kernel.sealing import copies, keys
from dangjian.kernel.sealing.merkle import HASH_BYTES, Tree

log = logging.getLogger("dangjian.audit")

WITH_TRAFFIC = timedelta(seconds=50)
"""Under the 60 seconds that are promised, by more than the pause between two looks."""
WITHOUT = timedelta(minutes=55)
_ORIGIN = "dangjian-audit/"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a checkpoint says."""

    log_id: UUID
    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as a verifier holds it, from the data base or from a copy."""

    key_id: str
    text: str
    signature: bytes
    public: bytes = b""
    """The public key that came with a copy; empty when it came from the data base."""


def text_of(log_id: UUID, size: int, root: bytes, at: datetime) -> str:
    """The text that is signed."""
    return f"{_ORIGIN}{log_id}\n{size}\n{base64.b64encode(root).decode()}\n{clock.utc_text(at)}\n\n"


def parse_text(text: str) -> Statement:
    """What the text says. Raises ValueError unless it is exactly what `text_of` writes."""
    origin, size, root, at, *rest = text.split("\n")
    found = Statement(
        UUID(origin.removeprefix(_ORIGIN)), int(size), base64.b64decode(root, validate=True), clock.parse_utc(at)
    )
    if rest != ["", ""] or len(found.root) != HASH_BYTES or text_of(*_parts(found)) != text:
        raise ValueError("not the text of a checkpoint")
    return found


def _parts(found: Statement) -> tuple[UUID, int, bytes, datetime]:
    return found.log_id, found.size, found.root, found.at


def write_due() -> int:
    """Sign and copy a checkpoint of each log that is due; returns how many. Raises SignatureUnavailable."""
    moment = clock.now()
    grown = Q(checkpoint_at__lte=moment - WITH_TRAFFIC) & ~Q(size=F("checkpoint_size"))
    due = Q(checkpoint_at=None) | grown | Q(checkpoint_at__lte=moment - WITHOUT)
    return sum(_write(row, moment) for row in SealedLog.objects.filter(due))


def write_now(log_id: UUID) -> bool:
    """Sign and copy a checkpoint of one log at once; False when it has no lines or another process is at it."""
    row = SealedLog.objects.filter(log_id=log_id).first()
    return row is not None and _write(row, clock.now())


def _write(row: SealedLog, moment: datetime) -> bool:
    """One checkpoint. Signing and copying happen outside any transaction: places may be slow or away."""
    key = keys.signing_key()
    mine = SealedLog.objects.filter(log_id=row.log_id, checkpoint_at=row.checkpoint_at)
    if not mine.update(checkpoint_at=moment):
        return False
    text = text_of(row.log_id, row.size, Tree.unpack(row.size, bytes(row.peaks)).root(), moment)
    signed = Signed(key.key_id, text, keys.sign(key, text.encode()), bytes(key.public))
    arrived = copies.send(as_line(signed), moment)
    AuditCheckpoint.objects.create(
        log_id=row.log_id,
        size=row.size,
        at=moment,
        key_id=key.key_id,
        text=text,
        signature=signed.signature,
        places=arrived,
    )
    SealedLog.objects.filter(log_id=row.log_id).update(checkpoint_size=row.size)
    return True


def as_line(signed: Signed) -> bytes:
    """A checkpoint as one line of JSON, with the public key."""
    shown = {"key": signed.key_id, "text": signed.text}
    shown |= {name: base64.b64encode(getattr(signed, name)).decode() for name in ("signature", "public")}
    return orjson.dumps({"checkpoint": shown})


def from_json(line: dict[str, Any]) -> Signed:
    """The checkpoint of such a line. Raises KeyError, ValueError or TypeError for anything else."""
    signature, public = (base64.b64decode(line[name], validate=True) for name in ("signature", "public"))
    return Signed(str(line["key"]), str(line["text"]), signature, public)


def read_lines(lines: Iterable[bytes]) -> Iterator[Signed]:
    """The checkpoints of a file of copies; other lines are left out. Raises ValueError for a broken one."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = orjson.loads(line)
            if "checkpoint" in found:
                yield from_json(found["checkpoint"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"第 {number} 行不是检查点") from error


def is_signed_by(public: bytes, signed: Signed) -> bool:
    """Whether the signature is one over the text by this key, and the key has the name that the checkpoint gives."""
    return keys.key_id_of(public) == signed.key_id and sm2.verify(public, signed.text.encode(), signed.signature)
