"""Routes of the message centre."""

from dangjian.foundation.messaging.api import channels, messages

__all__ = ["channels", "messages"]
