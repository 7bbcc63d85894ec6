"""Asking for an export, agreeing to it, what the job writes down, and downloading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from dangjian.foundation.duties.commands import close_todo
from dangjian.foundation.exports.events import ApprovalAsked
from dangjian.foundation.exports.models import ExportRequest, ExportState
from dangjian.foundation.exports.permissions import APPROVE_EXPORT, FROM_COMMANDS, OWN_EXPORTS
from dangjian.foundation.exports.registry import exporter_of
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotAllowed, NotFound, NotSignedIn, TooMany
from dangjian.kernel.files import StoredFile, attach, detach
from dangjian.kernel.files.purposes import purpose_of
from dangjian.kernel.jobs import Waited, enqueue
from dangjian.kernel.parameters import Parameter

EXPORT_FILE = "foundation.exports.result"
APPROVAL_ITEM = "foundation.exports.approval"
"""Source of the todos of those who may agree."""
KEPT_DAYS = Parameter(
    key="exports.kept_days",
    title="导出文件保留天数",
    note="到期自动删除，申请和下载记录保留。",
    group="数据导出",
    kind="integer",
    default=7,
    unit="天",
    minimum=1,
    maximum=7,
)
APPROVAL_ROWS = Parameter(
    key="exports.approval_rows",
    title="敏感信息导出超过多少行须由他人核准",
    note="含身份证号、手机号、住址等栏目的导出，超过这个行数时须由另一位有权限的人核准。",
    group="数据导出",
    kind="integer",
    default=100,
    unit="行",
    minimum=0,
    maximum=100,
)
MOST_OPEN = 10
"""Exports of one person that are not ready yet."""


@command(FROM_COMMANDS)
def ask_export(
    unit: Unit,
    *,
    exporter: str,
    title: str,
    reason: str,
    org_path: str,
    params: Mapping[str, Any],
    file_format: Literal["xlsx", "csv", "json"],
    columns: Sequence[str] = (),
    rows: int = 0,
    is_sensitive: bool = False,
) -> ExportRequest:
    """Ask for a file; the caller's command has checked the right, the number of rows and the reason.

    With sensitive columns and more than `APPROVAL_ROWS` rows it waits for a second person. Raises LookupError for an
    unknown exporter, TooMany when the person waits for too many already.
    """
    exporter_of(exporter)
    account_id = unit.actor.account_id
    if account_id is None:
        raise NotSignedIn()
    mine = ExportRequest.objects.filter(account_id=account_id)
    if mine.filter(state__in=[ExportState.PENDING, ExportState.WAITING]).count() >= MOST_OPEN:
        raise TooMany("exports.too_many", "您有多个导出尚未完成，请等待完成后再操作。")
    needs_second = is_sensitive and rows > APPROVAL_ROWS.value()
    row = ExportRequest(
        account_id=account_id,
        person_id=unit.actor.person_id,
        asked_by=unit.actor.name[:80],
        exporter=exporter,
        title=title[:160],
        file_format=file_format,
        params=dict(params),
        columns="、".join(columns)[:1000],
        reason=reason[:200],
        rows=rows,
        is_sensitive=is_sensitive,
        org_path=org_path,
        state=ExportState.PENDING if needs_second else ExportState.WAITING,
    )
    unit.create(row, note=f"导出“{row.title}”：{row.rows} 行；理由：{row.reason}")
    if needs_second:
        unit.emit(ApprovalAsked(row.pk))
        _tell(row, f"“{row.title}”等待核准", "须由另一位有权限的人核准，核准后自动生成并通知您。", "asked")
    else:
        _enqueue(row)
    return row


def _enqueue(row: ExportRequest) -> None:
    enqueue(
        "foundation.exports.make",
        {"export_id": str(row.pk)},
        dedupe=str(row.pk),
        waited=Waited(row.title, "export", row.pk, asked_by=row.account_id),
    )


@command(APPROVE_EXPORT)
def decide_export(unit: Unit, *, export_id: UUID, agreed: bool, note: str) -> ExportRequest:
    """Agree to an export, or refuse it with a reason.

    Raises NotAllowed for one's own request, Conflict when it is decided already.
    """
    row = unit.get(ExportRequest, export_id)
    unit.require_place(row.org_path)
    if row.account_id == unit.actor.account_id or (row.person_id and row.person_id == unit.actor.person_id):
        raise NotAllowed("exports.own_request", "不能核准自己的导出申请，请由另一位有权限的人核准。")
    if row.state != ExportState.PENDING:
        raise Conflict("exports.decided", "这个申请已经处理过了，请刷新页面。")
    unit.update(
        row,
        state=ExportState.WAITING if agreed else ExportState.REFUSED,
        decided_by_id=unit.actor.account_id,
        decided_by=unit.actor.name[:80],
        decided_at=unit.now,
        decision_note=note,
        note=f"{'同意' if agreed else '不同意'}导出“{row.title}”（申请人 {row.asked_by}）",
    )
    close_todo(
        source=APPROVAL_ITEM,
        source_ref=str(row.pk),
        done_by=unit.actor.person_id,
        done_by_name=unit.actor.name,
        note=f"{'同意' if agreed else '不同意'}：{note}",
    )
    if agreed:
        _enqueue(row)
        _tell(row, f"“{row.title}”已核准", "正在生成，完成后会再通知您。", "agreed")
    else:
        _tell(row, f"“{row.title}”未核准", note, "refused")
    return row


@command(FROM_COMMANDS)
def finish_export(unit: Unit, *, export_id: UUID, file: StoredFile) -> None:
    """Hand the file to the person who asked, and tell them. May run twice."""
    row = unit.get(ExportRequest, export_id)
    if row.state != ExportState.WAITING:
        return
    attach(unit, purpose=purpose_of(EXPORT_FILE), owner_id=row.pk, file_ids=[file.id])
    unit.update(
        row,
        state=ExportState.DONE,
        file_id=file.id,
        file_size=file.size,
        finished_at=unit.now,
        expires_at=unit.now + timedelta(days=KEPT_DAYS.value()),
    )
    _tell(row, f"“{row.title}”可以下载了", f"{KEPT_DAYS.value()} 天内有效，到期自动删除；每次下载都会记录。", "done")


@command(FROM_COMMANDS)
def fail_export(unit: Unit, *, export_id: UUID, problem: str) -> None:
    """Say why a file could not be made. May run twice."""
    row = unit.get(ExportRequest, export_id)
    if row.state == ExportState.WAITING:
        unit.update(row, state=ExportState.FAILED, problem=problem[:400], finished_at=unit.now)
        _tell(row, f"“{row.title}”未能生成", problem, "failed")


@command(OWN_EXPORTS)
def download_export(unit: Unit, *, export_id: UUID) -> StoredFile:
    """The file, for the person who asked; the download is counted and recorded. Raises NotFound for anybody else."""
    row = ExportRequest.objects.filter(pk=export_id, account_id=unit.actor.account_id).first()
    if row is None:
        raise NotFound()
    if row.state != ExportState.DONE or row.file_id is None or unit.now >= (row.expires_at or unit.now):
        raise NotFound("exports.gone", "文件还没有生成，或已到期删除。需要时请重新申请。")
    unit.update(row, downloads=row.downloads + 1, note=f"下载导出文件“{row.title}”（第 {row.downloads + 1} 次）")
    file: StoredFile = StoredFile.objects.get(pk=row.file_id)
    return file


@command(FROM_COMMANDS)
def sweep_exports(unit: Unit) -> int:
    """Let go of files past their time; the requests stay. The files are removed by the sweep of files."""
    old = ExportRequest.objects.filter(state=ExportState.DONE, expires_at__lte=unit.now)[:1000]
    for row in old:
        detach(unit, gone_ids=[row.file_id] if row.file_id else [], owner_id=row.pk)
        unit.update(row, state=ExportState.EXPIRED, file_id=None, file_size=0)
    return len(old)


@command(FROM_COMMANDS)
def drop_exports(unit: Unit, *, account_id: UUID) -> int:
    """Let go of the files of a closed account before their time. Returns how many."""
    rows = list(ExportRequest.objects.filter(account_id=account_id, state=ExportState.DONE))
    for row in rows:
        detach(unit, gone_ids=[row.file_id] if row.file_id else [], owner_id=row.pk)
        unit.update(row, state=ExportState.EXPIRED, file_id=None, file_size=0)
    return len(rows)


def _tell(row: ExportRequest, title: str, text: str, step: str) -> None:
    if row.person_id is not None:
        send_message(
            person_ids=[row.person_id],
            kind="export",
            title=title,
            text=text,
            subject_kind="export",
            subject_id=row.pk,
            dedupe_key=f"export.{row.pk}.{step}",
        )
