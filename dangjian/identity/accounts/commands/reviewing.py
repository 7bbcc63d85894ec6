"""The monthly review of accounts: who is there, who has not been seen, who may do what (SEC-AUTH-07)."""

from __future__ import annotations

from dangjian.foundation.messaging.commands import send_message
from dangjian.identity.accounts.directory import QUIET, quiet_q
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.permissions import DISABLE_ACCOUNT, SECURITY_ADMINISTRATOR, SYSTEM_ADMINISTRATOR
from dangjian.identity.accounts.ports import administrators_of
from dangjian.identity.accounts.queries import STATES
from dangjian.kernel.doors import Unit, command


@command(DISABLE_ACCOUNT)
def ask_for_review(unit: Unit) -> int:
    """Ask the system and the security administrators, once a month, to go through the accounts; returns how many were
    asked. The message opens the list. Nobody is asked where there are no accounts but those of a demonstration. May run
    twice, and every day."""
    rows = Account.objects.filter(is_demo=False)
    active, quiet = rows.filter(STATES["active"]).count(), rows.filter(quiet_q()).count()
    waiting = rows.filter(STATES["not_activated"]).count()
    if not active and not waiting:
        return 0
    people = administrators_of(unit.tenant_id, SYSTEM_ADMINISTRATOR, SECURITY_ADMINISTRATOR)
    return send_message(
        person_ids=people,
        kind="account",
        title=f"{unit.today:%Y 年} {unit.today.month} 月账号复核：在用 {active} 个",
        text=f"其中 {QUIET.days} 天以上没有登录的 {quiet} 个，未激活的 {waiting} 个。"
        "请逐个核对是否仍需要、角色是否合适：不再需要的停用，角色不合适的请安全管理员收回。",
        subject_kind="account",
        dedupe_key=f"account-review-{unit.today:%Y-%m}",
    )
