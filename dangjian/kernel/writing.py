"""Whether writing is allowed right now: inside a command, or in the few kernel places that say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_depth: ContextVar[int] = ContextVar("writing_depth", default=0)


def writing_allowed() -> bool:
    """True inside a command."""
    return _depth.get() > 0


@contextmanager
def allow_writing() -> Iterator[None]:
    """Allow writing inside the block. Only the command door and kernel services use it."""
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)


@contextmanager
def forbid_writing() -> Iterator[None]:
    """Refuse writing inside the block, also when a command is around it. Used by the query door."""
    token = _depth.set(0)
    try:
        yield
    finally:
        _depth.reset(token)
