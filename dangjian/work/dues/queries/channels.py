"""Accounts at payment platforms as they are set up, and the money that platforms reported."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import query
from dangjian.kernel.http.paging import PageRequest, paginate
from dangjian.kernel.scope import subtree_q
from dangjian.work.dues.models import ChannelMoney, PaymentAccount
from dangjian.work.dues.permissions import KEEP_CHANNELS, SET_CHANNELS
from dangjian.work.dues.queries.loading.channels import can_be_told, notice_address
from dangjian.work.dues.rules.channels.held import WHAT_TO_DO, HeldReason, MoneyState
from dangjian.work.dues.rules.channels.settings import PlatformKind

NO_ADDRESS = (
    "本系统没有设置对外的 https 地址，支付平台无法发送结果通知，暂不能向党员提供。请由运维人员设置 DANGJIAN_URL。"
)


@query(SET_CHANNELS)
def list_accounts(*, page: PageRequest) -> dict[str, Any]:
    """Accounts in reach, without their secrets."""
    return paginate(PaymentAccount.objects.all(), page, order=("kind", "created_at", "id"), show=_account)


def _account(row: PaymentAccount) -> dict[str, Any]:
    names = (
        *("organisation_id", "org_name", "version", "kind", "merchant_id", "app_id", "serial", "platform_key_id"),
        *("platform_key", "address", "is_on", "refused", "refused_at"),
    )
    shown: dict[str, Any] = {name: getattr(row, name) for name in names}
    return {
        "id": row.pk,
        "kind_label": PlatformKind(row.kind).label,
        **shown,
        "has_private_key": bool(row.private_key),
        "has_sealing_key": bool(row.sealing_key),
        "notice_address": notice_address(row),
        "problem": _problem(row),
    }


def _problem(row: PaymentAccount) -> str:
    if not can_be_told():
        return NO_ADDRESS
    if row.refused:
        return (
            f"有 {row.refused} 次通知没有通过核对（{row.refused_code}），都没有登记。可能有人伪造，"
            "也可能平台更换了公钥："
            "请到商户平台核对公钥或证书，更新后保存；收款结果仍会由系统主动查询。"
        )
    return ""


@query(KEEP_CHANNELS)
def list_money(*, page: PageRequest, organisation_id: UUID, state: str = "") -> dict[str, Any]:
    """Money that platforms reported for an organisation and those below it, newest first. Raises NotFound."""
    place = Organisation.objects.get(pk=organisation_id)
    rows = ChannelMoney.objects.filter(subtree_q("org_path", place.org_path))
    rows = rows.select_related("order", "organisation", "account")
    if state:
        rows = rows.filter(state=state)
    return paginate(rows, page, order=("-paid_at", "id"), show=_money)


def _money(row: ChannelMoney) -> dict[str, Any]:
    order = row.order
    reason = HeldReason(row.reason) if row.reason else None
    months = order.months if order is not None else []
    return {
        "id": row.pk,
        "org_name": row.organisation.short_name,
        "organisation_id": row.organisation_id,
        "kind_label": PlatformKind(row.account.kind).label,
        "order_number": row.order_number,
        "transaction_id": row.transaction_id,
        "amount_fen": row.amount_fen,
        "order_fen": order.amount_fen if order is not None else None,
        "paid_at": row.paid_at,
        "person_id": order.person_id if order is not None else None,
        "person_name": order.person_name if order is not None else "",
        "payer_name": order.payer_name if order is not None else "",
        "months": [{"period": period, "amount_fen": fen} for period, fen in months],
        "state": row.state,
        "state_label": MoneyState(row.state).label,
        "reason_label": reason.label if reason is not None else "",
        "what_to_do": WHAT_TO_DO[reason] if reason is not None and row.state == MoneyState.HELD else "",
        "is_booked": row.posting_id is not None,
        "note": row.finding,
        "decided_by": row.decided_by,
    }
