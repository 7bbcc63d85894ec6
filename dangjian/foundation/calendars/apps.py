"""Registration of calendar feeds."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class CalendarsConfig(ModuleConfig):
    name = "dangjian.foundation.calendars"
    label = "foundation_calendars"
    verbose_name = "日历订阅"
