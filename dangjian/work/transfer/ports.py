"""What transfers tell the layers below: open ones keep an organisation from being dissolved."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from dangjian.directory.organisations.ports import Blocker, register_blocker


def _open(organisation_id: UUID) -> Blocker | None:
    from dangjian.work.transfer.models import Transfer  # ports are registered before the models are needed

    rows = Transfer.objects.unscoped("open matters keep their organisation, whoever asks").filter(
        Q(organisation_id=organisation_id) | Q(to_organisation_id=organisation_id), open_person_id__isnull=False
    )
    count = rows.count()
    return Blocker("transfers", count, f"还有 {count} 件组织关系转接未办结，请先接收、退回或撤回") if count else None


register_blocker("transfers", _open)
