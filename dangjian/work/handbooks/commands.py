"""Asking for handbooks that take long, to be made in the background."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.printing.commands import ask_print
from dangjian.foundation.printing.formats import PrintFormat
from dangjian.foundation.printing.models import PrintRequest
from dangjian.kernel.doors import Unit, command
from dangjian.work.handbooks.printouts.collected import HANDBOOK, branches_below
from dangjian.work.handbooks.printouts.handbook import check_year
from dangjian.work.life.permissions import VIEW_MEETING


@command(VIEW_MEETING)
def ask_handbook(unit: Unit, *, organisation_id: UUID, year: int, file_format: PrintFormat) -> PrintRequest:
    """Ask for the handbook of a branch, or of all branches below a committee; the person is told when it is ready.

    Raises NotFound out of reach, BadInput for no or too many branches or a year without records, TooMany.
    """
    organisation = unit.get(Organisation, organisation_id, lock=False)
    unit.require_place(organisation.org_path)
    check_year(year)
    if organisation.org_kind != OrgKind.BRANCH:
        branches_below(organisation)
    return ask_print(
        printer=HANDBOOK.code,
        title=f"{organisation.short_name}{year}年{HANDBOOK.title}",
        params={"organisation_id": str(organisation.pk), "year": year},
        file_format=file_format,
    )
