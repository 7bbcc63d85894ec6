"""Answers to questions of lower layers and of organisations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from dangjian.directory.members.commands import move_people
from dangjian.directory.members.commands.corrections import EVIDENCE
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import ASK_CORRECTION
from dangjian.directory.members.queries import accounts
from dangjian.directory.members.queries.corrections import can_see_correction
from dangjian.directory.members.queries.loading import strength
from dangjian.directory.members.queries.loading.contact import contact_of_person
from dangjian.directory.organisations import ports as organisations
from dangjian.foundation.consents.gate import require_consent
from dangjian.foundation.consents.registry import OptionalUse, register_use
from dangjian.foundation.messaging.channels import CONTACT
from dangjian.identity.accounts.ports import PEOPLE_FOR_ACCOUNTS, PLACE_OF_PERSON
from dangjian.kernel import ports
from dangjian.kernel.files import IMAGES, MEGABYTE, Purpose, register_purpose


def place_of_person(*, person_id: UUID, tenant_id: UUID) -> str:
    """Short name of the organisation a person belongs to; for the person's own start page."""
    rows = Person.objects.across_tenants("one's own organisation, named by one's own session")
    own = rows.filter(pk=person_id, tenant_id=tenant_id)
    return str(own.values_list("organisation__short_name", flat=True).first() or "")


@dataclass(frozen=True, slots=True)
class Following:
    """Rows of another app that follow from the register alone, and go with somebody whose import is undone."""

    table: str
    """`app_label.Model`"""
    condition: Q
    """Which rows of the table only follow; any other row about a person keeps that person."""
    forget: Callable[[Sequence[UUID]], int]


_following: dict[str, Following] = {}


def register_following(following: Following) -> None:
    """Let an app's derived rows go with people whose import is undone (module level of its `ports.py`)."""
    _following[following.table] = following


def following_condition(table: str) -> Q | None:
    """Which rows of a table only follow from the register; None when every row is work of its own."""
    known = _following.get(table)
    return known.condition if known else None


def forget_following(person_ids: Sequence[UUID]) -> None:
    """Remove all rows that only follow from the register for these people."""
    for following in _following.values():
        following.forget(person_ids)


ports.register(organisations.STRENGTH, strength.strength)
ports.register(organisations.UNIT_STRENGTH, strength.unit_strength)
ports.register(organisations.PEOPLE_IDS, strength.people_ids)
ports.register(organisations.MOVE_PEOPLE, move_people)
organisations.register_blocker("members", strength.members_blocker)
ports.register(PEOPLE_FOR_ACCOUNTS, accounts.people_for_accounts)
ports.register(PLACE_OF_PERSON, place_of_person)
ports.register(CONTACT, contact_of_person)

register_use(
    OptionalUse(
        code=EVIDENCE,
        title="上传更正信息的证明材料",
        data="您上传的证书、证件的照片或扫描件，可能含证件号码、照片等敏感个人信息",
        reason="审核的人据此核对您申请更正的内容，不必再找您要原件",
        without="照样可以申请更正，由支部当面核对原件",
        is_sensitive=True,
    )
)
register_purpose(
    Purpose(
        code=EVIDENCE,
        title="更正信息的证明材料",
        kinds=(*IMAGES, "pdf"),
        may_read=lambda correction_id: can_see_correction(correction_id=correction_id),
        max_bytes=10 * MEGABYTE,
        max_count=1,
        upload=ASK_CORRECTION,
        sealed=True,
        insist=lambda: require_consent(EVIDENCE),
    )
)
