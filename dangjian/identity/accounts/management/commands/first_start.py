"""First start: no account exists in a fresh installation; this makes the first one reachable by a one-time link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from dangjian.identity.accounts.commands.accounts import create_account
from dangjian.identity.accounts.commands.links import IssuedLink, issue_link
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.ports import MAKE_ADMINISTRATOR
from dangjian.kernel import clock, ports
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.clock import local_time
from dangjian.kernel.models import Tenant


class Command(BaseCommand):
    help = "首次启动：没有任何账号时，建立单位和首位管理员，并打印一次性激活链接（24 小时内有效，只能使用一次）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", default="本单位", help="单位名称")
        parser.add_argument("--name", default="首任管理员", help="首位管理员的姓名")
        parser.add_argument("--login-name", default="guanliyuan", help="首位管理员的账号名")
        parser.add_argument("--url", default="", help="单位访问本系统的地址，用于打印链接")
        parser.add_argument("--if-empty", action="store_true", help="只在一个账号也没有时建立，否则不作任何事")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = Account.objects.across_tenants("first start of the installation").filter(is_demo=False)
        if options["if_empty"] and accounts.exists():
            return
        if accounts.filter(activated_at__isnull=False).exists():
            self.stdout.write("已有可以登录的账号，无需首次启动。忘记密码请由管理员重新签发链接。")
            return
        with transaction.atomic():
            waiting = accounts.order_by("created_at").first()
            link = self._again(waiting) if waiting else self._first(options)
        base = (settings.PUBLIC_URL or options["url"] or "http://127.0.0.1:8000").rstrip("/")
        until = local_time(link.expires_at).strftime("%Y-%m-%d %H:%M")
        self.stdout.write(f"首位管理员：{link.account.display_name}（账号名 {link.account.login_name}）")
        self.stdout.write(f"激活链接：{base}/activate#{link.token}")
        self.stdout.write(f"链接只能使用一次，{until} 前有效；失效后运行 manage.py first_start 重新打印。")
        self.stdout.write("激活后请立即启用动态口令；管理员启用后才能进行其他操作。")

    def _first(self, options: dict[str, Any]) -> IssuedLink:
        tenant = Tenant.objects.filter(is_demo=False).order_by("created_at").first()
        if tenant is None:
            tenant = Tenant.objects.create(code="main", name=options["tenant"], created_at=clock.now())
        with acting_as(system_actor(tenant.pk, "首次启动")):
            account = create_account(login_name=options["login_name"], display_name=options["name"])
            ports.ask(MAKE_ADMINISTRATOR, account_id=account.pk, person_id=None, holder_name=account.display_name)
            return issue_link(account_id=account.pk)

    def _again(self, account: Account) -> IssuedLink:
        with acting_as(system_actor(account.tenant_id, "首次启动")):
            return issue_link(account_id=account.pk)
