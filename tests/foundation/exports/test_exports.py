"""Exports: chosen fields, row limit, reason, a second person, mark, end, every download recorded (SEC-DATA-08)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from dangjian.foundation.exports.commands import sweep_exports
from dangjian.foundation.exports.models import ExportRequest
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.events import drain
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models import AuditEntry
from tests import roles
from tests.world import SignedInClient, World, add_people

ASK = "/api/v1/directory/member-exports"
EXPORTS = "/api/v1/foundation/exports"


def _ask(client: SignedInClient, columns: list[str], *, query: str = "", **body: Any) -> Any:
    return client.call("POST", f"{ASK}?{query}", {"columns": columns, "reason": "统计年报核对", **body})


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))


def test_sec_data_08_columns_are_chosen_and_a_reason_is_needed(secretary_client: SignedInClient) -> None:
    assert _ask(secretary_client, []).status_code == 422
    assert _ask(secretary_client, ["password"]).json()["code"] == "directory.member.export_column"
    assert _ask(secretary_client, ["name"], reason="").status_code == 422
    refused = _ask(secretary_client, ["name"], query="q=11010519491231002X")
    assert refused.json()["code"] == "directory.member.export_number"


def test_sec_data_08_a_small_export_is_made_marked_and_each_download_recorded(
    world: World, secretary_client: SignedInClient
) -> None:
    asked = _ask(secretary_client, ["name", "id_number"]).json()
    run_pending()
    url = f"{EXPORTS}/{asked['id']}"
    done = secretary_client.fetch(url).json()

    assert (asked["state"], asked["is_sensitive"], done["state"]) == ("waiting", True, "done")
    person = world.people["member"]
    with acting_as(world.system()):
        number = type(person).objects.unscoped("test").get(pk=person.pk).id_number.reveal()
    text = _text(secretary_client.get(f"{url}/file"))
    assert person.name in text
    assert number in text
    assert "联系" not in text, "columns that were not chosen stay out"
    assert text.count(f"导出人：{world.actor('secretary').name}") >= 1
    assert "headerFooter" in text, "the mark is on every printed page, too"
    _text(secretary_client.get(f"{url}/file"))
    assert secretary_client.fetch(url).json()["downloads"] == 2
    notes = AuditEntry.objects.filter(intent__contains="download_export").values_list("note", flat=True)
    assert len(notes) == 2
    assert "下载导出文件" in notes[0]


def test_sec_data_08_the_file_holds_whom_the_page_showed(world: World, secretary_client: SignedInClient) -> None:
    """Filters come as the list takes them: in the query, numbers and several values as texts."""
    branch, person = world.people["member"].organisation_id, world.people["member"]
    categories = "person_category=full_member&person_category=probationary_member"
    query = f"q={person.name}&organisation_id={branch}&age_min=18&{categories}"
    listed = secretary_client.fetch(f"/api/v1/directory/members?{query}").json()["items"]
    asked = _ask(secretary_client, ["name"], query=query).json()
    run_pending()

    text = _text(secretary_client.get(f"{EXPORTS}/{asked['id']}/file"))
    assert [row["name"] for row in listed] == [person.name]
    assert asked["rows"] == 1
    assert person.name in text
    assert world.people["secretary"].name not in text.replace(f"导出人：{world.actor('secretary').name}", "")


@pytest.fixture
def crowd(world: World) -> World:
    """A branch with more than a hundred people."""
    add_people(world.here, "first", 110)
    return world


def test_sec_data_08_more_than_a_hundred_sensitive_rows_need_a_second_person(
    crowd: World, chief_client: SignedInClient, security_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    asked = _ask(chief_client, ["name", "mobile_phone"]).json()
    run_pending()
    url = f"{EXPORTS}/{asked['id']}"
    decide = {"agreed": True, "note": "年报需要"}

    assert asked["state"] == "pending"
    assert asked["rows"] > 100
    told = chief_client.fetch("/api/v1/foundation/messages").json()["items"]
    assert ("export", asked["id"]) in [(row["subject_kind"], row["subject_id"]) for row in told], "found again"
    assert chief_client.fetch(url).json()["has_file"] is False
    assert chief_client.get(f"{url}/file").status_code == 404
    assert chief_client.call("POST", f"{url}/decision", decide).json()["code"] == "exports.own_request"
    for who in ("member", "other_member"):
        assert crowd.client(who).call("POST", f"{url}/decision", decide).status_code == 403
    assert stranger_client.call("POST", f"{url}/decision", decide).status_code == 404
    assert [row["id"] for row in security_client.fetch(f"{EXPORTS}/to-decide").json()["items"]] == [asked["id"]]
    assert security_client.call("POST", f"{url}/decision", decide).json()["state"] == "waiting"
    assert security_client.call("POST", f"{url}/decision", decide).json()["code"] == "exports.decided"
    run_pending()
    assert "13" in _text(chief_client.get(f"{url}/file"))
    assert security_client.get(f"{url}/file").status_code == 404, "who agrees does not get the file"
    assert _ask(chief_client, ["name", "sex"]).json()["state"] == "waiting", "nothing sensitive: no second person"


def test_who_may_agree_gets_a_todo_until_somebody_decides(
    crowd: World, chief_client: SignedInClient, security_client: SignedInClient
) -> None:
    asked = _ask(chief_client, ["mobile_phone"]).json()
    drain()
    todos = security_client.fetch("/api/v1/foundation/todos").json()["items"]
    assert [(row["subject_kind"], row["subject_id"]) for row in todos] == [("export_decision", asked["id"])]
    assert "统计年报核对" in todos[0]["text"]
    assert chief_client.fetch("/api/v1/foundation/todos").json()["items"] == [], "nobody agrees to their own"

    decide = {"agreed": True, "note": "年报需要"}
    security_client.call("POST", f"{EXPORTS}/{asked['id']}/decision", decide)

    assert security_client.fetch("/api/v1/foundation/todos").json()["items"] == []
    ended = security_client.fetch("/api/v1/foundation/todos?state=done").json()["items"]
    assert [row["note"] for row in ended] == ["同意：年报需要"]


def test_an_export_that_was_agreed_to_stands_in_the_askers_task_centre(
    crowd: World, chief_client: SignedInClient, security_client: SignedInClient
) -> None:
    asked = _ask(chief_client, ["mobile_phone"]).json()
    decide = {"agreed": True, "note": "年报需要"}
    security_client.call("POST", f"{EXPORTS}/{asked['id']}/decision", decide)

    tasks = chief_client.fetch("/api/v1/kernel/tasks").json()["items"]
    assert [(task["subject_kind"], task["subject_id"]) for task in tasks] == [("export", asked["id"])]
    assert security_client.fetch("/api/v1/kernel/tasks").json()["items"] == []


def test_sec_data_08_what_was_refused_is_not_made(
    crowd: World, chief_client: SignedInClient, security_client: SignedInClient
) -> None:
    asked = _ask(chief_client, ["home_address"]).json()
    url = f"{EXPORTS}/{asked['id']}"
    security_client.call("POST", f"{url}/decision", {"agreed": False, "note": "理由不足"})
    run_pending()

    seen = chief_client.fetch(url).json()
    assert (seen["state"], seen["decision_note"], seen["has_file"]) == ("refused", "理由不足", False)


def test_sec_data_08_the_file_is_gone_after_seven_days(world: World, secretary_client: SignedInClient) -> None:
    asked = _ask(secretary_client, ["name"]).json()
    run_pending()
    url = f"{EXPORTS}/{asked['id']}"
    with roles.as_owner():
        row = ExportRequest._base_manager.get(pk=asked["id"])
    assert row.expires_at is not None
    assert row.expires_at - now() <= timedelta(days=7)

    with frozen(row.expires_at + timedelta(minutes=1)), acting_as(world.system()):
        assert sweep_exports() == 1
    with roles.as_owner():
        after = ExportRequest._base_manager.get(pk=asked["id"])
    assert (after.state, after.file_id) == ("expired", None)
    assert secretary_client.get(f"{url}/file").status_code == 404


def test_sec_data_08_the_export_reaches_no_further_than_who_asked(
    world: World, secretary_client: SignedInClient
) -> None:
    asked = _ask(secretary_client, ["name"]).json()
    run_pending()
    text = _text(secretary_client.get(f"{EXPORTS}/{asked['id']}/file"))

    assert world.people["member"].name in text
    assert world.people["other_member"].name not in text
