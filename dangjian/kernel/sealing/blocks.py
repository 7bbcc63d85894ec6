"""Blocks as bytes: what the chain hashes, and how lines of an export carry them."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import orjson

from dangjian.kernel.clock import parse_utc, utc_text
from dangjian.kernel.crypto import sm3
from dangjian.kernel.models.sealing import AuditBlock

BLOCK_LEAVES = 1000
Position = tuple[int, int, int]
"""Where a line stands in the order of sealing: epoch, transaction, id."""


def hash_of(block: AuditBlock) -> bytes:
    """The hash by which the next block is chained to this one."""
    parts = [
        1,
        str(block.log_id),
        block.number,
        block.epoch,
        [block.first_xid, block.first_row],
        [block.last_xid, block.last_row],
        block.size,
        bytes(block.root).hex(),
        sm3(bytes(block.leaves)).hex(),
        bytes(block.previous).hex(),
        utc_text(block.at),
    ]
    return sm3(b"\x02" + orjson.dumps(parts))


def first_of(block: AuditBlock) -> Position:
    """Where the first line of the block stands."""
    return block.epoch, block.first_xid, block.first_row


def last_of(block: AuditBlock) -> Position:
    """Where the last line of the block stands."""
    return block.epoch, block.last_xid, block.last_row


_NUMBERS = ("number", "epoch", "first_xid", "first_row", "last_xid", "last_row", "size")
_BYTES = ("root", "leaves", "previous", "own")


def to_json(block: AuditBlock) -> dict[str, Any]:
    """The block as a line of an export carries it."""
    shown: dict[str, Any] = {"log": str(block.log_id), **{name: getattr(block, name) for name in _NUMBERS}}
    shown |= {name: base64.b64encode(bytes(getattr(block, name))).decode() for name in _BYTES}
    return {**shown, "at": utc_text(block.at)}


def from_json(line: dict[str, Any]) -> AuditBlock:
    """The block of such a line. Raises KeyError, ValueError or TypeError for anything else."""
    values: dict[str, Any] = {name: int(line[name]) for name in _NUMBERS}
    values |= {name: base64.b64decode(line[name], validate=True) for name in _BYTES}
    return AuditBlock(log_id=UUID(line["log"]), at=parse_utc(line["at"]), **values)
