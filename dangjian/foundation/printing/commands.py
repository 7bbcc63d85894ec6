"""Asking for a document, and what the job writes down about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from dangjian.foundation.messaging.commands import send_message
from dangjian.foundation.printing.formats import PrintFormat
from dangjian.foundation.printing.models import PrintRequest, PrintState
from dangjian.foundation.printing.permissions import FROM_COMMANDS
from dangjian.foundation.printing.registry import printer_of
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import NotSignedIn, TooMany
from dangjian.kernel.files import StoredFile, attach, detach
from dangjian.kernel.files.purposes import purpose_of
from dangjian.kernel.jobs import Waited, enqueue
from dangjian.kernel.parameters import Parameter

PRINT_FILE = "foundation.printing.result"
KEPT_DAYS = Parameter(
    key="printing.kept_days",
    title="打印文件保留天数",
    note="生成的打印文件到期自动删除，需要时可以重新生成。",
    group="打印与导入",
    kind="integer",
    default=7,
    unit="天",
    minimum=1,
    maximum=7,
)
MOST_WAITING = 10
"""Prints of one person that are not ready yet."""


@command(FROM_COMMANDS)
def ask_print(
    unit: Unit, *, printer: str, title: str, params: Mapping[str, Any], file_format: PrintFormat
) -> PrintRequest:
    """Ask for a document to be made in the background; the caller's command has checked the right to what it shows.

    Raises LookupError for an unknown printer, TooMany when the person waits for too many already.
    """
    printer_of(printer)
    account_id = unit.actor.account_id
    if account_id is None:
        raise NotSignedIn()
    waiting = PrintRequest.objects.filter(account_id=account_id, state=PrintState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise TooMany("printing.too_many", "您有多份文件正在生成，请等待完成后再操作。")
    row = unit.create(
        PrintRequest(
            account_id=account_id,
            person_id=unit.actor.person_id,
            asked_by=unit.actor.name[:80],
            printer=printer,
            title=title[:160],
            params=dict(params),
            file_format=file_format.value,
        )
    )
    enqueue("foundation.printing.make", {"print_id": str(row.pk)}, waited=Waited(_named(row), "print", row.pk))
    return row


@command(FROM_COMMANDS)
def note_print(unit: Unit, *, title: str) -> None:
    """Write down that somebody printed something at once: printed papers hold personal data."""
    unit.note(f"打印导出：{title}")


@command(FROM_COMMANDS)
def finish_print(unit: Unit, *, print_id: UUID, file: StoredFile) -> PrintRequest:
    """Hand the file to the person who asked, and tell them. May run twice."""
    row = unit.get(PrintRequest, print_id)
    if row.state != PrintState.WAITING:
        return row
    attach(unit, purpose=purpose_of(PRINT_FILE), owner_id=row.pk, file_ids=[file.id])
    unit.update(row, state=PrintState.DONE, file_id=file.id, file_size=file.size, finished_at=unit.now)
    _tell(row, f"“{_named(row)}”已生成", f"请在 {KEPT_DAYS.value()} 天内下载，到期自动删除。")
    return row


@command(FROM_COMMANDS)
def fail_print(unit: Unit, *, print_id: UUID, problem: str) -> PrintRequest:
    """Say why a document could not be made. May run twice."""
    row = unit.get(PrintRequest, print_id)
    if row.state != PrintState.WAITING:
        return row
    unit.update(row, state=PrintState.FAILED, problem=problem[:400], finished_at=unit.now)
    _tell(row, f"“{_named(row)}”未能生成", problem)
    return row


def _named(row: PrintRequest) -> str:
    """Title and format: the same paper asked for as PDF and as Excel makes two tasks that must be told apart."""
    return f"{row.title}（{PrintFormat(row.file_format).word}）"


def _tell(row: PrintRequest, title: str, text: str) -> None:
    if row.person_id is not None:
        send_message(
            person_ids=[row.person_id],
            kind="print_done",
            title=title,
            text=text,
            subject_kind="print",
            subject_id=row.pk,
            dedupe_key=f"print.{row.pk}",
        )


@command(FROM_COMMANDS)
def drop_prints(unit: Unit, *, account_id: UUID) -> int:
    """Let go of the documents of a closed account before their time. Returns how many."""
    old = list(PrintRequest.objects.filter(account_id=account_id))
    for row in old:
        detach(unit, gone_ids=[row.file_id] if row.file_id else [], owner_id=row.pk)
    return unit.delete_many(PrintRequest.objects.filter(pk__in=[row.pk for row in old]), note="账号注销，清理打印文件")


@command(FROM_COMMANDS)
def sweep_prints(unit: Unit) -> int:
    """Let go of documents older than `KEPT_DAYS`; their files are removed by the sweep of files."""
    old = list(PrintRequest.objects.filter(created_at__lt=unit.now - timedelta(days=KEPT_DAYS.value()))[:1000])
    for row in old:
        detach(unit, gone_ids=[row.file_id] if row.file_id else [], owner_id=row.pk)
    return unit.delete_many(PrintRequest.objects.filter(pk__in=[row.pk for row in old]), note="打印文件到期清理")
