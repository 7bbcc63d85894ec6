"""The virus scanner sees a file before anybody else does; without an answer the file waits (SEC-FILE-06)."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from dangjian.kernel.errors import Conflict
from dangjian.kernel.files import StoredFile, open_stored
from dangjian.kernel.files.quarantine import scan_waiting
from dangjian.kernel.files.store import place_of
from dangjian.kernel.files.viruses import Finding, scan
from dangjian.kernel.models import AuditEntry
from tests.kernel.files import samples
from tests.kernel.files.clamd import EICAR, Clamd, clamd
from tests.kernel.files.conftest import PHOTO
from tests.world import SignedInClient, World, building

URL = "/api/v1/kernel/files"


@pytest.fixture
def scanner(settings: Settings) -> Iterator[Clamd]:
    with clamd() as server:
        settings.VIRUS_SCANNER = server.address
        yield server


@pytest.fixture
def nobody_answers(settings: Settings) -> None:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.VIRUS_SCANNER = f"127.0.0.1:{free.getsockname()[1]}"


def _give(client: SignedInClient, data: bytes, name: str = "材料.txt") -> dict[str, object]:
    headers = {"X-CSRF-Token": client._csrf}
    sent = {"file": SimpleUploadedFile(name, data)}
    answer = client.post(f"{URL}?purpose={PHOTO.code}", sent, headers=headers)
    return {"status": answer.status_code, **answer.json()}


def _opened(client: SignedInClient, file_id: object) -> int:
    """Status of asking for the bytes; reads to the end, as a client does."""
    answer = client.get(f"{URL}/{file_id}")
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


def test_sec_file_06_an_infected_file_is_refused_and_leaves_a_line(
    files_at: Path, scanner: Clamd, member_client: SignedInClient, world: World
) -> None:
    answer = _give(member_client, b"head " + EICAR)

    assert (answer["status"], answer["code"]) == (422, "kernel.files.virus")
    with building(world.tenant_id):
        assert not StoredFile.objects.exists()
        line = AuditEntry.objects.get(code="kernel.files.virus")
    assert ("Eicar-Test-Signature" in line.note, line.outcome, line.target_title) == (True, "refused", "材料.txt")
    assert [path for path in (files_at / "files").rglob("*") if path.is_file()] == []


def test_sec_file_06_a_clean_file_passes(files_at: Path, scanner: Clamd, member_client: SignedInClient) -> None:
    answer = _give(member_client, samples.image(), "照片.jpg")

    assert (answer["status"], answer["waits_for_scan"]) == (201, False)
    assert _opened(member_client, answer["id"]) == 200


@pytest.mark.parametrize("told", ["", "INSTREAM size limit exceeded. ERROR\0", "stream: OK?\0", "FOUND\0"])
def test_sec_file_06_no_answer_is_not_clean(told: str, scanner: Clamd, settings: Settings) -> None:
    scanner.told = told
    if not told:
        settings.VIRUS_SCANNER = "/nowhere/clamd.sock"

    assert scan(io.BytesIO(b"text")).finding is Finding.UNANSWERED


def test_sec_file_06_without_the_engine_a_file_stays_in_quarantine(
    files_at: Path, nobody_answers: None, member_client: SignedInClient, world: World, settings: Settings
) -> None:
    answer = _give(member_client, "正文".encode())
    refused = member_client.get(f"{URL}/{answer['id']}")

    assert (answer["status"], answer["waits_for_scan"]) == (201, True)
    assert (refused.status_code, refused.json()["code"]) == (409, "kernel.files.quarantined")
    assert scan_waiting() == 0
    assert _opened(member_client, answer["id"]) == 409

    with clamd() as server:
        settings.VIRUS_SCANNER = server.address
        assert scan_waiting() == 1
    assert _opened(member_client, answer["id"]) == 200


def test_sec_file_06_what_is_found_later_is_destroyed_and_said(
    files_at: Path, nobody_answers: None, member_client: SignedInClient, world: World, settings: Settings
) -> None:
    answer = _give(member_client, EICAR)
    with clamd() as server:
        settings.VIRUS_SCANNER = server.address
        assert scan_waiting() == 0

    with building(world.tenant_id):
        row = StoredFile.objects.get(pk=answer["id"])
        assert AuditEntry.objects.filter(code="kernel.files.virus", target_id=str(row.pk)).count() == 1
    assert (row.virus, row.quarantined_at, place_of(row.storage_name).exists()) == ("Eicar-Test-Signature", None, False)
    with pytest.raises(Conflict, match="查出病毒"):
        open_stored(row)
    refused = member_client.get(f"{URL}/{answer['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "kernel.files.virus")
