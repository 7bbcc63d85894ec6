"""What people are told, what they agree to, and that nothing optional happens without it (SEC-PI-01, SEC-PI-02)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dangjian.directory.members.commands.corrections import EVIDENCE
from dangjian.directory.members.models import CorrectionRequest
from dangjian.foundation.consents.gate import has_consent, needs_consent
from dangjian.foundation.consents.models import Consent, Notice, NoticeReading
from dangjian.foundation.consents.processing import purposes
from dangjian.foundation.consents.registry import OptionalUse, optional_uses, register_use
from dangjian.foundation.messaging.models import Message
from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import NotAllowed
from dangjian.kernel.events import drain
from dangjian.kernel.models import AuditEntry, StoredFile
from dangjian.kernel.privacy import DataClass, declarations, entries_of
from tests.kernel.files.samples import image
from tests.roles import as_owner
from tests.world import SignedInClient, World

NOTICE = "/api/v1/foundation/notice"
CONSENTS = "/api/v1/foundation/consents"
CORRECTIONS = "/api/v1/directory/corrections"
BODY: dict[str, Any] = {"field": "education_level", "new_value": "14", "reason": "2024 年已取得硕士毕业证书"}
NEW: dict[str, Any] = {
    "number": 1,
    "summary": "新的告知：增加了处理目的的说明。",
    "body": "全文" * 40,
    "changed": "增加目的",
}


def _upload(client: SignedInClient) -> Any:
    file = SimpleUploadedFile("证书.jpg", image(), content_type="image/jpeg")
    headers = {CSRF_HEADER: client._csrf}
    return client.post(f"/api/v1/kernel/files?purpose={EVIDENCE}", {"file": file}, headers=headers)


def _reads(client: SignedInClient, file_id: str) -> int:
    """Status of reading the file, to its end."""
    answer = client.get(f"/api/v1/kernel/files/{file_id}")
    if answer.streaming:
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streamed file
    return int(answer.status_code)


@pytest.fixture
def agreed(member_client: SignedInClient) -> Any:
    """The member agreed to files of proof being kept."""
    answer = member_client.call("POST", CONSENTS, {"use": EVIDENCE, "number": 1})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def test_sec_pi_01_each_purpose_stands_on_a_legal_ground_and_none_is_left_out(member_client: SignedInClient) -> None:
    told = member_client.fetch(NOTICE).json()

    assert told["purposes"] == purposes()
    assert all("个人信息保护法" in line["basis"] or "网络安全法" in line["basis"] for line in told["purposes"])
    assert all(line["retention"] and line["fields"] + line["sensitive"] for line in told["purposes"])
    registered = {
        declared.purpose
        for declared in declarations()
        for entry in entries_of(declared)
        if entry.data_class >= DataClass.PERSONAL and entry.field not in declared.others
    }
    assert {line["purpose"] for line in told["purposes"]} == registered
    assert "第十三条第一款第一项" in told["optional"][0]["basis"]


def test_sec_pi_01_optional_uses_are_off_until_the_person_agrees(world: World, member_client: SignedInClient) -> None:
    told = member_client.fetch(NOTICE).json()

    assert [use.code for use in optional_uses()] == [EVIDENCE]
    assert {use["code"]: use["is_given"] for use in told["optional"]} == {EVIDENCE: False}
    assert all(use["data"] and use["reason"] and use["without"] for use in told["optional"])
    with as_owner():
        assert Consent._base_manager.count() == 0
    assert (told["contact"], told["controller"]) == ("本单位党务工作部门", world.here.tenant.name)


def test_sec_pi_01_refusing_blocks_nothing_that_is_necessary(member_client: SignedInClient) -> None:
    assert member_client.call("POST", CORRECTIONS, BODY).status_code == 201, "without a file of proof"
    for address in ("/api/v1/ops/my-data", "/api/v1/directory/members/me", "/api/v1/foundation/messages"):
        assert member_client.fetch(address).status_code == 200, "unread and without any consent"


def test_sec_pi_02_without_a_matching_consent_the_operation_is_refused(
    world: World, member_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    refused = _upload(member_client)
    assert (refused.status_code, refused.json()["code"], refused.json()["use"]) == (403, "consents.missing", EVIDENCE)
    asked = member_client.call("POST", CORRECTIONS, {**BODY, "evidence_file_id": str(world.tenant_id)})
    assert (asked.status_code, asked.json()["code"]) == (403, "consents.missing")

    other_member_client.call("POST", CONSENTS, {"use": EVIDENCE, "number": 1})
    assert _upload(member_client).status_code == 403, "the consent of somebody else"
    with as_owner():
        assert StoredFile._base_manager.count() == 0


def test_sec_pi_02_the_gate_holds_before_any_operation_that_names_it(world: World) -> None:
    done = []

    @needs_consent(EVIDENCE)
    def use_it(*, word: str) -> str:
        done.append(word)
        return word

    with acting_as(world.actor("member")), pytest.raises(NotAllowed):
        use_it(word="没有同意")
    with acting_as(world.system()), pytest.raises(NotAllowed):
        use_it(word="系统没有同意可言")
    with acting_as(world.actor("member")), pytest.raises(LookupError):
        needs_consent("no.such.use")(lambda: None)()
    assert done == []


def test_sec_pi_02_with_consent_the_proof_is_seen_by_those_who_decide_alone(
    world: World,
    agreed: Any,
    member_client: SignedInClient,
    secretary_client: SignedInClient,
    other_member_client: SignedInClient,
) -> None:
    kept = _upload(member_client).json()
    asked = member_client.call("POST", CORRECTIONS, {**BODY, "evidence_file_id": kept["id"]})
    assert asked.status_code == 201, asked.content.decode()

    assert _reads(secretary_client, kept["id"]) == 200
    assert _reads(member_client, kept["id"]) == 200
    assert _reads(other_member_client, kept["id"]) == 404
    assert _reads(world.client("stranger"), kept["id"]) == 404
    with as_owner():
        assert StoredFile._base_manager.get(pk=kept["id"]).is_sealed


def test_sec_pi_02_a_file_of_somebody_else_is_no_proof(
    world: World, agreed: Any, member_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    other_member_client.call("POST", CONSENTS, {"use": EVIDENCE, "number": 1})
    foreign = _upload(other_member_client).json()["id"]

    answer = member_client.call("POST", CORRECTIONS, {**BODY, "evidence_file_id": foreign})
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.files.not_usable")
    with as_owner():
        assert CorrectionRequest._base_manager.count() == 0


def test_sec_pi_01_withdrawal_holds_at_once_and_what_was_kept_goes(
    agreed: Any, member_client: SignedInClient, secretary_client: SignedInClient
) -> None:
    kept = _upload(member_client).json()
    member_client.call("POST", CORRECTIONS, {**BODY, "evidence_file_id": kept["id"]})

    told = member_client.call("POST", f"{CONSENTS}/withdraw", {"use": EVIDENCE}).json()
    assert told["optional"][0]["is_given"] is False
    assert told["ledger"][0]["withdrawn_at"] is not None
    assert _upload(member_client).status_code == 403
    drain()
    assert _reads(secretary_client, kept["id"]) == 404
    [row] = secretary_client.fetch(CORRECTIONS).json()["items"]
    assert (row["evidence_file_id"], row["state"]) == (None, "pending"), "the request itself goes on"
    assert AuditEntry.objects.filter(intent__contains="withdraw_consent", outcome="done").exists()


def test_sec_pi_01_a_request_taken_back_keeps_no_proof(agreed: Any, member_client: SignedInClient) -> None:
    kept = _upload(member_client).json()
    member_client.call("POST", CORRECTIONS, {**BODY, "evidence_file_id": kept["id"]})
    [mine] = member_client.fetch(f"{CORRECTIONS}/mine").json()["items"]

    member_client.call("POST", f"{CORRECTIONS}/{mine['id']}/withdraw")
    with as_owner():
        assert StoredFile._base_manager.get(pk=kept["id"]).owner_id is None


def test_sec_pi_01_a_new_version_asks_again(
    world: World, agreed: Any, member_client: SignedInClient, security_client: SignedInClient
) -> None:
    member_client.call("POST", f"{NOTICE}/read", {"number": 1})
    assert member_client.fetch(f"{NOTICE}/standing").json() == {"number": 1, "is_read": True}

    published = security_client.call("POST", "/api/v1/foundation/notices", NEW)
    assert published.status_code == 201, published.content.decode()
    drain()

    told = member_client.fetch(NOTICE).json()
    assert (told["number"], told["is_read"], told["changed"]) == (2, False, "增加目的")
    assert (told["optional"][0]["is_given"], told["optional"][0]["was_given"]) == (False, True)
    assert _upload(member_client).status_code == 403
    stale = member_client.call("POST", CONSENTS, {"use": EVIDENCE, "number": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "consents.other_version")
    with acting_as(world.system()):
        assert [row.person_id for row in Message.objects.filter(kind="notice")] == [world.people["member"].pk]
    assert member_client.call("POST", CONSENTS, {"use": EVIDENCE, "number": 2}).status_code == 200
    assert _upload(member_client).status_code == 201


def test_sec_pi_01_two_publishers_do_not_overwrite_each_other(security_client: SignedInClient) -> None:
    assert security_client.call("POST", "/api/v1/foundation/notices", NEW).status_code == 201
    again = security_client.call("POST", "/api/v1/foundation/notices", NEW)
    assert (again.status_code, again.json()["code"]) == (409, "consents.other_version")
    with as_owner():
        assert Notice._base_manager.count() == 1


def test_sec_pi_01_the_publisher_sees_that_the_register_has_changed_since(
    world: World, security_client: SignedInClient
) -> None:
    found = security_client.call("POST", "/api/v1/foundation/notices", NEW).json()
    assert (found["is_outdated"], found["readers"], found["optional"][0]["people"]) == (False, 0, 0)

    with as_owner():
        Notice._base_manager.filter().update(purposes=purposes()[1:])
    assert security_client.fetch("/api/v1/foundation/notices/current").json()["is_outdated"] is True


def test_sec_pi_01_only_administrators_publish(member_client: SignedInClient, chief_client: SignedInClient) -> None:
    for client in (member_client, chief_client):
        assert client.call("POST", "/api/v1/foundation/notices", NEW).status_code == 403
        assert client.fetch("/api/v1/foundation/notices/current").status_code == 403


def test_sec_pi_01_the_ledger_proves_who_agreed_to_what_and_when(
    world: World, agreed: Any, member_client: SignedInClient
) -> None:
    assert member_client.call("POST", CONSENTS, {"use": EVIDENCE, "number": 1}).status_code == 200, "twice is once"
    with frozen(clock.now() + timedelta(minutes=1)):
        member_client.call("POST", f"{CONSENTS}/withdraw", {"use": EVIDENCE})
        member_client.call("POST", f"{CONSENTS}/withdraw", {"use": EVIDENCE})

    with as_owner():
        row = Consent._base_manager.get()
    assert (row.person_id, row.use, row.notice_number, row.channel) == (
        world.people["member"].pk, EVIDENCE, 1, "console",
    )  # fmt: skip
    assert row.withdrawn_at is not None
    assert row.withdrawn_at - row.given_at == timedelta(minutes=1)
    with acting_as(world.system()):
        assert not has_consent(person_id=row.person_id, use=EVIDENCE)
    assert member_client.call("POST", CONSENTS, {"use": "no.such", "number": 1}).status_code == 404


def test_sec_pi_01_the_consents_of_another_enterprise_do_not_show(
    world: World, agreed: Any, stranger_client: SignedInClient
) -> None:
    told = stranger_client.fetch(NOTICE).json()
    assert (told["ledger"], told["optional"][0]["is_given"]) == ([], False)
    with as_owner():
        assert NoticeReading._base_manager.count() == 0


def test_an_optional_use_is_declared_once() -> None:
    register_use(optional_uses()[0])
    with pytest.raises(RuntimeError):
        register_use(OptionalUse(EVIDENCE, "另一项", "数据", "理由", "没有影响"))


def test_the_notice_needs_a_bounded_number_of_statements(
    member_client: SignedInClient, agreed: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        member_client.fetch(NOTICE)
