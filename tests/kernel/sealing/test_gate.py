"""Changing operations wait while sealing stands still, and only then (SEC-AUD-07)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from dangjian.kernel.clock import frozen, now
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.sealing import gate as gates
from dangjian.kernel.sealing import sealer
from dangjian.kernel.sealing.gate import gate
from tests.kernel.sealing.conftest import START, write
from tests.world import SignedInClient, World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _watching(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The gate works as in production and looks at every question."""
    settings.AUDIT_STOP_SECONDS = 600
    monkeypatch.setattr(gates, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(gates, "_AGAIN_SECONDS", 0.0)
    gate.forget()
    yield
    gate.forget()


def _shut_after(minutes: float) -> bool:
    with frozen(START + timedelta(minutes=minutes)):
        return gate.is_shut()


def test_sec_aud_07_ten_minutes_without_sealing_shut_the_gate_and_sealing_opens_it() -> None:
    write(range(1))
    shut = [_shut_after(0), _shut_after(9.9), _shut_after(10), _shut_after(60)]
    sealer.seal()

    assert shut == [False, False, True, True]
    assert _shut_after(60) is False


def test_sec_aud_07_old_lines_of_a_long_transaction_do_not_shut_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are old at the moment in which they appear; only when they stay does sealing stand still."""
    monkeypatch.setattr(gates, "_AGAIN_SECONDS", 15.0)
    write(range(1))
    first = _shut_after(30)
    gate._since -= 15
    assert (first, _shut_after(30.3)) == (False, True)


def test_sec_aud_07_changes_wait_reading_and_the_setting_do_not(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient
) -> None:
    base = "/api/v1/ops"
    line = AuditEntry.objects.latest("id") if AuditEntry.objects.exists() else None
    assert line is None or line.at <= now()
    administrator_client.call("PUT", f"{base}/settings/grants.notice_days", {"value": 15})
    with frozen(now() + timedelta(minutes=11)):
        refused = administrator_client.call("PUT", f"{base}/settings/grants.notice_days", {"value": 14})
        read = administrator_client.fetch(f"{base}/settings")
        lift = {"value": "warn", "reason": "后台主机更换，业务不能停"}
        alone = administrator_client.call("PUT", f"{base}/settings/audit.when_unsealed", {"value": "warn"})
        asked = administrator_client.call("PUT", f"{base}/settings/audit.when_unsealed", lift)
        still = administrator_client.call("PUT", f"{base}/settings/grants.notice_days", {"value": 13})
        [request] = auditor_client.fetch("/api/v1/foundation/approvals").json()["items"]
        decision = f"/api/v1/foundation/approvals/{request['id']}/decision"
        lifted = world.client("auditor").call("POST", decision, {"agreed": True, "note": "同意"})
        again = administrator_client.call("PUT", f"{base}/settings/grants.notice_days", {"value": 13})
        shown = auditor_client.fetch(f"{base}/audit/seal").json()

    assert (refused.status_code, refused.json()["code"]) == (503, "kernel.audit_unsealed")
    assert (alone.status_code, alone.json()["fields"][0]["path"]) == (422, "reason")
    assert (asked.status_code, asked.json()["asked"], still.status_code) == (200, True, 503)
    assert (read.status_code, lifted.status_code, again.status_code) == (200, 200, 200)
    assert any("只告警" in problem for problem in shown["problems"])
