"""What this app tells the layers below: guests and open cases keep an organisation from being dissolved."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.ports import Blocker, register_blocker


def _guests(organisation_id: UUID) -> Blocker | None:
    from dangjian.work.standing.models import StayGuest  # ports are registered before the models are needed

    rows = StayGuest.objects.unscoped("open matters keep their organisation, whoever asks")
    count = rows.filter(organisation_id=organisation_id, state__in=["asked", "confirmed"]).count()
    return Blocker("guests", count, f"还有 {count} 名流动党员在这里参加组织生活，请先结束接收") if count else None


register_blocker("guests", _guests)
