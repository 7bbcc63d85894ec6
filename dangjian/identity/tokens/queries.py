"""Tokens as their owner and as administrators see them."""

from __future__ import annotations

from typing import Any

from dangjian.identity.tokens import rules
from dangjian.identity.tokens.models import ApiToken
from dangjian.identity.tokens.permissions import USE_TOKEN, WATCH_TOKEN
from dangjian.identity.tokens.scopes import scopes_of
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.http import PageRequest, paginate
from dangjian.kernel.permissions import registry


@query(USE_TOKEN)
def own_tokens() -> list[ApiToken]:
    """The acting person's tokens, newest first; those that ended a year ago are gone."""
    rows = ApiToken.objects.filter(account_id=current_actor().account_id).select_related("account")
    return list(rows.order_by("-created_at", "pk")[: 10 * rules.MOST])


@query(WATCH_TOKEN)
def all_tokens(*, page: PageRequest) -> dict[str, Any]:
    """Every token of the enterprise, newest first."""
    return paginate(ApiToken.objects.select_related("account"), page, order=("-created_at", "pk"))


@query(USE_TOKEN)
def own_scopes() -> list[dict[str, Any]]:
    """What the acting person may hand on to a program: name, words, and whether it only reads."""
    actions = registry.actions()
    found = [
        {"name": name, "title": actions[name].title, "reads_only": reads}
        for name, reads in scopes_of(current_actor()).items()
    ]
    return sorted(found, key=lambda row: (row["title"], row["name"]))
