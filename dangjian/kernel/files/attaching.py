"""Tying files to the rows they belong to, and asking who may read them. Apps call this from their commands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import SIGNED_IN, Unit, query
from dangjian.kernel.errors import BadInput, NotAllowed, NotFound
from dangjian.kernel.files.purposes import Purpose, purpose_of
from dangjian.kernel.models.files import StoredFile


def attach(unit: Unit, *, purpose: Purpose, owner_id: UUID, file_ids: Sequence[UUID]) -> list[StoredFile]:
    """Attach uploads of the acting person to a row; files already attached to it stay.

    The caller's command has checked the right to change the owner. Returns the files in the order given.
    Raises BadInput for a file that is not there, is somebody else's, or is used elsewhere, and beyond the count.
    """
    wanted = list(dict.fromkeys(file_ids))
    rows = {row.id: row for row in StoredFile.objects.filter(id__in=wanted, purpose=purpose.code)}
    for file_id in wanted:
        row = rows.get(file_id)
        is_free = row is not None and row.owner_id is None and _is_uploader(unit, row)
        if row is None or not (is_free or row.owner_id == owner_id):
            raise BadInput(
                "kernel.files.not_usable", "有附件已失效或不是您上传的，请删除后重新上传。", field="file_ids"
            )
    fresh = [file_id for file_id in wanted if rows[file_id].owner_id is None]
    held = StoredFile.objects.filter(owner_id=owner_id, purpose=purpose.code).count()
    if held + len(fresh) > purpose.max_count:
        raise BadInput(
            "kernel.files.too_many",
            f"{purpose.title}最多 {purpose.max_count} 个，请删除一些后再保存。",
            field="file_ids",
        )
    if fresh:
        # Only loose files: two people who save at once cannot both take the same one.
        taken = unit.update_many(
            StoredFile.objects.filter(id__in=fresh, owner_id=None), owner_id=owner_id, attached_at=unit.now
        )
        if taken != len(fresh):
            raise BadInput("kernel.files.not_usable", "有附件刚刚被使用，请刷新后重新上传。", field="file_ids")
    return [rows[file_id] for file_id in wanted]


def set_files(unit: Unit, *, purpose: Purpose, owner_id: UUID, file_ids: Sequence[UUID]) -> list[StoredFile]:
    """Make exactly these files belong to the row: others are let go (and swept away later). Raises as `attach`."""
    gone = StoredFile.objects.filter(owner_id=owner_id, purpose=purpose.code).exclude(id__in=list(file_ids))
    detach(unit, gone_ids=list(gone.values_list("id", flat=True)), owner_id=owner_id)
    return attach(unit, purpose=purpose, owner_id=owner_id, file_ids=file_ids)


def detach(unit: Unit, *, gone_ids: Sequence[UUID], owner_id: UUID) -> int:
    """Let files of a row go: nobody but the uploader sees them any more, and the sweep removes them a day later."""
    rows = StoredFile.objects.filter(id__in=list(gone_ids), owner_id=owner_id)
    return unit.update_many(rows, owner_id=None, attached_at=None) if gone_ids else 0


def files_of(*, purpose: Purpose, owner_ids: Iterable[UUID]) -> dict[UUID, list[StoredFile]]:
    """Files of many rows at once, oldest first. The caller's query has checked that the rows may be seen."""
    found: dict[UUID, list[StoredFile]] = {owner_id: [] for owner_id in owner_ids}
    rows = StoredFile.objects.filter(owner_id__in=list(found), purpose=purpose.code).order_by("attached_at", "id")
    for row in rows:
        found[row.owner_id].append(row)
    return found


@query(SIGNED_IN)
def readable_file(*, file_id: UUID) -> StoredFile:
    """A file the acting person may read: attached to what they may see, or loose and their own. Raises NotFound."""
    row: StoredFile | None = StoredFile.objects.filter(id=file_id).first()
    if row is None:
        raise NotFound()
    actor = current_actor()
    if row.owner_id is None:
        if actor.kind != "system" and (row.uploaded_by is None or row.uploaded_by != actor.account_id):
            raise NotFound()
        return row
    try:
        may_read = purpose_of(row.purpose).may_read(row.owner_id)
    except (NotAllowed, NotFound, BadInput):
        may_read = False
    if not may_read:
        raise NotFound()
    return row


def _is_uploader(unit: Unit, row: StoredFile) -> bool:
    if unit.actor.kind == "system":
        return True
    return row.uploaded_by is not None and row.uploaded_by == unit.actor.account_id
