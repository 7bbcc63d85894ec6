"""Device binding: a session of a browser that has a key of its own does sensitive things only with its signature.

The key is made by the browser (WebCrypto, ECDSA P-256, not extractable) right after signing in and bound to the session
at once; a session is bound once. An operation declared with `step_up=True` then needs a signature over a nonce of the
server, method, address and body: whoever holds the cookie alone cannot make it (SEC-AUTH-13).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from dangjian.identity.accounts.models import DeviceKey, WebSession
from dangjian.identity.accounts.sessions import SignedIn
from dangjian.kernel import clock
from dangjian.kernel.crypto import ecdsa

NONCE_HEADER, SIGNATURE_HEADER = "X-Device-Nonce", "X-Device-Signature"
NONCE_LASTS = timedelta(seconds=60)
KEPT = 10
"""Keys of one account; the least lately used go first."""


def bind(session: SignedIn, public: bytes, name: str) -> DeviceKey | None:
    """Bind a session to the key of its browser; None when it is bound already or these bytes are no key."""
    if session.device_key_id is not None or not ecdsa.is_public_key(public):
        return None
    now = clock.now()
    known = [row for row in DeviceKey.objects.filter(account_id=session.account_id) if bytes(row.public) == public]
    row = known[0] if known else DeviceKey(account_id=session.account_id, public=public, name=name, created_at=now)
    row.last_used_at = now
    row.save()
    mine = WebSession.objects.filter(token_hash=session.token_hash, device_key=None)
    if not mine.update(device_key=row):
        return None
    others = DeviceKey.objects.filter(account_id=session.account_id).exclude(id=row.id)
    old = [key_id for (key_id,) in others.order_by("-last_used_at", "id").values_list("id")[KEPT - 1 :]]
    DeviceKey.objects.filter(id__in=old).delete()
    return row


def keys_of(account_id: UUID) -> list[DeviceKey]:
    """The keys of an account, latest use first."""
    return list(DeviceKey.objects.filter(account_id=account_id).order_by("-last_used_at", "id")[:KEPT])


def remove(account_id: UUID, key_id: UUID) -> bool:
    """Remove a key; its sessions end with it. Whether there was one."""
    return bool(DeviceKey.objects.filter(account_id=account_id, id=key_id).delete()[0])


def forget(token_hash: str) -> None:
    """Forget the key of a session that is signed out: the browser is told to clear its storage, and the key with it."""
    DeviceKey.objects.filter(sessions__token_hash=token_hash).delete()


def new_nonce(session: SignedIn) -> str:
    """A nonce for one signature of this session; good for a minute."""
    moment = str(time.time_ns() // 1_000_000)
    return f"{moment}.{_mark(session, moment)}"


def signed_text(nonce: str, request: HttpRequest) -> bytes:
    """What is signed: nonce, method, address with its query, and the digest of the body, a line each."""
    body = hashlib.sha256(request.body).hexdigest()
    return "\n".join((nonce, str(request.method), request.get_full_path(), body)).encode()


def is_proved(session: SignedIn, request: HttpRequest) -> bool:
    """Whether this request carries a signature of the session's key over a nonce that was not used before."""
    nonce, given = request.headers.get(NONCE_HEADER, ""), request.headers.get(SIGNATURE_HEADER, "")
    if session.device_key_id is None or not nonce or not given or len(nonce) > 100 or len(given) > 100:
        return False
    moment, _, mark = nonce.partition(".")
    if not moment.isdecimal() or not hmac.compare_digest(mark, _mark(session, moment)):
        return False
    age = time.time_ns() // 1_000_000 - int(moment)
    key = DeviceKey.objects.filter(id=session.device_key_id).first()
    if key is None or not 0 <= age <= NONCE_LASTS.total_seconds() * 1000:
        return False
    try:
        signature = base64.b64decode(given, validate=True)
    except binascii.Error:
        return False
    if not ecdsa.verify(bytes(key.public), signed_text(nonce, request), signature):
        return False
    unused = WebSession.objects.filter(token_hash=session.token_hash, device_nonce__lt=int(moment))
    if not unused.update(device_nonce=int(moment)):
        return False
    DeviceKey.objects.filter(id=key.id).update(last_used_at=clock.now())
    return True


def _mark(session: SignedIn, moment: str) -> str:
    secret = settings.SECRET_KEY.encode("utf-8")
    text = f"device|{session.public_id}|{moment}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()[:43]
