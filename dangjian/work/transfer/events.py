"""Facts about transfers that others react to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class TransferArrived(Event):
    """A transfer has come to somebody who is to do something about it."""

    name = "work.transfer.TransferArrived"
    version = 1
    transfer_id: UUID
    hop_id: UUID
    person_id: UUID


@dataclass(frozen=True)
class TransferEnded(Event):
    """A transfer is over: done, or taken back."""

    name = "work.transfer.TransferEnded"
    version = 1
    transfer_id: UUID
    person_id: UUID
    is_done: bool
