"""Facts about settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from dangjian.kernel.events import Event


@dataclass(frozen=True)
class SettingChanged(Event):
    """A parameter has another value, or its default again."""

    name: ClassVar[str] = "ops.settings.SettingChanged"
    key: str


@dataclass(frozen=True)
class CalendarChanged(Event):
    """A day of the enterprise's calendar is worked or not, otherwise than before."""

    name: ClassVar[str] = "ops.settings.CalendarChanged"
    day: date
