"""What is unusual about a log-in (SEC-AUTH-11)."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

FAILURES_BEFORE_SUCCESS = 3
ACCOUNTS_PER_ADDRESS = 10
"""A branch office behind one address mistypes now and then; ten names within the window are somebody who tries."""
WINDOW = timedelta(minutes=15)
REMEMBERED = timedelta(days=1)
HISTORY = timedelta(days=90)
LOG_INS_LOOKED_AT = 200
LOG_INS_TO_KNOW = 10
"""Fewer say nothing about where and when somebody usually works."""
NIGHT = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
_NEAR_HOURS = 1


@dataclass(frozen=True, slots=True)
class LogIn:
    """An earlier log-in: local hour and network address."""

    hour: int
    address: str


def network_of(address: str) -> str:
    """The network that an address belongs to, wide enough that an office or a mobile operator is one; empty when
    there is no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((parsed, 16 if parsed.version == 4 else 40), strict=False))


def is_unusual_network(address: str, history: Sequence[LogIn]) -> bool:
    """Whether somebody whose habits are known has not signed in from this network before."""
    known = {network_of(item.address) for item in history} - {""}
    mine = network_of(address)
    return len(history) >= LOG_INS_TO_KNOW and bool(known) and bool(mine) and mine not in known


def is_unusual_hour(hour: int, history: Sequence[LogIn]) -> bool:
    """Whether it is night and somebody whose habits are known never worked at about this hour."""
    if hour not in NIGHT or len(history) < LOG_INS_TO_KNOW:
        return False
    return all(min((hour - item.hour) % 24, (item.hour - hour) % 24) > _NEAR_HOURS for item in history)


def is_outside(address: str, allowed: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """Whether an address lies in none of the allowed networks; without any everything is allowed."""
    if not allowed:
        return False
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return True
    return not any(parsed.version == network.version and parsed in network for network in allowed)


def succeeded_after_guessing(failures: int) -> bool:
    """Whether a success follows so many failures that it may be a guess."""
    return failures >= FAILURES_BEFORE_SUCCESS


def tries_many(accounts: int) -> bool:
    """Whether one address failed with so many names within the window that it tries them one after another."""
    return accounts >= ACCOUNTS_PER_ADDRESS
