"""What a person may hand on to a program: actions behind routes, as far as the person holds them."""

from __future__ import annotations

from dangjian.identity.accounts.networks import administrative
from dangjian.identity.tokens import rules
from dangjian.kernel.actor import Actor
from dangjian.kernel.http.router import operations
from dangjian.kernel.permissions import Action


def scopes_of(actor: Actor) -> dict[str, bool]:
    """Names of actions that may be handed on; the value: whether everything behind them only reads."""
    reads: dict[str, bool] = {}
    for operation in operations:
        action = operation.action
        if isinstance(action, Action) and rules.is_grantable(action, administrative()) and actor.may(action):
            reads[action.name] = reads.get(action.name, True) and operation.method == "GET"
    return reads
