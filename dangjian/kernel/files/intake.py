"""The one way in for files: limits, type from content, rewriting, storing. Nothing else accepts bytes from people."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import BinaryIO

from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import SIGNED_IN, Unit, command
from dangjian.kernel.errors import NotAllowed, TooLarge, TooMany
from dangjian.kernel.files.images import redraw
from dangjian.kernel.files.names import clean_name
from dangjian.kernel.files.office import check_office
from dangjian.kernel.files.pdfs import clean_pdf
from dangjian.kernel.files.purposes import IMAGES, KINDS, MEGABYTE, Purpose, purpose_of
from dangjian.kernel.files.quarantine import note_infected
from dangjian.kernel.files.refusals import refuse
from dangjian.kernel.files.sniff import sniff
from dangjian.kernel.files.store import THUMB, new_storage_name, remove_bytes, write_bytes
from dangjian.kernel.files.viruses import Finding, scan
from dangjian.kernel.models.files import StoredFile

MAX_LOOSE = 200
"""Uploads of one person that nothing uses yet."""


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is left of an upload after it was checked and written anew."""

    content: BinaryIO
    kind: str
    thumb: bytes = b""
    width: int | None = None
    height: int | None = None


def admit(purpose_code: str, size: int | None) -> Purpose:
    """Whether the acting person may give a file of this size, before a byte of it is read.

    Raises BadInput (unknown purpose, empty file), NotAllowed, TooLarge.
    """
    purpose = purpose_of(purpose_code)
    if not current_actor().may(purpose.upload):
        raise NotAllowed()
    if purpose.insist is not None:
        purpose.insist()
    if size == 0:
        raise refuse("empty", "文件是空的，请重新选择。")
    if size is not None and size > purpose.max_bytes:
        limit = purpose.max_bytes / MEGABYTE
        raise TooLarge("kernel.files.too_large", f"文件超过 {limit:g} MB，请压缩或拆分后再上传。", field="file")
    return purpose


def intake(file: BinaryIO, *, name: str, purpose: str) -> StoredFile:
    """Check, clean and store a file for the acting person; it stays theirs alone until it is attached to something.

    Raises BadInput with what is wrong and what to do, TooLarge, TooMany, NotAllowed, Unavailable. Slow (pictures are
    decoded): call it outside transactions.
    """
    file.seek(0, os.SEEK_END)
    wanted = admit(purpose, file.tell())
    shown_name = clean_name(name)
    checked = _check(file, shown_name, wanted)
    kind = KINDS[checked.kind]
    actor = current_actor()
    waits = _scanned(checked.content, shown_name)
    storage_name = new_storage_name()
    size, digest = write_bytes(checked.content, storage_name, tenant_id=actor.tenant_id, sealed=wanted.sealed)
    if checked.thumb:
        write_bytes(io.BytesIO(checked.thumb), storage_name + THUMB, tenant_id=actor.tenant_id, sealed=wanted.sealed)
    row = StoredFile(
        purpose=wanted.code,
        file_name=clean_name(shown_name, kind.extensions),
        kind=kind.code,
        content_type=kind.content_type,
        size=size,
        sha256=digest,
        storage_name=storage_name,
        is_sealed=wanted.sealed,
        width=checked.width,
        height=checked.height,
        thumb_size=len(checked.thumb),
        uploaded_by=actor.account_id,
        uploaded_by_name=actor.name[:80],
        quarantined_at=clock.now() if waits else None,
    )
    try:
        return register_upload(row=row)
    except BaseException:
        remove_bytes(storage_name)
        raise


@command(SIGNED_IN)
def register_upload(unit: Unit, *, row: StoredFile) -> StoredFile:
    """Record a stored file. Raises TooMany when the person has too many uploads that nothing uses."""
    if unit.actor.kind == "person":
        loose = StoredFile.objects.filter(uploaded_by=unit.actor.account_id, attached_at=None).count()
        if loose >= MAX_LOOSE:
            raise TooMany(
                "kernel.files.too_many_loose", "您有很多尚未使用的上传文件，请先保存正在编辑的内容，或明天再试。"
            )
    return unit.create(row)


def _scanned(content: BinaryIO, name: str) -> bool:
    """Whether the file has to wait for the virus scanner. Raises BadInput for an infected one, which is not kept."""
    if current_actor().kind == "system":
        return False  # made by the platform itself
    verdict = scan(content)
    if verdict.finding is Finding.INFECTED:
        note_infected(name=name, virus=verdict.name)
        raise refuse("virus", "文件中查出病毒，没有保存。请在本机查杀后重新上传，或联系单位信息安全人员。")
    return verdict.finding is Finding.UNANSWERED


def _check(file: BinaryIO, name: str, purpose: Purpose) -> _Checked:
    kind = sniff(file, name, purpose)
    if kind in IMAGES:
        picture = redraw(file, kind)
        return _Checked(io.BytesIO(picture.data), picture.kind, picture.thumb, picture.width, picture.height)
    if kind == "pdf":
        clean = clean_pdf(file)
        return _Checked(file if clean is None else io.BytesIO(clean), kind)
    if kind in {"docx", "xlsx", "pptx"}:
        check_office(file, purpose.max_unpacked)
    return _Checked(file, kind)
