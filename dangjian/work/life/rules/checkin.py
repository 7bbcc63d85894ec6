"""The sign-in code: renewed every 30 seconds, bound to the meeting, acceptable later from a phone without network.

A code is `<slot>.<mac>`; the slot is the number of 30-second steps since 1970, the mac covers meeting and slot. The
mac itself is made by the caller with the platform's key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SLOT_SECONDS = 30
GRACE_SLOTS = 2
"""How many steps back a code is taken from a phone with network: reading and sending takes a moment."""
CLOCK_SKEW = timedelta(minutes=10)
"""How far the clock of a phone may be off."""
EARLIEST = timedelta(hours=2)
"""How long before the start codes are valid."""
_CODE = re.compile(r"^(\d{1,12})\.([0-9A-Za-z_-]{16,64})$")


@dataclass(frozen=True, slots=True)
class Code:
    """A code as scanned."""

    slot: int
    mac: str

    @property
    def shown_at(self) -> datetime:
        """When the screen showed it."""
        return datetime.fromtimestamp(self.slot * SLOT_SECONDS, UTC)


def slot_of(moment: datetime) -> int:
    """Number of the 30-second step of a moment."""
    return int(moment.timestamp()) // SLOT_SECONDS


def message(meeting_id: str, slot: int) -> bytes:
    """What the mac of a code covers."""
    return f"life.check_in|{meeting_id}|{slot}".encode()


def parse(text: str) -> Code | None:
    """Read a code; None when it is not one."""
    match = _CODE.match(text)
    return Code(int(match[1]), match[2]) if match else None


def is_fresh(code: Code, *, now: datetime) -> bool:
    """Whether the code is on the screen now or was a moment ago; the clock of the screen may be one step ahead."""
    return slot_of(now) - GRACE_SLOTS <= code.slot <= slot_of(now) + 1


def is_believable(code: Code, *, device_at: datetime, now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a code that arrives later may count: shown during the meeting, not from the future.

    `device_at` is the time of the phone when it scanned; it is kept beside the time of entry.
    """
    if code.slot > slot_of(now) + 1 or device_at > now + CLOCK_SKEW:
        return False
    if not starts_at - EARLIEST <= code.shown_at <= ends_at + CLOCK_SKEW:
        return False
    return abs(device_at - code.shown_at) <= CLOCK_SKEW
