"""Facts about rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class RuleChanged(Event):
    """A tenant's own version of a rule was added or withdrawn."""

    name: ClassVar[str] = "foundation.rulebook.RuleChanged"

    rule_key: str
    effective_from: date
