"""Sensitive fields are looked at for declared purposes only (SEC-PI-03)."""

from __future__ import annotations

import pytest

from dangjian.directory.members.catalogue import REVEAL_PURPOSES, is_declared_purpose
from dangjian.kernel.models import AuditEntry
from tests.world import SignedInClient, World


@pytest.mark.parametrize("text", [*REVEAL_PURPOSES, "信息核对（季度）", "走访慰问：春节"])
def test_sec_pi_03_a_declared_purpose_with_or_without_detail(text: str) -> None:
    assert is_declared_purpose(text)


@pytest.mark.parametrize("text", ["好奇", "信息核对顺便看看", "（信息核对）", "通知", ""])
def test_sec_pi_03_anything_else_is_none(text: str) -> None:
    assert not is_declared_purpose(text)


def test_sec_pi_03_an_undeclared_purpose_is_refused_and_nothing_is_shown(
    world: World, secretary_client: SignedInClient
) -> None:
    address = f"/api/v1/directory/members/{world.people['member'].pk}/reveal"
    refused = secretary_client.call("POST", address, {"purpose": "私人联系"})
    assert (refused.status_code, refused.json()["code"]) == (422, "directory.member.purpose")
    assert "id_number" not in refused.json()
    assert all(purpose in refused.json()["detail"] for purpose in REVEAL_PURPOSES)

    shown = secretary_client.call("POST", address, {"purpose": "通知参会（支部党员大会）"})
    assert shown.status_code == 200
    assert AuditEntry.objects.filter(note__contains="用途：通知参会（支部党员大会）").count() == 1
