"""How somebody is reached outside the platform."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.models import Person


def contact_of_person(*, person_id: UUID) -> tuple[str, str]:
    """Mobile phone and e-mail address of somebody of the tenant, empty where unknown. Answers `messaging.contact`.

    Only for handing a message to a channel: the purpose the number is kept for. Nobody is shown it.
    """
    rows = Person.objects.unscoped("a message to somebody goes out wherever they belong; nobody is shown the number")
    row = rows.filter(pk=person_id).only("tenant_id", "mobile_phone", "email").first()
    if row is None:
        return "", ""
    return (row.mobile_phone.reveal() if row.mobile_phone else ""), row.email
