"""Giving, attaching, getting and sweeping files (SEC-FILE-01, -05)."""

from __future__ import annotations

import io
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dangjian.identity.accounts.models import WebSession
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.doors import SIGNED_IN, Unit, command
from dangjian.kernel.errors import BadInput, NotFound, Unavailable
from dangjian.kernel.files import StoredFile, attach, files_of, intake, open_stored, readable_file, set_files
from dangjian.kernel.files.jobs import remove_loose, remove_stray
from dangjian.kernel.ids import new_id
from tests.kernel.files import samples
from tests.kernel.files.conftest import PHOTO, ROSTER, readable
from tests.world import SignedInClient, World, building

URL = "/api/v1/kernel/files"


@command(SIGNED_IN)
def _attach(unit: Unit, *, owner_id: Any, file_ids: list[Any]) -> list[StoredFile]:
    return attach(unit, purpose=PHOTO, owner_id=owner_id, file_ids=file_ids)


@command(SIGNED_IN)
def _set(unit: Unit, *, owner_id: Any, file_ids: list[Any]) -> list[StoredFile]:
    return set_files(unit, purpose=PHOTO, owner_id=owner_id, file_ids=file_ids)


def _text(content: bytes = b"0123456789" * 50, purpose: str = PHOTO.code, name: str = "材料.txt") -> StoredFile:
    return intake(io.BytesIO(content), name=name, purpose=purpose)


def _post(client: SignedInClient, name: str, data: bytes, purpose: str = PHOTO.code) -> Any:
    headers = {"X-CSRF-Token": client._csrf}
    return client.post(f"{URL}?purpose={purpose}", {"file": SimpleUploadedFile(name, data)}, headers=headers)


def _body(answer: Any) -> bytes:
    """What came, read to the end as a client does (which also closes the file)."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_upload_by_form_and_by_body(files_at: Path, member_client: SignedInClient) -> None:
    form = _post(member_client, "照片.jpg", samples.image())
    body = member_client.post(
        f"{URL}?purpose={PHOTO.code}",
        data="正文".encode(),
        content_type="application/octet-stream",
        headers={"X-CSRF-Token": member_client._csrf, "X-File-Name": quote("说明.txt")},
    )

    assert (form.status_code, body.status_code) == (201, 201), body.content.decode()
    assert {k: v for k, v in form.json().items() if k not in {"id", "size"}} == {
        "file_name": "照片.jpg",
        "kind": "jpeg",
        "content_type": "image/jpeg",
        "width": 800,
        "height": 600,
        "has_thumb": True,
        "waits_for_scan": False,
    }
    assert (body.json()["file_name"], body.json()["size"], body.json()["has_thumb"]) == ("说明.txt", 6, False)


def test_upload_problems_over_http(files_at: Path, member_client: SignedInClient) -> None:
    headers = {"X-CSRF-Token": member_client._csrf}
    answers = [
        _post(member_client, "a.jpg", b"<html>"),
        _post(member_client, "a.txt", b"x" * (PHOTO.max_bytes + 200_000)),
        _post(member_client, "a.txt", b"x", "no.such"),
        _post(member_client, "a.csv", b"x", ROSTER.code),
        member_client.post(f"{URL}?purpose={PHOTO.code}", {"other": "1"}, headers=headers),
        member_client.post(f"{URL}?purpose={PHOTO.code}", b"x", content_type="text/plain", headers=headers),
        SignedInClient().post(f"{URL}?purpose={PHOTO.code}", {"file": SimpleUploadedFile("a.txt", b"x")}),
    ]

    assert [(a.status_code, a.json()["code"].removeprefix("kernel.")) for a in answers] == [
        (422, "files.type_mismatch"),
        (413, "files.too_large"),
        (422, "files.unknown_purpose"),
        (403, "not_allowed"),
        (422, "files.no_file"),
        (422, "files.no_name"),
        (401, "identity.not_signed_in"),
    ]


def test_sec_file_05_answer_is_fixed_in_type_and_harmless(
    files_at: Path, member: Actor, member_client: SignedInClient
) -> None:
    with acting_as(member):
        text, photo = _text(), intake(io.BytesIO(samples.image()), name="会议 照片.jpg", purpose=PHOTO.code)

    plain, picture = member_client.fetch(f"{URL}/{text.id}"), member_client.fetch(f"{URL}/{photo.id}")
    saved = member_client.fetch(f"{URL}/{photo.id}", download="true")
    thumb = member_client.fetch(f"{URL}/{photo.id}", thumb="true")

    assert (len(_body(picture)), len(_body(saved)), len(_body(thumb))) == (photo.size, photo.size, photo.thumb_size)
    assert _body(plain) == b"0123456789" * 50
    assert (plain["Content-Type"], picture["Content-Type"], thumb["Content-Type"]) == (
        "text/plain",
        "image/jpeg",
        "image/jpeg",
    )
    assert plain["Content-Disposition"] == f"attachment; filename=\"__.txt\"; filename*=UTF-8''{quote('材料.txt')}"
    assert (picture["Content-Disposition"][:6], saved["Content-Disposition"][:10]) == ("inline", "attachment")
    assert {plain["X-Content-Type-Options"], picture["X-Content-Type-Options"]} == {"nosniff"}
    assert plain["Content-Security-Policy"].startswith("default-src 'none'")
    assert plain["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("wanted", "status", "content", "content_range"),
    [
        ("bytes=0-9", 206, b"0123456789", "bytes 0-9/500"),
        ("bytes=495-", 206, b"56789", "bytes 495-499/500"),
        ("bytes=-3", 206, b"789", "bytes 497-499/500"),
        ("bytes=490-9999", 206, b"0123456789", "bytes 490-499/500"),
        ("bytes=500-", 416, b"", "bytes */500"),
        ("bytes=-0", 416, b"", "bytes */500"),
        ("bytes=9-2", 200, b"0123456789" * 50, None),
        ("bytes=0-1,3-4", 200, b"0123456789" * 50, None),
        ("lines=0-1", 200, b"0123456789" * 50, None),
    ],
)
def test_parts_on_request(
    files_at: Path,
    member: Actor,
    member_client: SignedInClient,
    wanted: str,
    status: int,
    content: bytes,
    content_range: str | None,
) -> None:
    with acting_as(member):
        row = _text()

    answer = member_client.get(f"{URL}/{row.id}", headers={"Range": wanted})

    assert (answer.status_code, _body(answer), answer.get("Content-Range")) == (status, content, content_range)


def test_unchanged_file_is_not_sent_again_and_changed_one_not_in_parts(
    files_at: Path, member: Actor, member_client: SignedInClient
) -> None:
    with acting_as(member):
        row = _text()
    first = member_client.fetch(f"{URL}/{row.id}")
    _body(first)
    etag = first["ETag"]

    same = member_client.get(f"{URL}/{row.id}", headers={"If-None-Match": f'"x", {etag}'})
    other = member_client.get(f"{URL}/{row.id}", headers={"Range": "bytes=0-1", "If-Range": '"other"'})

    _body(other)
    assert (same.status_code, same.content, other.status_code) == (304, b"", 200)


def test_sec_file_05_each_reading_asks_for_the_right(
    files_at: Path,
    member: Actor,
    member_client: SignedInClient,
    secretary_client: SignedInClient,
    stranger_client: SignedInClient,
) -> None:
    owner = new_id()
    with acting_as(member):
        row = _text()

    def see() -> list[int]:
        clients = (member_client, secretary_client, stranger_client, SignedInClient())
        answers = [client.fetch(f"{URL}/{row.id}") for client in clients]
        for answer in answers:
            _body(answer)
        return [answer.status_code for answer in answers]

    loose = see()
    with acting_as(member):
        _attach(owner_id=owner, file_ids=[row.id])
    hidden = see()
    readable.add(owner)
    shown = see()

    assert (loose, hidden, shown) == ([200, 404, 404, 401], [404, 404, 404, 401], [200, 200, 404, 401])
    assert member_client.fetch(f"{URL}/{uuid4()}").status_code == 404
    assert member_client.fetch(f"{URL}/not-an-id").status_code in {404, 422}


def test_purpose_that_refuses_by_raising_hides_the_file(
    files_at: Path, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dangjian.kernel.files import purposes

    def refuse(owner_id: Any) -> bool:
        raise NotFound()

    with acting_as(office):
        row = _text()
        _attach(owner_id=new_id(), file_ids=[row.id])
        monkeypatch.setitem(
            purposes._purposes, PHOTO.code, purposes.Purpose(PHOTO.code, "照片", PHOTO.kinds, may_read=refuse)
        )
        with pytest.raises(NotFound):
            readable_file(file_id=row.id)


def test_attaching_takes_only_ones_own_loose_files(
    files_at: Path, member: Actor, secretary: Actor, stranger: Actor
) -> None:
    owner, other = new_id(), new_id()
    with acting_as(member):
        mine, second = _text(), _text()
        taken = _attach(owner_id=owner, file_ids=[mine.id, mine.id])
        again = _attach(owner_id=owner, file_ids=[mine.id])
    with acting_as(secretary):
        foreign = _text()
    refused = []
    for actor, owner_id, file_id in (
        (member, other, mine.id),
        (member, owner, foreign.id),
        (secretary, other, second.id),
        (stranger, other, second.id),
        (member, owner, uuid4()),
    ):
        with acting_as(actor), pytest.raises(BadInput) as caught:
            _attach(owner_id=owner_id, file_ids=[file_id])
        refused.append(caught.value.code)

    assert ([f.id for f in taken], [f.id for f in again]) == ([mine.id], [mine.id])
    assert set(refused) == {"kernel.files.not_usable"}


def test_count_of_the_purpose_and_replacing(files_at: Path, member: Actor) -> None:
    owner = new_id()
    with acting_as(member):
        rows = [_text() for _ in range(4)]
        with pytest.raises(BadInput, match="最多 3 个"):
            _attach(owner_id=owner, file_ids=[r.id for r in rows])
        _attach(owner_id=owner, file_ids=[rows[0].id, rows[1].id])
        _set(owner_id=owner, file_ids=[rows[1].id, rows[2].id, rows[3].id])
        held = files_of(purpose=PHOTO, owner_ids=[owner, uuid4()])

    assert {r.id for r in held[owner]} == {rows[1].id, rows[2].id, rows[3].id}
    assert [len(v) for v in held.values()] == [3, 0]


def test_sweep_removes_what_nobody_used(files_at: Path, world: World, member: Actor, office: Actor) -> None:
    owner = new_id()
    with acting_as(member):
        used, old = _text(), _text()
        _attach(owner_id=owner, file_ids=[used.id])
    with building(world.tenant_id):
        StoredFile.objects.filter(id__in=[used.id, old.id]).update(created_at=clock.now() - timedelta(hours=25))
    with acting_as(office):
        young = _text()

    removed = [remove_loose(), remove_loose()]

    with acting_as(office):
        assert removed == [1, 0]
        assert {row.id for row in StoredFile.objects.all()} == {used.id, young.id}
    assert len([p for p in files_at.rglob("files/*/*/*") if p.is_file()]) == 2


def test_sweep_removes_bytes_without_row_after_a_day(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = intake(io.BytesIO(samples.image()), name="a.jpg", purpose=PHOTO.code)
    folder = files_at / "files" / "aa" / "bb"
    folder.mkdir(parents=True)
    yesterday = time.time() - 90_000
    for name in ("aabb" + "0" * 28, "aabb" + "1" * 28 + ".0a0b.part", "young"):
        (folder / name).write_bytes(b"x")
    for path in (p for p in files_at.rglob("files/*/*/*") if p.name != "young"):
        os.utime(path, (yesterday, yesterday))

    assert [remove_stray(), remove_stray()] == [2, 0]
    with acting_as(member), open_stored(row) as source:
        assert len(source.read()) == row.size
    assert (folder / "young").exists()


def test_missing_bytes_and_full_disk_are_told(files_at: Path, member: Actor) -> None:
    with acting_as(member):
        row = _text()
        for path in files_at.rglob("files/*/*/*"):
            path.unlink()
        with pytest.raises(Unavailable, match="无法读取"):
            open_stored(row)
        (files_at / "files").rename(files_at / "gone")
        (files_at / "files").write_text("in the way")
        with pytest.raises(Unavailable, match="无法保存"):
            _text()


def test_sec_sess_02_a_remembered_phone_opens_no_sealed_file(
    files_at: Path, chief: Actor, chief_client: SignedInClient
) -> None:
    with acting_as(chief):
        open_one, sealed = _text(), _text("姓名,党龄\n".encode(), ROSTER.code, "名册.csv")
    assert (open_one.is_sealed, sealed.is_sealed) == (False, True)

    def see() -> list[int]:
        answers = [chief_client.fetch(f"{URL}/{row.id}") for row in (open_one, sealed)]
        for answer in answers:
            _body(answer)
        return [answer.status_code for answer in answers]

    whole = see()
    WebSession.objects.update(full_until=clock.now() - timedelta(minutes=1))
    assert (whole, see()) == ([200, 200], [200, 401])
    refused = chief_client.fetch(f"{URL}/{sealed.id}")
    assert refused.json()["code"] == "identity.step_up_required"
