"""Facts about cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class CaseMoved(Event):
    """Something was done in a case. `move` says what; `run_ids` are the steps that it touched, opened or ended."""

    name: ClassVar[str] = "foundation.process.CaseMoved"
    version: ClassVar[int] = 1
    case_id: UUID
    process_key: str
    organisation_id: UUID
    move: str
    step_key: str
    outcome: str
    state: str
    run_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class DefinitionPublished(Event):
    """A version of a process holds from now on for new cases."""

    name: ClassVar[str] = "foundation.process.DefinitionPublished"
    version: ClassVar[int] = 1
    definition_id: UUID
    process_key: str
    number: int
