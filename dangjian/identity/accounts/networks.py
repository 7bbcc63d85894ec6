"""Administration only from the networks that the enterprise allows (SEC-AUTH-12).

From anywhere else the offices of administrators are put aside for the request: their pages are not offered, and their
operations answer as an address does that does not exist. Other rights of the same person stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from dangjian.identity.accounts.grants import is_administrator
from dangjian.identity.accounts.permissions import ADMINISTRATOR_ROLES
from dangjian.identity.accounts.rules import alerts as rules
from dangjian.kernel.actor import Actor, Grant, current_actor
from dangjian.kernel.parameters import Parameter, networks_of
from dangjian.kernel.permissions import Action, registry


def _networks_objection(value: Any) -> str:
    return _objection(value, ADMINISTRATION_HIDDEN.value())


def _hidden_objection(value: Any) -> str:
    return _objection(ADMINISTRATION_FROM.value(), value)


ADMINISTRATION_FROM = Parameter(
    key="identity.administration_from",
    title="管理员登录网络",
    note="管理员从这些网络以外登录时立即告警，如 10.1.0.0/16；多个之间用逗号分隔，留空表示不限。",
    group="登录",
    kind="networks",
    default="",
    objection=_networks_objection,
)
ADMINISTRATION_HIDDEN = Parameter(
    key="identity.administration_hidden",
    title="网络以外隐藏管理功能",
    note="选“是”以后，从“管理员登录网络”以外看不到、也不能使用三类管理员的功能；本人的其他权限不受影响。",
    group="登录",
    kind="boolean",
    default=False,
    objection=_hidden_objection,
)


def _objection(networks: str, hidden: bool) -> str:
    """Why these two together would shut out whoever sets them now."""
    if not hidden:
        return ""
    if not networks.strip():
        return "请先填写“管理员登录网络”，否则谁都不受限制。"
    address = current_actor().address
    if rules.is_outside(address, networks_of(networks)):
        return f"您现在的地址 {address or '未知'} 不在这些网络里，保存后您自己也会被挡在外面。请先加上您所在的网络。"
    return ""


def is_outside(tenant_id: UUID, address: str) -> bool:
    """Whether an address lies outside the networks from which an enterprise is administered."""
    allowed = ADMINISTRATION_FROM.value_in(tenant_id)
    return bool(allowed) and rules.is_outside(address, networks_of(allowed))


def is_hidden(tenant_id: UUID, address: str) -> bool:
    """Whether administration is not there for requests from an address."""
    return bool(ADMINISTRATION_HIDDEN.value_in(tenant_id)) and is_outside(tenant_id, address)


def within_reach(tenant_id: UUID, grants: tuple[Grant, ...], address: str) -> tuple[Grant, ...]:
    """The grants that count for a request from an address."""
    if not is_administrator(grants) or not is_hidden(tenant_id, address):
        return grants
    return tuple(grant for grant in grants if grant.role not in ADMINISTRATOR_ROLES)


@cache
def administrative() -> frozenset[str]:
    """Names of the actions that only administrators hold."""
    return frozenset(name for name, action in registry.actions().items() if only_administrators(action.roles))


def only_administrators(roles: Iterable[str]) -> bool:
    """Whether roles are all those of administrators, and some."""
    held = set(roles)
    return bool(held) and held <= set(ADMINISTRATOR_ROLES)


def conceals(actor: Actor, action: Action) -> bool:
    """Whether a refused operation is one that is not there from where the person is."""
    return action.name in administrative() and is_hidden(actor.tenant_id, actor.address)
