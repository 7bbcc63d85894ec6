"""Making tokens, taking them back, noting that they are used, forgetting old ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dangjian.identity.tokens import rules
from dangjian.identity.tokens.models import ApiToken
from dangjian.identity.tokens.permissions import SWEEP, USE_TOKEN, WATCH_TOKEN
from dangjian.identity.tokens.scopes import scopes_of
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.parameters import networks_of


@command(USE_TOKEN)
def create_token(unit: Unit, *, name: str, scopes: Sequence[str], days: int, networks: str) -> tuple[ApiToken, str]:
    """A token of the acting person for one program; returns it with its text, which is shown once.

    `scopes`: names of actions that the person holds; `days` (1 to 365) it lasts; `networks` where it may be used from,
    empty for anywhere. Raises BadInput for what the person may not hand on, Conflict for too many living tokens.
    """
    actor = unit.actor
    assert actor.account_id is not None
    known = scopes_of(actor)
    if strange := [scope for scope in scopes if scope not in known]:
        raise BadInput("identity.token.scope", f"不能授予“{strange[0][:40]}”：只能选您自己的业务权限。", field="scopes")
    try:
        networks_of(networks)
    except ValueError:
        text = "请填写网络地址或网段，如 10.1.0.0/16，多个之间用逗号分隔；留空表示不限。"
        raise BadInput("identity.token.networks", text, field="networks") from None
    living = ApiToken.objects.filter(account_id=actor.account_id, revoked_at=None, ends_at__gt=unit.now)
    if living.count() >= rules.MOST:
        raise Conflict("identity.token.too_many", f"最多同时有 {rules.MOST} 个有效令牌，请先撤销不用的。")
    if living.filter(name=name).exists():
        raise Conflict("identity.token.name", "已有同名的有效令牌，请换一个名称或先撤销它。")
    token = rules.fresh(unit.tenant_id)
    row = ApiToken(
        account_id=actor.account_id,
        name=name,
        token_hash=token.digest,
        hint=token.hint,
        scopes=sorted(set(scopes)),
        networks=networks.strip(),
        ends_at=unit.now + timedelta(days=days),
    )
    return unit.create(row), token.text


@command(USE_TOKEN)
def revoke_own_token(unit: Unit, *, token_id: UUID) -> ApiToken:
    """Take a token of one's own back; it opens nothing from now on. Raises NotFound."""
    row: ApiToken = unit.get(ApiToken, token_id)
    if row.account_id != unit.actor.account_id:
        raise NotFound()
    return _revoke(unit, row)


@command(WATCH_TOKEN)
def revoke_token(unit: Unit, *, token_id: UUID) -> ApiToken:
    """Take anybody's token back. Raises NotFound."""
    return _revoke(unit, unit.get(ApiToken, token_id))


def _revoke(unit: Unit, row: ApiToken) -> ApiToken:
    if row.revoked_at is not None:
        return row
    return unit.update(row, revoked_at=unit.now, revoked_by=unit.actor.name[:80], note="撤销接口令牌")


@command(SWEEP)
def remove_old(unit: Unit, *, before: datetime) -> int:
    """Forget tokens that ended before a moment. Returns how many."""
    return unit.delete_many(ApiToken.objects.filter(ends_at__lt=before), note="清理到期令牌")
