"""Rosters over HTTP: the whole way as a Party-affairs worker goes it, and who is kept out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.kernel.actor import acting_as
from dangjian.kernel.jobs import run_pending
from tests.directory.rosters.sheets import HEAD, checked, member_row, workbook
from tests.world import SignedInClient, World

BASE = "/api/v1/directory/rosters"


def _upload(client: SignedInClient, content: bytes, name: str = "名册.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    headers = {CSRF_HEADER: client._csrf}
    answer = Client.post(
        client, "/api/v1/kernel/files?purpose=directory.rosters.upload", {"file": file}, headers=headers
    )
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()


def test_mem_2_upload_map_check_correct_commit_result_undo(world: World, chief_client: SignedInClient) -> None:
    content = workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云", 民族="火星族")]))
    begun = chief_client.call("POST", BASE, {"file_id": _upload(chief_client, content)["id"]})
    assert begun.status_code == 201, begun.content.decode()
    batch = begun.json()
    url = f"{BASE}/{batch['id']}"
    [part] = batch["parts"]
    assert (part["kind"], part["mapping"]["2"], part["missing"], part["first_row"]) == ("member", "id_number", [], 2)

    choice = {"sheet_index": part["sheet_index"], "kind": "member", "mapping": part["mapping"]}
    mapped = chief_client.call("PUT", f"{url}/mapping", {"parts": [choice]}, version=batch["version"])
    assert (mapped.status_code, mapped.json()["state"]) == (200, "mapped")

    assert chief_client.call("POST", f"{url}/preview").status_code == 202
    run_pending()
    progress = chief_client.fetch(f"{url}/progress").json()
    assert (progress["state"], progress["job_state"], progress["error_text"]) == ("previewed", "done", "")

    faulty = chief_client.fetch(f"{url}/rows", part=0, status="faulty").json()["items"]
    assert [(row["number"], row["problems"][0]["code"]) for row in faulty] == [(3, "ethnic_group.unknown")]
    refused = chief_client.call("POST", f"{url}/commit", {}, version=progress["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "roster.faulty_rows")

    cell = {"part": 0, "row": 3, "field": "ethnic_group", "text": "回族"}
    row = chief_client.call("POST", f"{url}/cells", cell)
    assert (row.status_code, row.json()["status"], row.json()["problems"]) == (200, "new", [])

    version = chief_client.fetch(url).json()["version"]
    assert chief_client.call("POST", f"{url}/commit", {}, version=version).status_code == 202
    run_pending()
    done = chief_client.fetch(url).json()
    assert (done["state"], done["counts"]["written"]["people_new"]) == ("committed", 2)

    result = chief_client.fetch(f"{url}/result")
    assert (result.status_code, result["X-Content-Type-Options"]) == (200, "nosniff")
    assert "attachment" in result["Content-Disposition"]

    undone = chief_client.call("POST", f"{url}/undo", {"reason": "导错了文件"}, version=done["version"])
    assert undone.status_code == 202, undone.content.decode()
    run_pending()
    assert chief_client.fetch(url).json()["state"] == "undone"
    assert chief_client.fetch(BASE).json()["items"][0]["id"] == batch["id"]


def test_template_fields_and_export_are_files(world: World, chief_client: SignedInClient) -> None:
    for url in (
        "roster-template",
        "roster-export/member",
        "roster-export/officer",
        "roster-export/organisation?form=csv",
    ):
        answer = chief_client.fetch(f"/api/v1/directory/{url}")
        assert answer.status_code == 200, answer.content[:200]
        assert "attachment" in answer["Content-Disposition"]
    fields = chief_client.fetch("/api/v1/directory/roster-fields/member").json()
    assert {"field": "name", "title": "姓名", "required": True}.items() <= fields[1].items()


@pytest.mark.parametrize("who", ["office", "secretary", "member", "stranger"])
def test_batches_of_others_answer_as_if_they_did_not_exist(world: World, who: str) -> None:
    batch = checked(world.actor("chief"), workbook(("党员", [HEAD, member_row(201, "欧阳建国")])))
    client = world.client(who)
    expected = 403 if who in {"secretary", "member"} else 404
    url = f"{BASE}/{batch.pk}"
    bodies: dict[str, Any] = {
        "cells": {"part": 0, "row": 2, "field": "name", "text": "x"},
        "decisions": {"part": 0, "row": 2, "decision": "skip"},
        "commit": {},
    }
    statuses = {client.fetch(f"{url}{path}").status_code for path in ("", "/rows", "/missing", "/progress", "/result")}
    statuses |= {client.call("POST", f"{url}/{path}", body, version=1).status_code for path, body in bodies.items()}
    assert statuses == {expected}


def test_foreign_references_look_missing(
    world: World, chief_client: SignedInClient, office_client: SignedInClient
) -> None:
    content = workbook(("党员", [HEAD, member_row(201, "欧阳建国")]))
    file_id = _upload(chief_client, content)["id"]
    assert office_client.call("POST", BASE, {"file_id": file_id}).status_code == 404
    assert chief_client.call("POST", BASE, {"file_id": str(uuid4())}).status_code == 404
    own = _upload(office_client, content)["id"]
    elsewhere = str(world.orgs["operations"].pk)
    assert office_client.call("POST", BASE, {"file_id": own, "organisation_id": elsewhere}).status_code == 404


def test_wrong_input_is_told_at_its_field(world: World, chief_client: SignedInClient) -> None:
    content = workbook(("党员", [HEAD, member_row(201, "欧阳建国")]))
    batch = chief_client.call("POST", BASE, {"file_id": _upload(chief_client, content)["id"]}).json()
    url = f"{BASE}/{batch['id']}"
    twice = {"sheet_index": 0, "kind": "member", "mapping": {"0": "name", "1": "name", "77": "sex"}}
    answer = chief_client.call("PUT", f"{url}/mapping", {"parts": [twice]}, version=batch["version"])
    assert answer.status_code == 422
    assert [(each["path"], each["code"]) for each in answer.json()["fields"]] == [
        ("parts.0.mapping.1", "roster.mapping_twice"),
        ("parts.0.mapping.77", "roster.mapping_unknown"),
    ]
    assert chief_client.fetch(f"{url}/rows", status="odd").status_code == 422
    assert chief_client.call("POST", f"{url}/cells", {"part": 0, "row": 2, "field": "x", "text": ""}).status_code == 409
    assert chief_client.call("POST", f"{url}/undo", {"reason": "导错"}, version=batch["version"]).status_code == 409


def test_file_that_is_no_table_is_refused_in_words(world: World, chief: Any) -> None:
    from dangjian.directory.rosters import queries
    from dangjian.kernel.errors import BadInput
    from dangjian.kernel.files import intake

    with acting_as(chief), pytest.raises(BadInput) as caught:
        import io

        file = intake(
            io.BytesIO("<table><tr><td>姓名</td></tr></table>".encode()),
            name="a.csv",
            purpose="directory.rosters.upload",
        )
        queries.understand_file(file_id=file.pk)
    assert caught.value.text.endswith("。")
