"""Registration of the app."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class StandingConfig(ModuleConfig):
    """Members away from home, out of contact, with suspended membership, and those who came back."""

    name = "dangjian.work.standing"
    label = "work_standing"
    verbose_name = "流动党员与失联党员"
