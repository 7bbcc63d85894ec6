"""The session store (Django's SESSION_ENGINE) and the one query by which each request learns who is signed in.

The cookie holds a 256-bit random token; the data base holds its SHA-256 only, so that a dump opens no session
(SEC-SESS-01).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from dangjian.identity.accounts.models import Account, WebSession
from dangjian.identity.accounts.rules import sessions as rules
from dangjian.kernel import clock
from dangjian.kernel.prepared import Prepared

TOKEN_BYTES = 32
USER_AGENT_MAX = 200


class SignedIn(NamedTuple):
    """A session joined with its account: all a request needs to know, read by one statement."""

    token_hash: str
    public_id: UUID
    stage: str
    auth_at: datetime | None
    last_seen_at: datetime
    idle_end_at: datetime
    absolute_end_at: datetime
    surface: str
    factors: str
    device_key_id: UUID | None
    full_until: datetime | None
    account_id: UUID
    tenant_id: UUID
    person_id: UUID | None
    display_name: str
    login_name: str
    grants_version: int
    disabled_at: datetime | None
    must_change_password: bool
    password_changed_at: datetime | None
    second_factor_at: datetime | None
    is_demo: bool

    @property
    def is_reduced(self) -> bool:
        """Whether this is a phone that is only remembered: its owner has to prove who they are for all else."""
        return self.full_until is not None and clock.now() >= self.full_until

    @property
    def is_complete(self) -> bool:
        """Whether all factors asked for were given."""
        return self.stage == rules.Stage.COMPLETE


_FIELDS = tuple(SignedIn.__annotations__)
_COLUMNS = (*_FIELDS[:12], *(f"account__{name}" for name in _FIELDS[12:]))
"""Columns of the session come first, then those of its account."""
_session_rows = Prepared(
    lambda key: WebSession.objects.filter(token_hash=key, account__isnull=False).values_list(*_COLUMNS), str
)


def new_token() -> str:
    """A session token: 256 bits from the operating system's generator."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What the data base keeps of a token. The token is random, so a plain digest is enough."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def load_session(token: str) -> SignedIn | None:
    """The live session of a token with its account, by one query; None when there is none, it is over, the
    account is disabled, or it is a demo person's and the demo mode has ended."""
    if not token or len(token) > 100:
        return None
    rows = _session_rows.rows(token_hash(token))
    if not rows:
        return None
    found = SignedIn(*rows[0])
    now = clock.now()
    over = now >= found.idle_end_at or now >= found.absolute_end_at or found.disabled_at is not None
    stray = found.is_demo and not settings.DEMO_MODE
    return None if over or stray else found


def touch(session: SignedIn, *, limits: rules.Limits) -> None:
    """Note that a session was used and move its idle end; writes at most once a minute (SEC-SESS-02)."""
    now = clock.now()
    if not rules.needs_touch(last_seen_at=session.last_seen_at, now=now, limits=limits):
        return
    end = rules.idle_end(used_at=now, absolute_end_at=session.absolute_end_at, limits=limits)
    changes: dict[str, Any] = {"last_seen_at": now, "idle_end_at": end}
    if session.full_until is not None and not session.is_reduced and session.auth_at is not None:
        changes["full_until"] = rules.full_until(used_at=now, auth_at=session.auth_at)
    WebSession.objects.filter(token_hash=session.token_hash).update(**changes)


def remember(session_hash: str) -> None:
    """Let the log-in of a phone last: thirty days for what is declared `remembered` (SEC-SESS-02)."""
    now = clock.now()
    end = now + rules.REMEMBERED.absolute
    rows = WebSession.objects.filter(token_hash=session_hash, auth_at__isnull=False, full_until=None)
    rows.update(full_until=now + rules.WEB.idle, idle_end_at=end, absolute_end_at=end)


def open_session(
    account: Account,
    *,
    limits: rules.Limits,
    stage: str,
    surface: str,
    address: str,
    user_agent: str,
    factors: str,
) -> str:
    """Store a new session and return its token. The oldest sessions beyond the limit of the role end."""
    now = clock.now()
    token = new_token()
    complete = stage == rules.Stage.COMPLETE
    absolute = now + (limits.absolute if complete else rules.PENDING_LASTS)
    idle = rules.idle_end(used_at=now, absolute_end_at=absolute, limits=limits) if complete else absolute
    WebSession.objects.create(
        token_hash=token_hash(token),
        public_id=uuid4(),
        account=account,
        stage=stage,
        created_at=now,
        auth_at=None if rules.SIGN_ON in factors.split() else now,
        last_seen_at=now,
        idle_end_at=idle,
        absolute_end_at=absolute,
        surface=surface,
        address=address[:45],
        user_agent=user_agent[:USER_AGENT_MAX],
        factors=factors,
    )
    if complete:
        _end_oldest(account.pk, keep=limits.parallel)
    return token


def renew_token(session_hash: str, **changes: Any) -> str:
    """Give a session a new token (at log-in, step-up and change of rights); the old one opens nothing any more."""
    token = new_token()
    row = WebSession.objects.get(token_hash=session_hash)
    WebSession.objects.filter(token_hash=session_hash).delete()
    row.token_hash = token_hash(token)
    for name, value in changes.items():
        setattr(row, name, value)
    if row.full_until is not None and row.auth_at is not None:
        row.full_until = max(row.full_until, rules.full_until(used_at=clock.now(), auth_at=row.auth_at))
    row.save(force_insert=True)
    return token


def end_session(session_hash: str) -> None:
    """End one session."""
    WebSession.objects.filter(token_hash=session_hash).delete()


def end_sessions_of(account_id: UUID, *, but: str = "") -> int:
    """End all sessions of an account at once, except the one with hash `but`. Returns how many."""
    count, _ = WebSession.objects.filter(account_id=account_id).exclude(token_hash=but).delete()
    return count


def live_sessions(account_id: UUID) -> list[WebSession]:
    """The complete sessions of an account that have not ended, latest use first."""
    now = clock.now()
    rows = WebSession.objects.filter(
        account_id=account_id, stage=rules.Stage.COMPLETE, idle_end_at__gt=now, absolute_end_at__gt=now
    )
    return list(rows.order_by("-last_seen_at", "token_hash"))


def remove_ended() -> int:
    """Delete sessions that are over. Returns how many."""
    now = clock.now()
    late, _ = WebSession.objects.filter(absolute_end_at__lte=now).delete()
    idle, _ = WebSession.objects.filter(idle_end_at__lte=now).delete()
    return late + idle


def _end_oldest(account_id: UUID, *, keep: int) -> None:
    kept = [row.token_hash for row in sorted(live_sessions(account_id), key=lambda row: row.created_at)[-keep:]]
    WebSession.objects.filter(account_id=account_id, stage=rules.Stage.COMPLETE).exclude(token_hash__in=kept).delete()


class SessionStore(SessionBase):
    """Small values that belong to a session, for the parts of Django and allauth that use `request.session`.

    API requests of ours never touch it unless they use one of those parts, so it costs nothing otherwise.
    """

    UNKNOWN_LASTS = timedelta(minutes=10)
    """A session of somebody not signed in only carries the state of a sign-on in progress."""

    def _get_new_session_key(self) -> str:
        return new_token()

    def exists(self, session_key: str | None) -> bool:
        return bool(session_key) and WebSession.objects.filter(token_hash=token_hash(str(session_key))).exists()

    def load(self) -> dict[str, Any]:
        now = clock.now()
        row = (
            WebSession.objects.filter(
                token_hash=token_hash(self.session_key or ""), idle_end_at__gt=now, absolute_end_at__gt=now
            )
            .values_list("data", flat=True)
            .first()
        )
        if row is None:
            self._session_key = None
            return {}
        return dict(row)

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the stubs
        now = clock.now()
        if not must_create:
            changed = WebSession.objects.filter(token_hash=token_hash(self.session_key)).update(data=data)
            if not changed:
                raise UpdateError
            return None
        if self.exists(self.session_key):
            raise CreateError
        WebSession.objects.create(
            token_hash=token_hash(self.session_key),
            public_id=uuid4(),
            stage="",
            created_at=now,
            last_seen_at=now,
            idle_end_at=now + self.UNKNOWN_LASTS,
            absolute_end_at=now + self.UNKNOWN_LASTS,
            surface="",
            data=data,
        )
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            WebSession.objects.filter(token_hash=token_hash(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        remove_ended()
