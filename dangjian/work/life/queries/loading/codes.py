"""The keyed part of sign-in codes."""

from __future__ import annotations

from uuid import UUID

from dangjian.kernel.crypto.envelope import blind
from dangjian.work.life.rules.checkin import message

_LABEL = "work.life.check_in"


def mac_of(tenant_id: UUID, meeting_id: UUID, slot: int) -> str:
    """The keyed fingerprint that makes a code genuine: bound to tenant, meeting and 30-second step."""
    made = blind(message(str(meeting_id), slot).decode(), tenant_id=tenant_id, label=_LABEL, normalise=str)
    assert made is not None
    return made
