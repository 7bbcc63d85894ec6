"""What a loaded branch may not do, by the rules of today."""

from __future__ import annotations

from dangjian.directory.organisations.enums import BranchKind, ForbiddenAct
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.organisations.rules import forbidden
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.errors import Conflict

_FREE = frozenset({"", BranchKind.ORDINARY})
"""Kinds that no rule can forbid anything; they are not looked up."""


def refuse_act(organisation: Organisation, act: ForbiddenAct, *, field: str = "") -> None:
    """Raise Conflict `directory.organisation.forbidden_act` when the kind of branch may not do this (ORG-R11)."""
    if organisation.branch_kind in _FREE:
        return
    problem = forbidden.act_problem(organisation.branch_kind, act, rule("org.forbidden_acts").value)
    if problem:
        raise Conflict("directory.organisation.forbidden_act", problem, field=field or None)


def acts_shown(branch_kind: str) -> list[dict[str, str]]:
    """What a kind of branch may not do, in words, for its page."""
    if branch_kind in _FREE:
        return []
    acts = forbidden.acts_of(branch_kind, rule("org.forbidden_acts").value)
    return [{"act": act.value, "text": forbidden.words_of(act)} for act in acts]
