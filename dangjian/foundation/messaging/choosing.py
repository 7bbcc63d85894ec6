"""The channel that is taken next for a person."""

from __future__ import annotations

from collections.abc import Iterable

from dangjian.foundation.messaging import rules
from dangjian.foundation.messaging.models import MessagePreference


def next_channel_of(known: Iterable[str], wish: MessagePreference | None, *, used: Iterable[str]) -> str | None:
    """Of the channels there are, the first that the person wants and that was not taken for the message before."""
    muted = set(wish.muted_channels) if wish else set()
    return rules.next_channel(known, first=wish.first_channel if wish else "", unwanted=muted | set(used))
