"""Accounts at payment platforms: which one a branch pays through, and the channel with its keys opened."""

from __future__ import annotations

from django.conf import settings

from dangjian.kernel.scope import SEGMENT
from dangjian.work.dues.models import ChannelOrder, PaymentAccount
from dangjian.work.dues.rules.channels.alipay import GATEWAY, Alipay
from dangjian.work.dues.rules.channels.base import PaymentChannel
from dangjian.work.dues.rules.channels.settings import PlatformKind
from dangjian.work.dues.rules.channels.wechat import API, WeChatPay


def accounts_for(org_path: str) -> list[PaymentAccount]:
    """The accounts that members of an organisation pay through: for each platform the nearest that is switched on."""
    above = [org_path[:end] for end in range(SEGMENT, len(org_path) + 1, SEGMENT)]
    rows = PaymentAccount.objects.unscoped("an account of an organisation is used by those below it")
    nearest: dict[str, PaymentAccount] = {}
    if can_be_told():
        for account in rows.filter(is_on=True, org_path__in=above).order_by("org_path", "created_at"):
            nearest[account.kind] = account
    return [nearest[kind] for kind in PlatformKind if kind in nearest]


def can_be_told() -> bool:
    """Whether platforms can reach this system: they send notifications by https alone."""
    return settings.PUBLIC_URL.startswith("https://")


def channel_of(account: PaymentAccount) -> PaymentChannel:
    """The channel of an account, with its keys opened in memory. A key that is none shows when it is used."""
    private = account.private_key.reveal() if account.private_key else ""
    if account.kind == PlatformKind.ALIPAY:
        return Alipay(
            app_id=account.app_id,
            seller_id=account.merchant_id,
            private_key=private,
            platform_key=account.platform_key,
            gateway=account.address or GATEWAY,
        )
    return WeChatPay(
        merchant_id=account.merchant_id,
        app_id=account.app_id,
        serial=account.serial,
        private_key=private,
        sealing_key=account.sealing_key.reveal() if account.sealing_key else "",
        platform_keys={account.platform_key_id: account.platform_key},
        api=account.address.rstrip("/") or API,
    )


def notice_address(account: PaymentAccount) -> str:
    """Where the platform sends its notifications; each account has an address of its own."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/api/v1/work/dues/pay-notices/{account.pk}"


def page_address(order: ChannelOrder) -> str:
    """The page that the platform sends the payer back to."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/m/me/dues/pay/{order.pk}"
