"""First start: no account exists in a fresh installation; this makes the three administrators, each reachable by a
one-time link (SEC-AUTH-01). In an installation from before there were three it makes those that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from dangjian.identity.accounts.commands.accounts import create_account
from dangjian.identity.accounts.commands.links import IssuedLink, issue_link
from dangjian.identity.accounts.grants import is_administrator
from dangjian.identity.accounts.limits import grants_of_account
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.permissions import (
    AUDIT_ADMINISTRATOR,
    SECURITY_ADMINISTRATOR,
    SYSTEM_ADMINISTRATOR,
)
from dangjian.identity.accounts.ports import MAKE_ADMINISTRATOR, MISSING_ADMINISTRATORS
from dangjian.kernel import clock, ports
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.clock import local_time
from dangjian.kernel.models import Tenant


@dataclass(frozen=True)
class Wanted:
    """One of the three: how the command line names them, and what stands there otherwise."""

    role: str
    title: str
    prefix: str
    name: str
    login_name: str


THREE = (
    Wanted(SYSTEM_ADMINISTRATOR, "系统管理员", "", "首任系统管理员", "guanliyuan"),
    Wanted(SECURITY_ADMINISTRATOR, "安全管理员", "security-", "首任安全管理员", "anquan"),
    Wanted(AUDIT_ADMINISTRATOR, "安全审计员", "audit-", "首任安全审计员", "shenji"),
)


class Command(BaseCommand):
    help = (
        "首次启动：建立单位和系统管理员、安全管理员、安全审计员三个账号（须是三个人），"
        "并打印各自的一次性激活链接（24 小时内有效，只能使用一次）。已有的不再建立。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", default="本单位", help="单位名称")
        for one in THREE:
            parser.add_argument(f"--{one.prefix}name", default=one.name, help=f"{one.title}的姓名")
            parser.add_argument(f"--{one.prefix}login-name", default=one.login_name, help=f"{one.title}的账号名")
        parser.add_argument("--url", default="", help="单位访问本系统的地址，用于打印链接")
        parser.add_argument("--if-empty", action="store_true", help="只在一个账号也没有时建立，否则不作任何事")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = Account.objects.across_tenants("first start of the installation").filter(is_demo=False)
        if options["if_empty"] and accounts.exists():
            return
        with transaction.atomic():
            links = self._links(options)
        if not links:
            self.stdout.write("三类管理员都已激活，无需首次启动。忘记密码请由系统管理员重新签发链接。")
            return
        base = (settings.PUBLIC_URL or options["url"] or "http://127.0.0.1:8000").rstrip("/")
        for title, link in links:
            self.stdout.write(f"{title}：{link.account.display_name}（账号名 {link.account.login_name}）")
            self.stdout.write(f"激活链接：{base}/activate#{link.token}")
        until = local_time(links[0][1].expires_at).strftime("%Y-%m-%d %H:%M")
        self.stdout.write(f"链接只能使用一次，{until} 前有效；失效后运行 manage.py first_start 重新打印。")
        self.stdout.write("请把三个链接分别交给三个人。激活后请立即启用动态口令，启用后才能进行其他操作。")

    def _links(self, options: dict[str, Any]) -> list[tuple[str, IssuedLink]]:
        """A link for each of the three that nobody has activated yet; those that nobody holds are made."""
        tenant = Tenant.objects.filter(is_demo=False).order_by("created_at").first()
        if tenant is None:
            tenant = Tenant.objects.create(code="main", name=options["tenant"], created_at=clock.now())
        found: list[tuple[str, IssuedLink]] = []
        with acting_as(system_actor(tenant.pk, "首次启动")):
            found += self._waiting(tenant)
            missing = ports.ask(MISSING_ADMINISTRATORS, tenant_id=tenant.pk)
            for one in THREE:
                if one.role in missing:
                    key = one.prefix.replace("-", "_")
                    account = create_account(login_name=options[f"{key}login_name"], display_name=options[f"{key}name"])
                    ports.ask(
                        MAKE_ADMINISTRATOR,
                        role=one.role,
                        account_id=account.pk,
                        person_id=None,
                        holder_name=account.display_name,
                    )
                    found.append((one.title, issue_link(account_id=account.pk)))
        return found

    def _waiting(self, tenant: Tenant) -> list[tuple[str, IssuedLink]]:
        """Links for administrators of the first start that have not activated."""
        accounts = Account.objects.across_tenants("first start of the installation").filter(
            is_demo=False, tenant_id=tenant.pk, person_id=None, activated_at=None, disabled_at=None
        )
        titles = {one.role: one.title for one in THREE}
        return [
            (next(titles[g.role] for g in held if g.role in titles), issue_link(account_id=account.pk))
            for account in accounts.order_by("created_at")[:100]
            if is_administrator(held := grants_of_account(account))
        ]
