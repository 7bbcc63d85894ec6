"""Sealed files when a data key is turned over: each is written again under the new key."""

from __future__ import annotations

from typing import Any

from dangjian.kernel.crypto.places import Portion, SealedBy, register_place
from dangjian.kernel.files.store import DOMAIN, key_of, remove_bytes, seal_anew
from dangjian.kernel.models.files import StoredFile

_WHY = "turning over the key of sealed files"


class FilePlace:
    """All sealed files and their thumbnails."""

    title = "加密保存的文件"
    domain = DOMAIN

    def count(self, key: SealedBy) -> int:
        """How many of them the key seals; reads the head of each."""
        return sum(key_of(file, thumb=thumb) == key.key_id for file in _files(key) for thumb in _forms(file))

    def renew(self, key: SealedBy, after: Any, limit: int) -> Portion:
        """Write up to `limit` files again. A file that was removed meanwhile stays removed."""
        rows = list(_files(key, after)[:limit])
        changed = 0
        for file in rows:
            for thumb in _forms(file):
                if key_of(file, thumb=thumb) == key.key_id:
                    seal_anew(file, thumb=thumb)
                    changed += 1
            if not StoredFile.objects.across_tenants(_WHY).filter(pk=file.pk).exists():
                remove_bytes(file.storage_name)
        return Portion(rows[-1].pk if len(rows) == limit else None, len(rows), changed)


def _files(key: SealedBy, after: Any = None) -> Any:
    rows = StoredFile.objects.across_tenants(_WHY).filter(tenant_id=key.tenant_id, is_sealed=True)
    return (rows if after is None else rows.filter(pk__gt=after)).order_by("pk")


def _forms(file: StoredFile) -> tuple[bool, ...]:
    return (False, True) if file.thumb_size else (False,)


register_place(FilePlace())
