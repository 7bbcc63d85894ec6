"""Writing, sending, reading, urging, withdrawing and superseding documents."""

from dangjian.work.documents.commands.drafting import discard_draft, draft_document, revise_draft
from dangjian.work.documents.commands.exports import export_receipts
from dangjian.work.documents.commands.following import distribute, number_request
from dangjian.work.documents.commands.reading import read_document
from dangjian.work.documents.commands.sending import send_document, urge_unread, withdraw_document

__all__ = [
    "discard_draft",
    "distribute",
    "draft_document",
    "export_receipts",
    "number_request",
    "read_document",
    "revise_draft",
    "send_document",
    "urge_unread",
    "withdraw_document",
]
