"""Everything that people ask about their data, and the answers."""

from dangjian.ops.privacy.commands.copies import ask_my_data
from dangjian.ops.privacy.commands.following import follow_correction, settle_correction
from dangjian.ops.privacy.commands.requests import answer_request, ask_request, refuse_request, withdraw_request

__all__ = [
    "answer_request",
    "ask_my_data",
    "ask_request",
    "follow_correction",
    "refuse_request",
    "settle_correction",
    "withdraw_request",
]
