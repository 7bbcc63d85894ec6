"""Handbooks of all branches below a committee in one document, made in the background."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.enums import OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.printing.document import Document, Section, TitlePage
from dangjian.foundation.printing.registry import Printer, register_printer
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import subtree_q
from dangjian.work.handbooks.printouts.book import known_organisation
from dangjian.work.handbooks.printouts.handbook import branch_handbook, check_year
from dangjian.work.life.permissions import VIEW_MEETING

MOST_BRANCHES = 60
"""More make a file that nobody opens: print committee by committee."""


@query(VIEW_MEETING)
def handbooks(*, organisation_id: str, year: int) -> tuple[Document, ...]:
    """The handbook of a branch, or a cover and those of all branches below a committee (without pictures).

    Raises NotFound out of reach, BadInput for no branch below, for too many, or for a year without records.
    """
    organisation = known_organisation(UUID(organisation_id))
    if organisation.org_kind == OrgKind.BRANCH:
        return (branch_handbook(organisation_id=organisation.pk, year=year),)
    branches = branches_below(organisation)
    check_year(year)
    books = [branch_handbook(organisation_id=branch.pk, year=year, with_photos=False) for branch in branches]
    day = clock.today()
    cover = TitlePage(
        "党支部工作手册汇编",
        f"{year} 年度",
        (("所属支部", f"{len(branches)} 个"),),
        organisation.full_name,
        f"{day.year}年{day.month}月{day.day}日",
    )
    front = Document(
        title=f"{year}年党支部工作手册汇编",
        sections=(Section((cover,)),),
        printed_at=clock.now(),
        header=organisation.short_name,
        author=organisation.short_name,
        mark=books[0].mark,
    )
    return (front, *books)


def branches_below(organisation: Organisation) -> list[Organisation]:
    """Branches in the subtree that exist today. Raises BadInput for none or too many."""
    rows = Organisation.objects.filter(
        subtree_q("org_path", organisation.org_path), org_kind=OrgKind.BRANCH, dissolved_on__isnull=True
    )
    branches = list(rows.order_by("org_path")[: MOST_BRANCHES + 1])
    if not branches:
        raise BadInput("life.handbook.no_branches", "该党组织没有下属党支部。", field="organisation_id")
    if len(branches) > MOST_BRANCHES:
        text = f"下属党支部超过{MOST_BRANCHES}个，请按下级党委、党总支分别打印。"
        raise BadInput("life.handbook.too_many", text, field="organisation_id")
    return branches


HANDBOOK = register_printer(Printer("work.life.handbook", "党支部工作手册", handbooks))
