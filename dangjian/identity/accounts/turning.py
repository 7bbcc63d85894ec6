"""Seeds of second factors when the key that seals them is turned over."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from dangjian.identity.accounts.allauth_adapters import DOMAIN, MfaAdapter
from dangjian.kernel.crypto.places import Portion, SealedBy, head_of, register_place


class SeedPlace:
    """The sealed values in allauth's rows: texts of hexadecimal digits."""

    title = "动态口令种子和恢复码"
    domain = DOMAIN

    def count(self, key: SealedBy) -> int:
        """How many of them the key seals."""
        return sum(len(_sealed_by(key, data)) for data in Authenticator.objects.values_list("data", flat=True))

    def renew(self, key: SealedBy, after: Any, limit: int) -> Portion:
        """Seal up to `limit` rows anew, each locked while it is read and written."""
        rows = Authenticator.objects.order_by("pk") if after is None else Authenticator.objects.filter(pk__gt=after)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
        changed = 0
        for row_id in ids:
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().filter(pk=row_id).first()
                names = _sealed_by(key, row.data) if row is not None else []
                if row is None or not names:
                    continue
                adapter = MfaAdapter()
                row.data = {**row.data, **{name: adapter.encrypt(adapter.decrypt(row.data[name])) for name in names}}
                row.save(update_fields=["data"])
                changed += len(names)
        return Portion(ids[-1] if len(ids) == limit else None, len(ids), changed)


def _sealed_by(key: SealedBy, data: dict[str, Any]) -> list[str]:
    head = head_of(key).hex()
    return [name for name, value in data.items() if isinstance(value, str) and value.startswith(head)]


register_place(SeedPlace())
