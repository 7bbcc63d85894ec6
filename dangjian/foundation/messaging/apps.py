"""Registration of the message centre."""

from __future__ import annotations

from dangjian.kernel.module import ModuleConfig


class MessagingConfig(ModuleConfig):
    name = "dangjian.foundation.messaging"
    label = "foundation_messaging"
    verbose_name = "消息"
