"""Answers to questions of lower layers."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.messaging.channels import CHAT_NAME
from dangjian.identity.providers.models import LinkedIdentity
from dangjian.kernel import ports


def chat_name(*, person_id: UUID, issuer: str) -> str:
    """The name under which somebody linked the own account at a chat platform. Answers `messaging.chat_name`."""
    rows = LinkedIdentity.objects.filter(issuer=issuer, account__person_id=person_id, account__disabled_at=None)
    return str(rows.values_list("subject", flat=True).first() or "")


ports.register(CHAT_NAME, chat_name)
