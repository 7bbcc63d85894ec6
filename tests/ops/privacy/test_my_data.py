"""Everything kept about a person, and nothing about anybody else (SEC-PI-05, PRV-1)."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.db import models

from dangjian.directory.members.commands import reveal_person, save_record
from dangjian.directory.members.models import Person
from dangjian.foundation.exports.models import ExportRequest
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.actor import acting_as
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models import AuditEntry
from dangjian.kernel.privacy import DataClass, declaration_of
from dangjian.kernel.writing import allow_writing
from tests import roles
from tests.world import SignedInClient, World

OTHER = "他人不得出现"
OTHER_PHONE = "13987654321"


def _fill(person: Person) -> dict[str, str]:
    """A value of its own in every free text, number and date of the record. Returns them by column."""
    declared = declaration_of(Person)
    assert declared is not None
    canaries: dict[str, str] = {}
    for number, column in enumerate(Person._meta.concrete_fields):
        code, _ = declared.fields[column.name]
        skipped = column.name in declared.others or column.is_relation or column.choices or column.primary_key
        if DataClass(code) < DataClass.PERSONAL or skipped:
            continue
        value: Any
        if isinstance(column, models.DateField):
            value = date(1990, 1 + number % 12, 1 + number % 28)
        elif isinstance(column, models.BooleanField):
            continue
        elif isinstance(column, models.SmallIntegerField):
            value = 700 + number
        elif isinstance(column, models.UUIDField):
            value = "01890000-0000-7000-8000-00000000beef"
        else:
            length = getattr(column, "max_length", None) or 20
            value = {"mobile_phone": "13700000077", "id_number": "11010519491231002X"}.get(
                column.name, f"金丝雀{number}"[: min(length, 20)]
            )
        setattr(person, column.name, value)
        canaries[column.name] = value.isoformat() if isinstance(value, date) else str(value)
    with allow_writing():
        person.save()
    return canaries


@pytest.fixture
def canaries(world: World) -> dict[str, str]:
    """The member's record filled, a colleague who must not appear, and a look by the secretary."""
    mine, other = world.people["member"], world.people["secretary"]
    with acting_as(world.system()):
        found = _fill(Person.objects.unscoped("test").get(pk=mine.pk))
        somebody = Person.objects.unscoped("test").get(pk=other.pk)
        somebody.name, somebody.mobile_phone, somebody.remarks = OTHER, OTHER_PHONE, OTHER
        with allow_writing():
            somebody.save()
        send_message(person_ids=[mine.pk], kind="note", title="给我的通知")
        send_message(person_ids=[other.pk], kind="note", title=f"给{OTHER}的通知")
    with acting_as(world.actor("secretary")):
        save_record(person_id=mine.pk, kind="family", values={"relation": "母亲", "name": "王金丝雀"})
        save_record(person_id=mine.pk, kind="educations", values={"school": "金丝雀大学"})
        reveal_person(person_id=mine.pk, purpose="组织关系转接")
    return found


def _export(client: SignedInClient, form: str) -> tuple[dict[str, Any], bytes]:
    asked = client.call("POST", "/api/v1/ops/my-data/exports", {"file_format": form})
    assert asked.status_code == 201, asked.content
    run_pending()
    export = client.fetch(f"/api/v1/foundation/exports/{asked.json()['id']}").json()
    assert export["state"] == "done", export
    answer = client.get(f"/api/v1/foundation/exports/{export['id']}/file")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a streamed file
    return export, content


def test_sec_pi_05_the_copy_holds_every_registered_field_and_nobody_else(
    world: World, member_client: SignedInClient, canaries: dict[str, str]
) -> None:
    _, content = _export(member_client, "json")
    tables = {table["名称"]: table for table in json.loads(content)["内容"]}
    record = tables["人员"]["记录"][0]

    assert len(canaries) > 35
    assert {name: record.get(name) for name in canaries} == canaries
    declared = declaration_of(Person)
    assert declared is not None
    registered = {
        name
        for name, (code, _) in declared.fields.items()
        if DataClass(code).is_personal and name not in declared.others
    }
    assert set(tables["人员"]["字段"]) == registered, "the whole register, also what is empty"
    assert tables["家庭成员"]["记录"][0]["name"] == "王金丝雀"
    assert tables["学历学位"]["记录"][0]["school"] == "金丝雀大学"
    assert tables["消息"]["记录"][0]["title"] == "给我的通知"
    assert [(look["actor_name"], look["purpose"]) for look in tables["谁查看过我的敏感信息"]["记录"]] == [
        (world.actor("secretary").name, "组织关系转接")
    ]
    text = content.decode()
    assert OTHER not in text
    assert OTHER_PHONE not in text
    assert str(world.people["secretary"].pk) not in text


def test_sec_pi_05_the_copy_as_a_workbook_is_found_in_the_task_centre(
    world: World, member_client: SignedInClient, canaries: dict[str, str]
) -> None:
    export, content = _export(member_client, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.startswith("xl/"))

    assert canaries["id_number"] in cells
    assert canaries["home_address"] in cells
    assert f"导出人：{world.actor('member').name}" in cells, "the mark"
    assert OTHER not in cells
    task = member_client.fetch("/api/v1/kernel/tasks").json()["items"][0]
    assert (task["title"], task["state"], task["subject_kind"], task["subject_id"]) == (
        export["title"], "done", "export", export["id"],
    )  # fmt: skip


def test_sec_pi_05_the_page_shows_masks_and_says_why_it_is_kept(
    member_client: SignedInClient, canaries: dict[str, str]
) -> None:
    tables = {table["table"]: table for table in member_client.fetch("/api/v1/ops/my-data").json()}
    person = tables["directory_members.Person"]
    shown = dict(zip([column["name"] for column in person["columns"]], person["rows"][0], strict=True))

    assert (shown["name"], shown["id_number"], shown["mobile_phone"]) == (
        canaries["name"], "1101************2X", "137****0077",
    )  # fmt: skip
    assert "个人信息保护法" in person["basis"]
    assert person["retention"]
    assert person["purpose"]
    assert tables["identity_accounts.WebSession"]["count"] >= 1
    assert "identity_accounts.EarlierPassword" not in {
        table for table, part in tables.items() if any(c["name"] == "password" for c in part["columns"])
    }


def test_sec_pi_05_codes_stand_as_their_words(world: World, member_client: SignedInClient) -> None:
    with acting_as(world.system()), allow_writing():
        Person.objects.unscoped("test").filter(pk=world.people["member"].pk).update(ethnic_group="11")

    found = str(member_client.fetch("/api/v1/ops/my-data").json())
    assert "'满族'" in found
    assert "'11'" not in found


def test_sec_pi_05_nobody_gets_the_copy_of_another(
    world: World, member_client: SignedInClient, secretary_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    export, _ = _export(member_client, "json")
    with roles.as_owner():
        row = ExportRequest._base_manager.get(pk=export["id"])

    for client in (secretary_client, stranger_client):
        assert client.get(f"/api/v1/foundation/exports/{export['id']}").status_code == 404
        assert client.get(f"/api/v1/foundation/exports/{export['id']}/file").status_code == 404
    assert member_client.get(f"/api/v1/kernel/files/{row.file_id}").status_code == 404, "only the counted way"
    downloads = AuditEntry.objects.filter(intent__contains="download_export", outcome="done")
    assert downloads.count() == 1


def test_sec_data_01_the_register_page_is_for_the_security_administrator(
    security_client: SignedInClient, member_client: SignedInClient
) -> None:
    tables = {table["table"]: table for table in security_client.fetch("/api/v1/ops/privacy/register").json()}
    number = next(f for f in tables["directory_members.Person"]["fields"] if f["field"] == "id_number")

    assert member_client.get("/api/v1/ops/privacy/register").status_code == 403
    assert (number["data_class"], number["is_sealed"]) == ("C3", True)
    assert all(field["data_class"] >= "C2" for table in tables.values() for field in table["fields"])


def test_my_data_needs_a_bounded_number_of_statements(
    world: World, member_client: SignedInClient, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(90):  # one for each table that keeps something on somebody, and a few
        member_client.fetch("/api/v1/ops/my-data").json()
