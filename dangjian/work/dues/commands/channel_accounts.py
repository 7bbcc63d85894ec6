"""Setting up accounts at payment platforms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem
from dangjian.kernel.outgoing import OutgoingRefused
from dangjian.kernel.outgoing.addresses import check_target, take_apart
from dangjian.work.dues.models import PaymentAccount
from dangjian.work.dues.permissions import SET_CHANNELS
from dangjian.work.dues.rules.channels.settings import SECRETS, PlatformKind, key_problems, pem_of, problems_of

MOST_ACCOUNTS = 50


@command(SET_CHANNELS)
def create_account(
    unit: Unit, *, organisation_id: UUID, kind: PlatformKind, given: Mapping[str, str]
) -> PaymentAccount:
    """Add an account, switched off. Raises NotFound, BadInput for what the platform would not take, Conflict."""
    organisation = unit.get(Organisation, organisation_id)
    values = _checked(kind, given)
    rows = PaymentAccount.objects.unscoped("an account at a platform belongs to one organisation of the enterprise")
    if rows.count() >= MOST_ACCOUNTS:
        raise Conflict("dues.account.too_many", f"最多设置 {MOST_ACCOUNTS} 个收款账户，请先停用并整理不用的账户。")
    if rows.filter(kind=kind.value, merchant_id=values["merchant_id"], app_id=values["app_id"]).exists():
        raise Conflict("dues.account.known", "这个商户号已经设置过，请在列表中修改。", field="merchant_id")
    return unit.create(
        PaymentAccount(
            organisation=organisation,
            org_path=organisation.org_path,
            org_name=organisation.short_name,
            kind=kind.value,
            **values,
        )
    )


@command(SET_CHANNELS)
def update_account(unit: Unit, *, account_id: UUID, expected_version: int, given: Mapping[str, str]) -> PaymentAccount:
    """Change an account; an empty secret stays as it is. Raises NotFound, StaleEdit, BadInput."""
    account = unit.get(PaymentAccount, account_id, expected_version=expected_version)
    kept = {name: getattr(account, name).reveal() for name in SECRETS if getattr(account, name)}
    values = _checked(PlatformKind(account.kind), given, kept)
    if any(values[name] != getattr(account, name) for name in ("merchant_id", "app_id")):
        text = "商户号和 AppID 不能修改：已有的收款要按它核对。请停用这个账户，另设一个。"
        raise BadInput("dues.account.identity", text, field="merchant_id")
    changes: dict[str, Any] = {name: value for name, value in values.items() if name not in SECRETS or given.get(name)}
    return unit.update(account, **changes, refused=0, refused_code="", refused_at=None)


@command(SET_CHANNELS)
def switch_account(unit: Unit, *, account_id: UUID, is_on: bool) -> PaymentAccount:
    """Offer an account to members, or no more; what was begun is still taken. Raises NotFound."""
    account = unit.get(PaymentAccount, account_id)
    return unit.update(account, is_on=is_on, note="开通线上收款" if is_on else "停用线上收款")


def _checked(kind: PlatformKind, given: Mapping[str, str], kept: Mapping[str, str] | None = None) -> dict[str, str]:
    """The columns of an account. Raises BadInput that names every field."""
    held = kept or {}
    values = {name: value.strip() for name, value in given.items()}
    values["private_key"] = pem_of(values.get("private_key", ""), "PRIVATE KEY")
    values["platform_key"] = pem_of(values.get("platform_key", ""), "PUBLIC KEY")
    found = problems_of(kind, values, kept=frozenset(held))
    found = found or key_problems(values["private_key"] or held.get("private_key", ""), values["platform_key"])
    if not found and values.get("address"):
        try:
            check_target(take_apart(values["address"]))
        except OutgoingRefused as refused:
            found["address"] = str(refused)
    if found:
        fields = [FieldProblem(name, "dues.account.field", text) for name, text in found.items()]
        raise BadInput("dues.account.fields", "有填写项需要更正。", fields=fields)
    return values
