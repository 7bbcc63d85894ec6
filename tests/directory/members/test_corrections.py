"""PRV-1: a member sees the own record, asks for a correction, the branch decides, the record follows."""

from __future__ import annotations

from typing import Any

from dangjian.kernel.models import AuditEntry
from tests.world import SignedInClient, World

URL = "/api/v1/directory/corrections"
BODY: dict[str, Any] = {"field": "education_level", "new_value": "14", "reason": "2024 年已取得硕士毕业证书"}


def test_PRV_1_asked_approved_and_written_to_the_record(
    world: World, member_client: SignedInClient, secretary_client: SignedInClient
) -> None:
    assert member_client.call("POST", URL, BODY).status_code == 201
    [waiting] = secretary_client.fetch(URL).json()["items"]
    looked = AuditEntry.objects.filter(note="查看更正申请的内容", target_id=str(world.people["member"].pk))
    assert looked.count() == 1, "what the decider was shown is told to the member"
    assert (waiting["person_name"], waiting["title"], waiting["new_value"]) == ("王芳", "学历", "14")
    done = secretary_client.call("POST", f"{URL}/{waiting['id']}/decide", {"approve": True, "note": "已核对证书"})
    assert done.status_code == 200, done.content.decode()
    own = member_client.fetch("/api/v1/directory/members/me").json()
    assert own["record"]["education_level"] == "14"
    history = member_client.fetch(f"/api/v1/directory/members/{own['id']}/history").json()
    assert [(row["title"], row["source"]) for row in history] == [("学历", "self")]


def test_refusing_needs_a_reason_that_the_member_reads(
    world: World, member_client: SignedInClient, secretary_client: SignedInClient
) -> None:
    member_client.call("POST", URL, BODY)
    [waiting] = secretary_client.fetch(URL).json()["items"]
    bare = secretary_client.call("POST", f"{URL}/{waiting['id']}/decide", {"approve": False})
    assert (bare.status_code, bare.json()["code"]) == (422, "directory.correction.reason")
    secretary_client.call("POST", f"{URL}/{waiting['id']}/decide", {"approve": False, "note": "请补充证书"})
    [mine] = member_client.fetch(f"{URL}/mine").json()["items"]
    assert (mine["state"], mine["decision_note"]) == ("refused", "请补充证书")
    again = secretary_client.call("POST", f"{URL}/{waiting['id']}/decide", {"approve": True})
    assert (again.status_code, again.json()["code"]) == (409, "directory.correction.decided")


def test_what_cannot_be_corrected_this_way_says_so(world: World, member_client: SignedInClient) -> None:
    for changed, code in (
        ({"field": "person_category"}, "directory.correction.field"),
        ({"field": "birth_date", "new_value": "1990年"}, "directory.correction.date"),
        ({"new_value": "21"}, "directory.correction.same"),
    ):
        answer = member_client.call("POST", URL, {**BODY, **changed})
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.content.decode()
    assert member_client.call("POST", URL, BODY).status_code == 201
    assert member_client.call("POST", URL, BODY).json()["code"] == "directory.correction.waiting"


def test_others_neither_see_nor_decide(
    world: World, member_client: SignedInClient, other_member_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    member_client.call("POST", URL, BODY)
    mine = member_client.fetch(f"{URL}/mine").json()["items"][0]["id"]
    for client in (other_member_client, stranger_client):
        answer = client.call("POST", f"{URL}/{mine}/decide", {"approve": True})
        assert answer.status_code in {403, 404}
    assert stranger_client.fetch(URL).json()["items"] == []
