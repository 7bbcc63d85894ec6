"""The yearly plan: how many people may be admitted."""

from __future__ import annotations

from uuid import UUID

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict
from dangjian.kernel.scope import ancestors, in_subtree
from dangjian.work.development.models import DevelopmentPlan
from dangjian.work.development.permissions import PLAN_DEVELOPMENT


@command(PLAN_DEVELOPMENT)
def set_plan(
    unit: Unit, *, organisation_id: UUID, year: int, quota: int, note: str = "", expected_version: int | None = None
) -> DevelopmentPlan:
    """Set how many people an organisation and what is below it may admit in a year.

    Raises NotFound out of reach, Conflict when the parts would be more than the whole that the level above was given.
    """
    organisation = unit.get(Organisation, organisation_id, lock=False)
    unit.require_place(organisation.org_path)
    _insist_on_whole(organisation.org_path, year, quota)
    row: DevelopmentPlan | None = DevelopmentPlan.objects.filter(organisation=organisation, year=year).first()
    if row is None:
        return unit.create(
            DevelopmentPlan(
                organisation=organisation,
                organisation_name=organisation.short_name,
                org_path=organisation.org_path,
                year=year,
                quota=quota,
                note=note,
            )
        )
    row = unit.get(DevelopmentPlan, row.pk, expected_version=expected_version)
    return unit.update(row, quota=quota, note=note)


def _insist_on_whole(path: str, year: int, quota: int) -> None:
    """The plans of the parts together are at most the nearest plan above them."""
    plans = DevelopmentPlan.objects.unscoped("the plan above, which the parts must keep to; numbers only").filter(
        year=year
    )
    known = dict(plans.exclude(org_path=path).values_list("org_path", "quota"))
    above = max((one for one in known if one in ancestors(path)), key=len, default=None)
    if above is not None:
        parts = _outermost([one for one in known if one != above and in_subtree(one, above)], leaving_out=path)
        whole = known[above]
        if quota + sum(known[one] for one in parts) > whole:
            rest = whole - sum(known[one] for one in parts)
            raise Conflict(
                "development.plan_above", f"超过上级下达的计划：上级共 {whole} 名，还可分配 {max(rest, 0)} 名。"
            )
    below = _outermost([one for one in known if in_subtree(one, path)], leaving_out="")
    if sum(known[one] for one in below) > quota:
        given = sum(known[one] for one in below)
        raise Conflict("development.plan_below", f"下级组织已分配 {given} 名，计划不能少于这个数。")


def _outermost(paths: list[str], *, leaving_out: str) -> list[str]:
    """Those of the paths that lie below no other of them, without one and what lies below it."""
    left = [one for one in paths if not leaving_out or not in_subtree(one, leaving_out)]
    return [one for one in left if not any(other != one and in_subtree(one, other) for other in left)]
