"""Answers what the account app asks about requests that carry a token."""

from __future__ import annotations

from typing import Any

from dangjian.identity.accounts.ports import PROGRAM, Program
from dangjian.kernel import ports


def _program(**asked: Any) -> Program:
    from dangjian.identity.tokens.loading import program

    return program(**asked)


ports.register(PROGRAM, _program)
