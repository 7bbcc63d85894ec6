"""Two logs with some sealed lines, and checkpoints of which copies lie outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dangjian.kernel.clock import frozen
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.sealing import checkpoints, sealer
from dangjian.kernel.sealing.checkpoints import Signed
from tests import roles

OURS, THEIRS = UUID(int=0xA), UUID(int=0xB)
START = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


def line(number: int, log_id: UUID | None = OURS, *, at: datetime = START) -> AuditEntry:
    """An audit row as a command would write it."""
    return AuditEntry(
        tenant_id=log_id,
        at=at + timedelta(seconds=number),
        actor_kind="account",
        account_id=UUID(int=number + 1),
        actor_name="曾志强",
        surface="console",
        request_id=f"r{number}",
        action="dues.payment.confirm",
        intent="work.dues.confirm_payment:update",
        target_type="dues.Payment",
        target_id=str(number),
        target_title=f"2026 年第 {number} 笔",
        org_path="0001",
        outcome="done",
        changes={"state": ["due", "paid"], "amount_fen": [0, number]},
        note="",
        address="" if number % 3 else f"192.0.2.{number % 250}",
    )


def write(numbers: range, log_id: UUID | None = OURS) -> list[int]:
    """Write lines, each in a transaction of its own; their ids."""
    ids = []
    for number in numbers:
        row = line(number, log_id)
        row.save(force_insert=True)
        ids.append(row.pk)
    return ids


@pytest.fixture(autouse=True)
def as_the_owner(db: None) -> Iterator[None]:
    """These tests play the insider who owns the tables: what stands in their way is the triggers, not the grants."""
    with roles.as_owner():
        yield


@dataclass
class Trail:
    """What the tests need to know about the sealed lines."""

    ids: list[int]
    copies: list[Signed]
    folder: Path


@pytest.fixture
def trail(transactional_db: None, tmp_path: Path, settings: object) -> Trail:
    """Ours: 60 lines in three blocks with three checkpoints; theirs: 20 in one. The copies lie in a folder."""
    settings.CHECKPOINT_FOLDERS = [str(tmp_path / "share")]  # type: ignore[attr-defined]
    ids = []
    for turn in range(3):
        ids += write(range(turn * 20, turn * 20 + 20))
        if turn == 1:
            write(range(20), THEIRS)
        with frozen(START + timedelta(minutes=turn)):
            sealer.seal()
            checkpoints.write_due()
    return Trail(ids, copies_in(tmp_path / "share"), tmp_path / "share")


def copies_in(folder: Path) -> list[Signed]:
    """The checkpoints that were copied to a folder."""
    found: list[Signed] = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as lines:
            found += checkpoints.read_lines(lines)
    return found
