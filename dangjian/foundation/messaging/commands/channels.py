"""Setting up the channels of an enterprise."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.messaging.models import ChannelSetting
from dangjian.foundation.messaging.permissions import MANAGE_CHANNEL
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict


@command(MANAGE_CHANNEL)
def create_channel(unit: Unit, *, values: dict[str, Any]) -> ChannelSetting:
    """Add a channel, switched off. Raises Conflict for a kind that is there."""
    if ChannelSetting.objects.filter(kind=values["kind"]).exists():
        raise Conflict("messaging.channel.taken", "这种渠道已经设置，请修改原有的设置。", field="kind")
    return unit.create(ChannelSetting(**values))


@command(MANAGE_CHANNEL)
def update_channel(unit: Unit, *, channel_id: UUID, expected_version: int, changes: dict[str, Any]) -> ChannelSetting:
    """Change a channel or switch it on and off. Raises NotFound, StaleEdit."""
    return unit.update(unit.get(ChannelSetting, channel_id, expected_version=expected_version), **changes)


@command(MANAGE_CHANNEL)
def delete_channel(unit: Unit, *, channel_id: UUID) -> None:
    """Remove a channel with its secret; what waits for it goes by the next one. Raises NotFound."""
    row = unit.get(ChannelSetting, channel_id)
    unit.delete(row, note=f"删除消息渠道“{row.name}”")
