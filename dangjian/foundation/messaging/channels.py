"""Ways to people outside the platform: phone messages, e-mail, enterprise chat.

Those of the enterprise are set up by its administrator (ChannelSetting, `sending/`); an app that brings another kind
registers it here. The message centre inside the platform is no channel: a message is in it as soon as it is sent.

Ports, answered by higher layers:
- `messaging.contact(person_id=)` -> tuple[str, str]: mobile phone and e-mail address of somebody, empty where unknown.
- `messaging.chat_name(person_id=, issuer=)` -> str: the name under which somebody linked the own account at a chat
  platform, empty where they did not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

CONTACT = "messaging.contact"
CHAT_NAME = "messaging.chat_name"


class ChannelFailed(Exception):
    """The channel did not take the message; it is tried again later. The text is kept for the administrator.

    `is_unclear`: it may have been taken all the same (an answer that was lost).
    """

    def __init__(self, text: str = "", *, is_unclear: bool = False) -> None:
        super().__init__(text)
        self.is_unclear = is_unclear


class NotReachable(ChannelFailed):
    """This person cannot be reached by the channel, now or later: the next channel is taken at once."""


class Channel(Protocol):
    """A way to people. `code` is stable, `title` is shown in the preferences."""

    code: str
    title: str

    @property
    def shows_title(self) -> bool:
        """Whether titles of messages may leave by it."""

    @property
    def daily_limit(self) -> int:
        """Texts to one person within 24 hours."""

    @property
    def minute_limit(self) -> int:
        """Texts within a minute."""

    def may_repeat(self, *, claimed_at: datetime, now: datetime) -> bool:
        """Whether the same text may be given again without the person getting it twice."""

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        """Give one text to one person. `at` is when it arose, `reference` names it for good.

        Raises NotReachable, ChannelFailed.
        """


_registered: dict[str, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Make a channel known (in an app's `ports.py`). Raises RuntimeError for a second one of its code."""
    known = _registered.get(channel.code)
    if known is not None and type(known) is not type(channel):
        raise RuntimeError(f"channel {channel.code} is registered twice")
    _registered[channel.code] = channel


def registered() -> dict[str, Channel]:
    """Channels that apps brought, by code."""
    return dict(_registered)
