"""Sending messages, marking them as read, deliveries outside the platform, setting channels up."""

from dangjian.foundation.messaging.commands.channels import create_channel, delete_channel, update_channel
from dangjian.foundation.messaging.commands.deliveries import (
    claim_again,
    claim_deliveries,
    note_outcome,
    pass_on,
    put_off,
)
from dangjian.foundation.messaging.commands.messages import mark_all_read, mark_read, send_message, set_preference

__all__ = [
    "claim_again",
    "claim_deliveries",
    "create_channel",
    "delete_channel",
    "mark_all_read",
    "mark_read",
    "note_outcome",
    "pass_on",
    "put_off",
    "send_message",
    "set_preference",
    "update_channel",
]
