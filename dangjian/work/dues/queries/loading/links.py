"""Links by which members let others pay."""

from __future__ import annotations

import hashlib
from datetime import datetime

from dangjian.kernel.errors import NotFound
from dangjian.work.dues.models import PayLink


def hash_of(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str, now: datetime) -> PayLink:
    """The link that a token opens. Raises NotFound."""
    rows = PayLink.objects.unscoped("the link itself is the proof that the member asked for it")
    found: PayLink | None = rows.filter(token_hash=hash_of(token), ends_at__gt=now).first()
    if found is None:
        raise NotFound("dues.pay.link_over", "这个代交链接不存在或已过期，请让对方重新生成。")
    return found
