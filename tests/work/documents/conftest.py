"""Documents of the enterprise of the tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import acting_as
from dangjian.kernel.jobs import run_pending
from dangjian.work.documents.commands import draft_document, send_document
from dangjian.work.documents.commands.drafting import Draft
from dangjian.work.documents.models import Document, Receipt
from tests.world import World

URL = "/api/v1/work/documents"


def notice(world: World, *targets: str, by: str = "office", place: str = "works", **more: Any) -> dict[str, Any]:
    """What a notice of a committee to organisations (by key) looks like."""
    return {
        "kind": "notice",
        "organisation_id": str(world.orgs[place].pk),
        "title": "关于开展主题党日活动的通知",
        "body": "请各党支部于本月底前组织主题党日活动。",
        "target_ids": [str(world.orgs[key].pk) for key in targets],
    } | more


def report(world: World, **more: Any) -> dict[str, Any]:
    """What a report of the first branch looks like."""
    return {
        "kind": "report",
        "organisation_id": str(world.orgs["first"].pk),
        "title": "关于主题党日活动开展情况的报告",
        "body": "本月组织主题党日活动一次，到会 12 人。",
    } | more


def sent(world: World, body: dict[str, Any], *, by: str = "office") -> UUID:
    """A document that was sent and handed out."""
    given = dict(body)
    place, earlier = UUID(given.pop("organisation_id")), given.pop("supersedes_id", None)
    for name in ("target_ids", "file_ids"):
        given[name] = [UUID(each) for each in given.get(name, [])]
    with acting_as(world.actor(by)):
        row = draft_document(
            organisation_id=place, draft=Draft(**given), supersedes_id=UUID(earlier) if earlier else None
        )
        send_document(document_id=row.pk, expected_version=row.version)
    run_pending()
    return row.pk


def readers(world: World, document_id: UUID) -> dict[str, bool]:
    """Who got a document, and whether they have read it."""
    with acting_as(world.system()):
        rows = Receipt.objects.unscoped("what a test looks at").filter(document_id=document_id)
        return {row.person_name: row.read_at is not None for row in rows}


def messages_of(world: World, key: str) -> list[str]:
    """Titles of somebody's messages about documents."""
    with acting_as(world.system()):
        rows = Message.objects.filter(person_id=world.people[key].pk, kind="document")
        return list(rows.order_by("sent_at", "id").values_list("title", flat=True))


def todos_of(world: World, key: str) -> list[tuple[str, str]]:
    """Titles and states of somebody's todos about documents."""
    with acting_as(world.system()):
        rows = Todo.objects.filter(person_id=world.people[key].pk, source="work.documents.document")
        return list(rows.order_by("opened_at", "id").values_list("title", "state"))


def fresh(world: World, document_id: UUID) -> Document:
    """The row as it is."""
    with acting_as(world.system()):
        row: Document = Document.objects.unscoped("what a test looks at").get(pk=document_id)
        return row
