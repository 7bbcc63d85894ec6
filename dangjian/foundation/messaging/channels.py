"""Ways to people outside the platform: phone messages, e-mail, enterprise chat. An app that has one registers it here.

The message centre inside the platform is no channel: a message is in it as soon as it is sent.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class ChannelFailed(Exception):
    """The channel did not take the message; it is tried again later. The text is kept for the administrator."""


class Channel(Protocol):
    """A way to people. `code` is stable, `title` is shown in the preferences."""

    code: str
    title: str

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str) -> None:
        """Give one text to one person; may be called twice for the same `reference`.

        Does nothing for people it has no address of. Raises ChannelFailed.
        """


_channels: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Make a channel known (in an app's `ports.py`). Raises RuntimeError for a second one of its code."""
    known = _channels.get(channel.code)
    if known is not None and type(known) is not type(channel):
        raise RuntimeError(f"channel {channel.code} is registered twice")
    _channels[channel.code] = channel


def channels() -> dict[str, Channel]:
    """Every registered channel by code."""
    return dict(_channels)
