"""On the host itself: administration can be reached from anywhere again after networks have changed (SEC-AUTH-12)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from dangjian.identity.accounts.networks import ADMINISTRATION_HIDDEN
from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.models import Tenant
from dangjian.ops.settings.commands import reset_parameter


class Command(BaseCommand):
    help = "解除“网络以外隐藏管理功能”：网络地址变动、管理员都被挡在外面时，在服务器上执行；记入操作日志。"

    def handle(self, *args: Any, **options: Any) -> None:
        for tenant in Tenant.objects.order_by("created_at"):
            if not ADMINISTRATION_HIDDEN.value_in(tenant.pk):
                continue
            with acting_as(system_actor(tenant.pk, "在服务器上解除网络限制")):
                reset_parameter(key=ADMINISTRATION_HIDDEN.key)
            self.stdout.write(f"{tenant.name}：已解除。请登录后核对“管理员登录网络”，再重新打开。")
