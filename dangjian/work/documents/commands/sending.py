"""Sending, urging those who have not read, withdrawing."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.duties.commands import close_todo
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.jobs import enqueue
from dangjian.work.documents.commands.drafting import require_draft, targets_of
from dangjian.work.documents.commands.following import SOURCE
from dangjian.work.documents.commands.numbering import give_number
from dangjian.work.documents.models import Document, Receipt
from dangjian.work.documents.permissions import SEND_DOCUMENT
from dangjian.work.documents.rules import KIND_TITLES, Kind, State


@command(SEND_DOCUMENT)
def send_document(unit: Unit, *, document_id: UUID, expected_version: int) -> Document:
    """Give a draft its number and send it; people are told by a job. What it supersedes ends.

    Raises Conflict when it was sent, StaleEdit, NotFound when a target is no longer one's own.
    """
    row = unit.get(Document, document_id, expected_version=expected_version)
    require_draft(row)
    place = unit.get(Organisation, row.organisation_id, lock=False)
    targets_of(place, row.kind, [UUID(chosen) for chosen in row.chosen])
    if row.read_by < unit.today:
        raise BadInput("documents.read_by", "阅读期限已过，请修改后再发出。", field="read_by")
    number = give_number(unit, place, word=row.word, subject_kind="document", subject_id=row.pk, title=row.title)
    unit.update(
        row, state=State.SENT.value, number=number.text, sent_at=unit.now, sent_by_name=unit.actor.name,
        note=f"发出{KIND_TITLES[Kind(row.kind)]}“{row.title}”（{number.text}）",
    )  # fmt: skip
    if row.supersedes_id is not None:
        earlier = unit.get(Document, row.supersedes_id)
        if earlier.state != State.SENT:
            raise Conflict("documents.supersede.ended", "要替换的文件已撤回或已被替换，请另行起草。")
        _end(unit, earlier, State.SUPERSEDED, f"由{number.text}替换")
    enqueue("work.documents.distribute", {"document_id": str(row.pk)})
    return row


@command(SEND_DOCUMENT)
def withdraw_document(unit: Unit, *, document_id: UUID, reason: str) -> Document:
    """Withdraw a document; those it reached hear why, its text is not shown to them any more. Raises Conflict."""
    row = unit.get(Document, document_id)
    if row.state != State.SENT:
        raise Conflict("documents.withdraw.not_sent", "只有已发出、没有撤回的文件可以撤回。")
    if not reason.strip():
        raise BadInput("documents.withdraw.reason", "请写明撤回的原因。", field="reason")
    _end(unit, row, State.WITHDRAWN, reason.strip())
    told = Receipt.objects.unscoped("those whom the document reached, for addressing").filter(document=row)
    send_message(
        person_ids=told.values_list("person_id", flat=True),
        kind="document",
        title=f"已撤回：{row.title}"[:120],
        text=f"{row.org_name}撤回了{row.number}。原因：{reason.strip()}",
        subject_kind="document",
        subject_id=row.pk,
        dedupe_key=f"document.{row.pk}.withdrawn",
    )
    return row


@command(SEND_DOCUMENT)
def urge_unread(unit: Unit, *, document_id: UUID) -> int:
    """Remind everybody who has not read, once a day at most; returns how many. Raises Conflict."""
    row = unit.get(Document, document_id)
    if row.state != State.SENT:
        raise Conflict("documents.urge.not_sent", "文件没有发出或已撤回，不能催阅。")
    if row.urged_at is not None and clock.local_time(row.urged_at).date() == unit.today:
        raise Conflict("documents.urge.today", "今天已经催阅过，请明天再催。")
    unread = Receipt.objects.unscoped("those whom the document reached, for addressing").filter(
        document=row, read_at=None
    )
    told = send_message(
        person_ids=unread.values_list("person_id", flat=True),
        kind="document",
        title=f"请阅读：{row.title}"[:120],
        text=f"{row.org_name}{row.number}，请于 {row.read_by} 前阅读。",
        subject_kind="document",
        subject_id=row.pk,
        dedupe_key=f"document.{row.pk}.urged.{unit.today}",
    )
    unit.update(row, urged_at=unit.now, note=f"催阅 {told} 人")
    return told


def _end(unit: Unit, row: Document, state: State, reason: str) -> None:
    unit.update(row, state=state.value, ended_at=unit.now, end_reason=reason[:200], note=reason[:200])
    close_todo(source=SOURCE, source_ref=str(row.pk), is_done=False, note=reason[:200])
