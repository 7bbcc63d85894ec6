"""One-time links: issuing them (office), and what they open (their person) (SEC-AUTH-08)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dangjian.identity.accounts import attempts, sessions
from dangjian.identity.accounts.commands.accounts import create_account, create_accounts_for
from dangjian.identity.accounts.credentials import store_password
from dangjian.identity.accounts.entering import Entered, account_by_id, open_for
from dangjian.identity.accounts.limits import require_not_above
from dangjian.identity.accounts.models import Account, OneTimeLink
from dangjian.identity.accounts.permissions import ACTIVATE, ISSUE_LINK, OPEN_ACCOUNT
from dangjian.identity.accounts.ports import people_by_id, people_of_organisation
from dangjian.identity.accounts.rules.sessions import Stage
from dangjian.identity.accounts.sessions import token_hash
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotFound

LASTS = timedelta(hours=24)
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class IssuedLink:
    """A link as it is handed over, shown once: nothing in the data base can rebuild it."""

    account: Account
    purpose: str
    token: str
    expires_at: datetime


@command(ISSUE_LINK)
def issue_link(unit: Unit, *, account_id: UUID) -> IssuedLink:
    """Issue a link by which the person sets a password; earlier links of the account die. The second factor stays.

    Raises Conflict for a disabled account, NotAllowed for one that may do more than the actor.
    """
    account = unit.get(Account, account_id)
    require_not_above(unit, account)
    if account.disabled_at is not None:
        raise Conflict("identity.account.disabled", "账号已停用，请先启用再签发链接。")
    return _issue(unit, account)


@command(OPEN_ACCOUNT)
def open_account(unit: Unit, *, login_name: str, display_name: str) -> IssuedLink:
    """Open an account for somebody who is not on the register, and issue the link to activate it. It has no right at
    all until the security administrator gives one. Raises as `create_account`."""
    return _issue(unit, create_account(login_name=login_name, display_name=display_name))


@command(ISSUE_LINK)
def issue_links(
    unit: Unit, *, organisation_id: UUID | None = None, person_ids: list[UUID] | None = None
) -> list[IssuedLink]:
    """Issue activation links for everybody of an organisation (or the named people) who has not activated yet.

    Accounts are opened where there are none. People who have activated, and disabled accounts, are left alone.
    Raises Conflict beyond 500 people.
    """
    people = people_of_organisation(organisation_id) if organisation_id else people_by_id(person_ids or [])
    if len(people) > MOST_AT_ONCE:
        raise Conflict("identity.links.too_many", f"一次最多为 {MOST_AT_ONCE} 人签发，请按支部分批办理。")
    create_accounts_for(people=people)
    wanted = Account.objects.filter(
        person_id__in=[person.person_id for person in people], activated_at=None, disabled_at=None
    )
    by_person = {account.person_id: account for account in wanted}
    return [_issue(unit, by_person[p.person_id]) for p in people if p.person_id in by_person]


@command(ACTIVATE)
def use_link(unit: Unit, *, visit: Visit, link_id: UUID, encoded: str, surface: str) -> Entered:
    """Use a link up: the new password, the end of all sessions and locks, and a session.

    Raises NotFound when somebody used the link a moment before.
    """
    claimed = OneTimeLink.objects.filter(pk=link_id, used_at=None, revoked_at=None, expires_at__gt=unit.now)
    if not claimed.update(used_at=unit.now):
        raise NotFound("identity.link_not_found", "链接刚刚已被使用，请联系党务工作者重新签发。")
    link = OneTimeLink.objects.get(pk=link_id)
    account = account_by_id(link.account_id)
    store_password(unit, account, encoded)
    sessions.end_sessions_of(account.pk)
    attempts.unlock(account.pk)
    stage = Stage.SECOND_FACTOR if account.second_factor_at is not None else Stage.COMPLETE
    unit.note("用一次性链接激活账号" if link.purpose == OneTimeLink.Purpose.ACTIVATE else "用一次性链接重设密码")
    return open_for(unit, visit, account, surface=surface, factors="link password", stage=stage)


def _issue(unit: Unit, account: Account) -> IssuedLink:
    OneTimeLink.objects.filter(account_id=account.pk, used_at=None, revoked_at=None).update(revoked_at=unit.now)
    token = secrets.token_urlsafe(32)
    purpose = OneTimeLink.Purpose.RESET if account.activated_at else OneTimeLink.Purpose.ACTIVATE
    link = unit.create(
        OneTimeLink(
            account=account,
            purpose=purpose,
            token_hash=token_hash(token),
            expires_at=unit.now + LASTS,
            issued_by=unit.actor.name[:80],
        ),
        note=f"{purpose.label}：{account.login_name}",
    )
    return IssuedLink(account, str(purpose), token, link.expires_at)
