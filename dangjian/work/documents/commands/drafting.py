"""Drafts of notices and reports: whom they are for is checked when they are written and again when they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.files import set_files
from dangjian.kernel.scope import in_subtree
from dangjian.kernel.workdays import add_working_days
from dangjian.work.documents import rules
from dangjian.work.documents.models import Document
from dangjian.work.documents.permissions import SEND_DOCUMENT
from dangjian.work.documents.ports import ATTACHMENT
from dangjian.work.documents.rules import Audience, Kind, State

MOST_TARGETS = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written. `read_by` and `word` have defaults."""

    kind: str
    title: str
    body: str
    target_ids: Sequence[UUID] = ()
    with_below: bool = False
    audience: str = Audience.OFFICERS
    is_urgent: bool = False
    read_by: date | None = None
    word: str = ""
    file_ids: Sequence[UUID] = ()


@command(SEND_DOCUMENT)
def draft_document(unit: Unit, *, organisation_id: UUID, draft: Draft, supersedes_id: UUID | None = None) -> Document:
    """Write a document of an organisation; nobody is told yet.

    Raises NotFound for a place or a target that is not one's own, BadInput for a report that asks for something and
    a notice for nobody, Conflict for a report of an organisation without a superior and for superseding what was not
    sent by the same organisation.
    """
    place = unit.get(Organisation, organisation_id, lock=False)
    earlier = None if supersedes_id is None else unit.get(Document, supersedes_id, lock=False)
    if earlier is not None and (
        earlier.organisation_id != place.pk or earlier.state != State.SENT or earlier.kind != draft.kind
    ):
        raise Conflict("documents.supersede.not_sent", "只能用本组织同类的新文件替换已发出的文件。")
    row = Document(
        organisation=place,
        org_path=place.org_path,
        org_name=place.short_name,
        kind=draft.kind,
        drafter_id=unit.actor.person_id,
        drafter_name=unit.actor.name,
        supersedes=earlier,
        **_columns(unit, place, draft),
    )
    unit.create(row)
    set_files(unit, purpose=ATTACHMENT, owner_id=row.pk, file_ids=draft.file_ids)
    return row


@command(SEND_DOCUMENT)
def revise_draft(unit: Unit, *, document_id: UUID, expected_version: int, fields: dict[str, Any]) -> Document:
    """Change a draft; `fields` are those of Draft without its kind. Raises Conflict once it was sent, StaleEdit, and
    otherwise as `draft_document`."""
    row = unit.get(Document, document_id, expected_version=expected_version)
    require_draft(row)
    draft = Draft(kind=row.kind, **fields)
    place = unit.get(Organisation, row.organisation_id, lock=False)
    unit.update(row, **_columns(unit, place, draft))
    set_files(unit, purpose=ATTACHMENT, owner_id=row.pk, file_ids=draft.file_ids)
    return row


@command(SEND_DOCUMENT)
def discard_draft(unit: Unit, *, document_id: UUID) -> None:
    """Throw a draft away. Raises NotFound, Conflict once it was sent."""
    row = unit.get(Document, document_id)
    require_draft(row)
    set_files(unit, purpose=ATTACHMENT, owner_id=row.pk, file_ids=())
    unit.delete(row)


def require_draft(row: Document) -> None:
    """Raise Conflict when it was sent."""
    if row.state != State.DRAFT:
        raise Conflict("documents.document.sent", "文件已发出，不能再修改；需要更正时，请撤回，或起草新文件替换它。")


def targets_of(place: Organisation, kind: str, wanted: Sequence[UUID]) -> list[Organisation]:
    """The organisations a document goes to. Raises NotFound, BadInput, Conflict."""
    if kind == Kind.REPORT:
        if place.parent_id is None:
            raise Conflict("documents.report.no_superior", "本组织在系统中没有上级党组织，不能上报。")
        above = Organisation.objects.unscoped("a report goes to the direct superior; its id and name are used")
        return [above.get(pk=place.parent_id)]
    ids = list(dict.fromkeys(wanted))
    if not ids:
        raise BadInput("documents.notice.nobody", "请选择通知发给哪些党组织。", field="target_ids")
    found = list(Organisation.objects.filter(pk__in=ids, dissolved_on=None).order_by("org_path"))
    if len(found) != len(ids):
        raise NotFound("documents.notice.target", "有党组织没有找到，或不在您的管理范围内，请重新选择。")
    if not all(in_subtree(target.org_path, place.org_path) for target in found):
        raise BadInput("documents.notice.not_below", "通知只能发给本级和下级党组织。", field="target_ids")
    return found


def _columns(unit: Unit, place: Organisation, draft: Draft) -> dict[str, Any]:
    kind = Kind(draft.kind)
    targets = targets_of(place, kind, draft.target_ids)
    asking = rules.hidden_request(f"{draft.title}{draft.body}") if kind == Kind.REPORT else ""
    if asking:
        raise BadInput(
            "documents.report.asks",
            f"报告中有请示用语“{asking}”。需要上级批复的事项请另写请示。（{rules.NO_REQUEST}）",
            field="body",
        )
    last = draft.read_by or rules.read_by(unit.today, urgent=draft.is_urgent, add_working_days=add_working_days)
    if not unit.today <= last <= unit.today + timedelta(days=rules.LATEST):
        raise BadInput("documents.read_by", "阅读期限应在今天以后一年以内。", field="read_by")
    return {
        "title": draft.title.strip(),
        "body": draft.body.strip(),
        "chosen": [str(target.pk) for target in targets],
        "with_below": draft.with_below and kind == Kind.NOTICE,
        "audience": draft.audience if kind == Kind.NOTICE else Audience.OFFICERS.value,
        "is_urgent": draft.is_urgent,
        "read_by": last,
        "word": draft.word.strip() or rules.usual_word(place.short_name, rules.KIND_TITLES[kind]),
    }
