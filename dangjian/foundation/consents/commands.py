"""Reading the notice, agreeing and withdrawing for oneself, publishing a version."""

from __future__ import annotations

from dangjian.foundation.consents.events import ConsentWithdrawn, NoticePublished
from dangjian.foundation.consents.gate import current_number
from dangjian.foundation.consents.models import Consent, Notice, NoticeReading
from dangjian.foundation.consents.permissions import OWN_CONSENT, PUBLISH_NOTICE
from dangjian.foundation.consents.processing import purposes
from dangjian.foundation.consents.registry import use_of
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict, NotAllowed, NotFound


@command(OWN_CONSENT)
def read_notice(unit: Unit, *, number: int) -> None:
    """The acting person has read the version that holds. May run twice. Raises Conflict for another version."""
    _require_current(number)
    account_id = unit.actor.account_id
    if account_id is not None and not NoticeReading.objects.filter(account_id=account_id, number=number).exists():
        unit.create(NoticeReading(account_id=account_id, number=number, read_at=unit.now))


@command(OWN_CONSENT)
def give_consent(unit: Unit, *, use: str, number: int) -> Consent:
    """The acting person agrees to one optional use under the version that they read (PIPL 第十四条). May run twice.

    Raises NotFound for an unknown use, Conflict when another version holds by now, NotAllowed without a record.
    """
    _require_known(use)
    _require_current(number)
    person_id = unit.actor.person_id
    if person_id is None:
        raise NotAllowed("consents.no_record", "您的账号没有关联党员信息，没有可选的用途需要您同意。")
    row: Consent | None = Consent.objects.filter(
        person_id=person_id, use=use, notice_number=number, withdrawn_at=None
    ).first()
    if row is not None:
        return row
    return unit.create(
        Consent(
            person_id=person_id,
            use=use,
            notice_number=number,
            given_at=unit.now,
            channel=(unit.actor.surface or "api")[:20],
            open_key=f"{use}.{number}",
        )
    )


@command(OWN_CONSENT)
def withdraw_consent(unit: Unit, *, use: str) -> int:
    """The acting person withdraws, with effect at once (PIPL 第十五条). Returns how many rows ended; may run twice."""
    _require_known(use)
    rows = list(Consent.objects.filter(person_id=unit.actor.person_id, use=use, withdrawn_at=None))
    for row in rows:
        channel = (unit.actor.surface or "api")[:20]
        unit.update(row, withdrawn_at=unit.now, withdrawn_channel=channel, open_key=None)
        unit.emit(ConsentWithdrawn(row.pk, row.person_id, row.use))
    return len(rows)


@command(PUBLISH_NOTICE)
def publish_notice(unit: Unit, *, number: int, summary: str, body: str, changed: str) -> Notice:
    """Put a new version in the place of `number`; consents given before do not count any more and are asked for again.

    Raises Conflict when somebody published in between.
    """
    _require_current(number)
    row = unit.create(
        Notice(
            number=number + 1,
            summary=summary,
            body=body,
            changed=changed,
            purposes=purposes(),
            published_at=unit.now,
            published_by=unit.actor.name[:80],
        )
    )
    unit.emit(NoticePublished(row.pk, row.number))
    return row


def _require_current(number: int) -> None:
    if number != current_number():
        raise Conflict("consents.other_version", "告知已有新的版本，请刷新页面阅读后再操作。")


def _require_known(use: str) -> None:
    try:
        use_of(use)
    except LookupError:
        raise NotFound("consents.unknown_use", "没有这项用途，请刷新页面。") from None
