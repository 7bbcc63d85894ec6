"""Limits of a session by surface and role (SEC-SESS-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TOUCH_EVERY = timedelta(minutes=1)
"""The last use of a session is written at most this often: a read stays a read."""

STEP_UP_WITHIN = timedelta(minutes=5)
"""How fresh a full authentication must be for operations that need step-up (SEC-AUTH-06)."""

PENDING_LASTS = timedelta(minutes=10)
"""Time to give the second factor after the password."""


SIGN_ON = "sign_on"
"""The factor of a session that another provider vouched for. It may have known the person for hours: such a session
starts without a full authentication of its own, so that the first sensitive operation asks for one (SEC-AUTH-09)."""


class Surface(StrEnum):
    """Where somebody works; decides how long an unattended session lives."""

    CONSOLE = "console"
    PHONE = "phone"
    PORTAL = "portal"
    SCREEN = "screen"
    KIOSK = "kiosk"


class Stage(StrEnum):
    """How far a session has come: only `complete` is a signed-in person."""

    SECOND_FACTOR = "second_factor"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Limits:
    """Idle end, absolute end and number of sessions side by side."""

    idle: timedelta
    absolute: timedelta
    parallel: int


WEB = Limits(idle=timedelta(minutes=30), absolute=timedelta(hours=12), parallel=3)
ADMINISTRATOR = Limits(idle=timedelta(minutes=15), absolute=timedelta(hours=8), parallel=1)
KIOSK = Limits(idle=timedelta(seconds=60), absolute=timedelta(hours=1), parallel=3)
DEMO = Limits(idle=timedelta(hours=12), absolute=timedelta(hours=12), parallel=50)
"""Demo people are shared by everyone who tries the system; nobody's data is behind them."""


REMEMBERED = Limits(idle=timedelta(days=30), absolute=timedelta(days=30), parallel=3)
"""A phone whose browser holds a key of its own: after the ordinary idle end it still reads, learns and signs in."""


def may_be_remembered(*, surface: str, administrator: bool, demo: bool) -> bool:
    """Whether a log-in lasts beyond its idle end for what is declared `remembered`: a phone's, and of no
    administrator."""
    return surface == Surface.PHONE and not administrator and not demo


def full_until(*, used_at: datetime, auth_at: datetime) -> datetime:
    """Until when a remembered phone may do everything: as long as a session that is not remembered."""
    return min(used_at + WEB.idle, auth_at + WEB.absolute)


def limits_for(*, surface: str, administrator: bool, demo: bool) -> Limits:
    """The limits that hold for a session; the stricter of surface and role."""
    if demo:
        return DEMO
    if surface == Surface.KIOSK:
        return KIOSK
    return ADMINISTRATOR if administrator else WEB


def idle_end(*, used_at: datetime, absolute_end_at: datetime, limits: Limits) -> datetime:
    """When a session last used at `used_at` ends by itself; never later than its absolute end."""
    return min(used_at + limits.idle, absolute_end_at)


def needs_touch(*, last_seen_at: datetime, now: datetime, limits: Limits) -> bool:
    """Whether this use has to be written: once a minute, or oftener where the idle end is shorter (kiosk)."""
    return now - last_seen_at >= min(TOUCH_EVERY, limits.idle / 4)
