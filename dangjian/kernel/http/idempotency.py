"""Idempotency keys: a repeated POST gets the first answer, and its effect happens once.

The key is stored in the transaction of the effect, so that a crash leaves both or neither.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse

from dangjian.kernel import audit, clock
from dangjian.kernel.actor import Actor, actor_or_none
from dangjian.kernel.crypto.envelope import open_value, seal_value
from dangjian.kernel.crypto.places import Portion, SealedBy, head_of, register_place
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.models.audit import AuditEntry, IdempotencyKey
from dangjian.kernel.turns import writing_transaction

KEPT_FOR = timedelta(hours=72)
DOMAIN = "answer"
_LABEL = "kernel.idempotencykey.body"
_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}\Z")
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")


class _RolledBack(Exception):
    """Carries a refusal out of the transaction so that nothing of it stays."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def once(request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run an unsafe request once for its Idempotency-Key; without a key just run it.

    Raises BadInput for a malformed key or when the key was used for another request.
    """
    key = request.headers.get("Idempotency-Key", "")
    actor = actor_or_none()
    if not key or actor is None:
        return run()
    if not _KEY.match(key):
        raise BadInput("kernel.idempotency.malformed", "Idempotency-Key 应为 8–80 位字母、数字、下划线或连字符。")
    owner = f"{actor.account_id or actor.tenant_id}"
    digest = _request_hash(request)
    known = IdempotencyKey.objects.filter(owner=owner, key=key).first()
    if known is not None:
        return _replay(actor, known, digest)
    refusals: list[AuditEntry] = []
    token = audit.deferred_refusals.set(refusals)
    try:
        with writing_transaction():
            row = IdempotencyKey(owner=owner, key=key, request_hash=digest, created_at=clock.now())
            row.save(force_insert=True)
            response = run()
            if response.status_code >= 400 or response.streaming:
                raise _RolledBack(response)
            row.status = response.status_code
            row.body = _sealed(actor, row, response.content)
            row.headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
            row.save(update_fields=["status", "body", "headers"])
            return response
    except _RolledBack as rolled:
        return rolled.response
    except IntegrityError:
        known = IdempotencyKey.objects.filter(owner=owner, key=key).first()
        if known is None:
            raise
        return _replay(actor, known, digest)
    finally:
        audit.deferred_refusals.reset(token)
        if refusals:
            audit.write(refusals)


def _request_hash(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not (request.content_type or "").startswith("multipart/"):
        digest.update(request.body)
    return digest.hexdigest()


def _sealed(actor: Actor, row: IdempotencyKey, body: bytes) -> bytes:
    """The answer as it is kept: some answers carry sensitive values in clear (SEC-DATA-02)."""
    text = body.decode("utf-8")
    return seal_value(text, tenant_id=actor.tenant_id, domain=DOMAIN, label=_LABEL, row_id=f"{row.owner}:{row.key}")


def _opened(actor: Actor, row: IdempotencyKey) -> bytes:
    text = open_value(bytes(row.body), tenant_id=actor.tenant_id, label=_LABEL, row_id=f"{row.owner}:{row.key}")
    return text.encode("utf-8")


class AnswerPlace:
    """Answers sealed by a data key. They fall away after `KEPT_FOR`: nobody seals them anew."""

    title = "防重复提交的答复（72 小时后自动清理）"
    domain = DOMAIN

    def count(self, key: SealedBy) -> int:
        """How many answers the key seals."""
        rows = IdempotencyKey.objects.exclude(status=0).values_list("body", flat=True)
        return sum(bytes(body).startswith(head_of(key)) for body in rows.iterator(chunk_size=500))

    def renew(self, key: SealedBy, after: Any, limit: int) -> Portion:
        """Nothing is done: they fall away."""
        return Portion(None, 0, 0)


register_place(AnswerPlace())


def _replay(actor: Actor, known: IdempotencyKey, digest: str) -> HttpResponse:
    if known.request_hash != digest:
        raise BadInput("kernel.idempotency.other_request", "同一个提交编号已用于另一份内容，请刷新页面后重新提交。")
    if not known.status:
        raise Conflict("kernel.idempotency.running", "上一次提交正在处理，请稍候再查看结果。")
    response = HttpResponse(_opened(actor, known), status=known.status)
    for name, value in known.headers.items():
        response[name] = value
    response["Idempotent-Replay"] = "true"
    return response
