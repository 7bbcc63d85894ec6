"""Who looked at pay and dues of members is kept in the audit trail (SEC-AUD-01)."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.work.dues.permissions import VIEW_DUES


@command(VIEW_DUES)
def note_look(unit: Unit, *, what: str, organisation_id: UUID | None = None, person_id: UUID | None = None) -> None:
    """Note that amounts of an organisation or of one member are shown. Raises NotFound out of reach."""
    if organisation_id is not None:
        unit.note(f"查看{what}", about=unit.get(Organisation, organisation_id, lock=False))
    if person_id is not None:
        unit.note(f"查看{what}", about=unit.get(Person, person_id, lock=False))
