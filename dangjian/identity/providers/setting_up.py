"""What an administrator may enter for each kind of provider, and the test of its connection."""

from __future__ import annotations

import re
from typing import Any

from dangjian.identity.providers.adapters import ASKING_HERE, REDIRECTING
from dangjian.identity.providers.adapters.base import Finding, SignOnRefused
from dangjian.identity.providers.loading import settings_of
from dangjian.identity.providers.models import Provider
from dangjian.kernel.errors import BadInput, FieldProblem
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused
from dangjian.kernel.outgoing.addresses import check_target, take_apart

NEEDED: dict[str, tuple[str, ...]] = {
    "oidc": ("address", "client_id", "secret"),
    "cas": ("address",),
    "ldap": ("address", "client_id", "secret", "extra", "name_attribute"),
    "dingtalk": ("client_id", "secret"),
    "feishu": ("client_id", "secret"),
    "wecom": ("client_id", "secret", "extra"),
    "weixin": ("client_id", "secret"),
}
"""What each kind cannot do without."""
_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}\Z")


def values_of(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a new provider. Raises BadInput."""
    _refuse_gaps(given, NEEDED[given["kind"]])
    _refuse_wrong(given)
    return {**given, "secret": given["secret"] or None}


def changes_of(kept: Provider, given: dict[str, Any]) -> dict[str, Any]:
    """What differs from a kept provider; an empty secret stays as it is, unless the address is another one: a secret
    that an administrator cannot read must not be sent to a place that they choose. Raises BadInput."""
    given = {**given, "kind": kept.kind}
    needed = NEEDED[kept.kind]
    moved = given["address"] != kept.address
    if kept.secret and not moved:
        needed = tuple(name for name in needed if name != "secret")
    _refuse_gaps(given, needed)
    _refuse_wrong(given)
    names = [name for name in given if name not in {"kind", "secret"}]
    return {name: given[name] for name in names} | ({"secret": given["secret"]} if given["secret"] else {})


def try_out(provider: Provider) -> list[Finding]:
    """Test a connection; what fails is a finding, not a failure."""
    adapter = REDIRECTING.get(provider.kind) or ASKING_HERE[provider.kind]
    try:
        return adapter.try_out(settings_of(provider))
    except (OutgoingRefused, OutgoingFailed) as problem:
        return [Finding(False, str(problem))]
    except SignOnRefused as refused:
        return [Finding(False, refused.text or "提供方的回应不能通过核对，请核对地址。")]


def _refuse_gaps(given: dict[str, Any], needed: tuple[str, ...]) -> None:
    empty = [name for name in needed if not given[name]]
    if empty:
        fields = [FieldProblem(name, "identity.provider.needed", "请填写此项。") for name in empty]
        raise BadInput("identity.provider.needed", "还有必填项没有填写。", fields=fields)


def _refuse_wrong(given: dict[str, Any]) -> None:
    if given["kind"] in {"oidc", "cas"}:
        try:
            check_target(take_apart(given["address"]))
        except OutgoingRefused as refused:
            raise BadInput("identity.provider.address", str(refused), field="address") from refused
    if given["kind"] == "ldap":
        if not given["address"].startswith(("ldap://", "ldaps://")):
            raise BadInput("identity.provider.address", "地址应为 ldaps://主机名。", field="address")
        if not _ATTRIBUTE.match(given["name_attribute"]):
            raise BadInput(
                "identity.provider.attribute", "应为属性名，如 uid、sAMAccountName。", field="name_attribute"
            )
