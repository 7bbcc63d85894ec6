"""The notice that holds, what one has agreed to, and the ledger of one's consents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count

from dangjian.foundation.consents.gate import current_number
from dangjian.foundation.consents.models import Consent, Notice, NoticeReading
from dangjian.foundation.consents.permissions import FROM_HANDLERS, OWN_CONSENT, PUBLISH_NOTICE
from dangjian.foundation.consents.processing import purposes
from dangjian.foundation.consents.registry import CONSENT, optional_uses
from dangjian.foundation.consents.texts import BODY, CONTACT, FIRST, SUMMARY
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.models import Tenant

MOST_LEDGER = 200
"""Lines of one's ledger on the page; the copy of one's data has all of them."""


@query(OWN_CONSENT)
def notice() -> dict[str, Any]:
    """The notice that holds, with what the acting person decided. Six statements."""
    actor = current_actor()
    row = Notice.objects.order_by("-number").first()
    number = row.number if row else FIRST
    ledger = _ledger(actor.person_id)
    given = {line["use"] for line in ledger if line["notice_number"] == number and line["withdrawn_at"] is None}
    earlier = {line["use"] for line in ledger if line["notice_number"] < number and line["withdrawn_at"] is None}
    return {
        "number": number,
        "controller": Tenant.objects.values_list("name", flat=True).get(pk=actor.tenant_id),
        "contact": CONTACT.value(),
        "summary": row.summary if row else SUMMARY,
        "body": row.body if row else BODY,
        "changed": row.changed if row else "",
        "published_at": row.published_at if row else None,
        "purposes": row.purposes if row else purposes(),
        "optional": [
            {
                "code": use.code,
                "title": use.title,
                "data": use.data,
                "reason": use.reason,
                "without": use.without,
                "is_sensitive": use.is_sensitive,
                "basis": CONSENT,
                "is_given": use.code in given,
                "was_given": use.code in earlier and use.code not in given,
            }
            for use in optional_uses()
        ],
        "has_record": actor.person_id is not None,
        "is_read": NoticeReading.objects.filter(account_id=actor.account_id, number=number).exists(),
        "ledger": ledger,
    }


def _ledger(person_id: UUID | None) -> list[dict[str, Any]]:
    if person_id is None:
        return []
    rows = Consent.objects.filter(person_id=person_id).order_by("-given_at", "-id")[:MOST_LEDGER]
    titles = {use.code: use.title for use in optional_uses()}
    return [
        {
            "use": row.use,
            "title": titles.get(row.use, row.use),
            "notice_number": row.notice_number,
            "given_at": row.given_at,
            "channel": row.channel,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in rows
    ]


@query(OWN_CONSENT)
def standing() -> dict[str, Any]:
    """Whether the notice that holds was read: for the first page. Two statements."""
    number = current_number()
    row = NoticeReading.objects.filter(account_id=current_actor().account_id, number=number)
    return {"number": number, "is_read": row.exists()}


@query(PUBLISH_NOTICE)
def notice_to_publish() -> dict[str, Any]:
    """The notice as its publishers see it: the text that holds, how many have read it and agreed, and whether the
    purposes in it are still those of the register. Five statements."""
    row = Notice.objects.order_by("-number").first()
    number = row.number if row else FIRST
    counts = Consent.objects.filter(notice_number=number, withdrawn_at=None).values("use").annotate(people=Count("id"))
    people = dict(counts.values_list("use", "people"))
    now = purposes()
    return {
        "number": number,
        "summary": row.summary if row else SUMMARY,
        "body": row.body if row else BODY,
        "published_at": row.published_at if row else None,
        "published_by": row.published_by if row else "",
        "readers": NoticeReading.objects.filter(number=number).count(),
        "is_outdated": bool(row) and row.purposes != now,
        "purposes": now,
        "optional": [
            {"title": use.title, "data": use.data, "people": people.get(use.code, 0)} for use in optional_uses()
        ],
        "earlier": list(
            Notice.objects.order_by("-number").values("number", "changed", "published_at", "published_by")[:50]
        ),
    }


@query(FROM_HANDLERS)
def agreed_before(*, number: int, after: UUID | None, most: int) -> list[UUID]:
    """People with a consent under an earlier version that was not withdrawn, by id; in portions."""
    rows = Consent.objects.filter(notice_number__lt=number, withdrawn_at=None)
    if after is not None:
        rows = rows.filter(person_id__gt=after)
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:most])
