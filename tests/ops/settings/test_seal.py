"""The page of the audit administrator: state of the seal, verification, export, and that reading is recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from dangjian.kernel.actor import Actor
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models import AuditEntry, Job
from dangjian.kernel.sealing import checkpoints, sealer, triggers
from dangjian.kernel.sealing.trail import verify_export
from dangjian.kernel.sealing.verify import Report
from dangjian.kernel.testing import assert_command_contract
from dangjian.ops.settings import commands
from tests import roles
from tests.world import SignedInClient, World

BASE = "/api/v1/ops"

pytestmark = pytest.mark.django_db(transaction=True)


def _changed(client: SignedInClient) -> None:
    assert client.call("PUT", f"{BASE}/settings/grants.notice_days", {"value": 15}).status_code == 200


def _sealed() -> None:
    sealer.seal()
    checkpoints.write_due()


def test_sec_aud_08_state_of_the_seal(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient, settings: Any, tmp_path: Any
) -> None:
    settings.CHECKPOINT_FOLDERS = [str(tmp_path)]
    _changed(administrator_client)
    waiting = auditor_client.fetch(f"{BASE}/audit/seal").json()
    _sealed()
    sealed = auditor_client.fetch(f"{BASE}/audit/seal").json()

    assert (waiting["size"], waiting["waiting_since"]) == (0, "2026-11-21T01:00:00+00:00")
    mine = AuditEntry.objects.filter(tenant_id=world.here.tenant.id).count()
    assert (sealed["size"], sealed["checkpoint_size"], sealed["waiting_since"]) == (mine, mine, None)
    assert (sealed["problems"], sealed["is_sealed"], len(sealed["fingerprint"])) == ([], True, 64)
    assert {item["place"] for item in sealed["places"]} == {str(tmp_path), "log"}
    assert world.there.client("auditor").fetch(f"{BASE}/audit/seal").json()["size"] == 0


def test_sec_aud_08_who_may(world: World, chief_client: SignedInClient) -> None:
    for method, path in (("GET", "seal"), ("POST", "verify"), ("GET", "export")):
        assert chief_client.call(method, f"{BASE}/audit/{path}", {}).status_code == 403
        assert SignedInClient().call(method, f"{BASE}/audit/{path}", {}).status_code == 401


def test_sec_aud_04_verification_in_the_background_names_what_was_changed(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient
) -> None:
    _changed(administrator_client)
    _sealed()
    asked = auditor_client.call("POST", f"{BASE}/audit/verify", {}).json()
    auditor_client.call("POST", f"{BASE}/audit/verify", {})
    assert (asked["verifying"], asked["verifications"]) == (True, [])
    assert Job.objects.filter(name="ops.settings.verify_audit").count() == 1
    run_pending()

    shown = auditor_client.fetch(f"{BASE}/audit/seal").json()
    assert shown["verifying"] is False
    (run,) = shown["verifications"]
    assert (run["found"], run["asked_by"], run["lines"]) == (0, "解春生", asked["size"])
    assert world.there.client("auditor").fetch(f"{BASE}/audit/seal").json()["verifications"] == []

    victim = AuditEntry.objects.filter(intent__startswith="ops.settings.set_parameter").get()
    with roles.as_owner():
        triggers.remove()
        AuditEntry.objects.filter(pk=victim.pk).update(actor_name="王芳")
        triggers.install()
    with frozen(now() + timedelta(minutes=1)):
        auditor_client.call("POST", f"{BASE}/audit/verify", {})
        run_pending()
        latest = auditor_client.fetch(f"{BASE}/audit/seal").json()["verifications"][0]
    assert latest["found"] == 1
    assert f"日志 {victim.pk}" in latest["findings"][0]


def test_sec_aud_04_export_verifies_elsewhere_and_is_recorded(
    world: World, administrator_client: SignedInClient, auditor_client: SignedInClient
) -> None:
    _changed(administrator_client)
    _sealed()
    answer = auditor_client.fetch(f"{BASE}/audit/export")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert answer["Content-Type"] == "application/x-ndjson"
    report = verify_export(content.splitlines(keepends=True))
    assert (report.found, report.checkpoints) == (0, 1)
    assert report.lines > 0
    assert str(world.there.tenant.id).encode() not in content
    assert orjson.loads(content.splitlines()[0])["head"]["log"] == str(world.here.tenant.id)
    assert AuditEntry.objects.filter(intent="ops.settings.note_audit_export", actor_name="解春生").count() == 1


def test_sec_aud_08_reading_is_recorded(world: World, auditor_client: SignedInClient) -> None:
    auditor_client.fetch(f"{BASE}/audit", q="王芳", since="2026-11-01")
    auditor_client.fetch(f"{BASE}/audit")

    notes = AuditEntry.objects.filter(intent="ops.settings.read_audit").order_by("id").values_list("note", "actor_name")
    assert list(notes) == [("查阅操作日志：自 2026-11-01，姓名或对象 王芳", "解春生"), ("查阅操作日志", "解春生")]
    hidden = auditor_client.fetch(f"{BASE}/audit").json()["items"]
    shown = auditor_client.fetch(f"{BASE}/audit", with_readings=True).json()["items"]
    assert not [row for row in hidden if row["intent"] == "ops.settings.read_audit"]
    assert shown[0]["intent_title"] == "查阅操作日志"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        (commands.read_audit, {"searched": ""}),
        (commands.note_audit_export, {}),
        (commands.ask_verification, {}),
        (commands.record_verification, {"asked_by": "解春生", "report": Report(), "milliseconds": 1}),
    ],
)
def test_sec_aud_08_commands(command: Any, arguments: dict[str, Any], auditor: Actor, chief: Actor) -> None:
    assert_command_contract(command, arguments, allowed=auditor, without_right=chief, stranger=None)
