"""Routes of the rule book: `/api/v1/foundation/rules`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import Field, StringConstraints

from dangjian.foundation.rulebook import commands, queries
from dangjian.foundation.rulebook.permissions import CHANGE_RULE, VIEW_RULE
from dangjian.kernel.http import ApiRouter, Query, Schema

router = ApiRouter(module="foundation", app="rulebook", tag="规则")

Reason = Annotated[str, StringConstraints(min_length=1, max_length=400)]
RuleKey = Annotated[str, StringConstraints(min_length=3, max_length=80, pattern=r"^[a-z0-9_.]+$")]


class RuleFilter(Schema):
    """Which rules to list. `on`: as they hold on that day (default today)."""

    on: date | None = None
    text: str = Field("", max_length=60)
    prefix: str = Field("", max_length=80)


class RuleVersionOut(Schema):
    """A version of a rule; `version_id` is null for a declared one."""

    version_id: UUID | None
    value: Any
    unit: str
    effective_from: date
    effective_to: date | None
    source_article: str
    citation: str
    explanation: str
    text: str
    is_verified: bool
    is_own: bool
    reason: str
    entered_by: str


class RuleOut(Schema):
    """A rule with the version that holds and all its versions."""

    key: str
    title: str
    current: RuleVersionOut | None
    versions: list[RuleVersionOut]


class RuleListOut(Schema):
    """The rule book, or a part of it."""

    items: list[RuleOut]


class RuleVersionIn(Schema):
    """A new own version of a rule. Empty clause and explanation: those of the declared rule."""

    key: RuleKey
    value: Any
    effective_from: date
    effective_to: date | None = None
    source_article: str = Field("", max_length=200)
    explanation: str = Field("", max_length=400)
    is_verified: bool = False
    reason: Reason


class WithdrawIn(Schema):
    """Why a version is withdrawn."""

    reason: Reason


class RuleVersionRef(Schema):
    """The version that was written."""

    id: UUID


@router.get("/rules", name="list_rules", action=VIEW_RULE, out=RuleListOut)
def list_rules(request: HttpRequest, filters: Query[RuleFilter]) -> Any:
    """Rules with clause, explanation and versions."""
    return {"items": queries.list_rules(on=filters.on, text=filters.text, prefix=filters.prefix)}


@router.post("/rules", name="add_version", action=CHANGE_RULE, out=RuleVersionRef, status=201)
def add_version(request: HttpRequest, body: RuleVersionIn) -> Any:
    """Add an own version of a rule from a date on."""
    return {"id": commands.add_rule_version(**body.model_dump()).pk}


@router.post("/rules/{uuid:version_id}/withdraw", name="withdraw_version", action=CHANGE_RULE, out=RuleVersionRef)
def withdraw_version(request: HttpRequest, version_id: UUID, body: WithdrawIn) -> Any:
    """Withdraw an own version."""
    return {"id": commands.withdraw_rule_version(version_id=version_id, reason=body.reason).pk}
