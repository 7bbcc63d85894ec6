"""Judges of the sheets of an import for the bound scope."""

from __future__ import annotations

import re
from datetime import date

from dangjian.directory.columns.layouts import Part
from dangjian.directory.judging.newcomers import Newcomers
from dangjian.directory.judging.people import MemberJudge
from dangjian.directory.judging.places import Place, PlaceIndex
from dangjian.directory.judging.seats import SeatJudge
from dangjian.directory.judging.trees import TreeJudge
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.scope import Scope, current_scope

_TITLE_WORDS = re.compile(
    r"^(?:填报|填表)?单位[:：]|(?:\d{4}年?度?)?(?:全体)?(?:党员|人员|(?:领导)?班子成员|支委会?成员|委员)?(?:基本)?(?:信息|情况)?(?:采集|登记|统计|汇总|花名|名)(?:表|册|单)$"
)


def load_places() -> PlaceIndex:
    """All organisations in the bound scope."""
    columns = (
        "id",
        "org_path",
        "full_name",
        "short_name",
        "org_kind",
        "parent_id",
        "org_code",
        "org_uid",
        "dissolved_on",
    )
    return PlaceIndex(
        Place(str(pk), path, full, short, kind, str(parent or ""), code or "", uid or "", ended is not None)
        for pk, path, full, short, kind, parent, code, uid, ended in Organisation.objects.values_list(*columns)
    )


def member_judge(part: Part, places: PlaceIndex, today: date) -> MemberJudge:
    """A judge of member rows for the bound scope."""
    scope = current_scope()
    return MemberJudge(
        part=part,
        places=places,
        tenant_id=scope.tenant_id,
        today=today,
        scope=scope,
        default_place_id=_default_place(part, places, scope),
    )


def tree_judge(part: Part, places: PlaceIndex, today: date) -> TreeJudge:
    """A judge of organisation rows for the bound scope."""
    whole = current_scope().whole_tenant
    return TreeJudge(
        part=part,
        places=places,
        today=today,
        whole_tenant=whole,
        default_parent_id=part.place_id,
        legal=rule("org.children").value,
    )


def seat_judge(part: Part, places: PlaceIndex, today: date, newcomers: Newcomers | None = None) -> SeatJudge:
    """A judge of rows of officers for the bound scope; `newcomers` are people of the same import."""
    scope = current_scope()
    place_id = part.place_id
    if not place_id and not {"organisation", "org_uid", "org_code"} & (
        set(part.mapping.values()) | set(part.constants)
    ):
        place_id = _titled_place(part, places, branches=False)
    return SeatJudge(
        part=part,
        places=places,
        tenant_id=scope.tenant_id,
        today=today,
        default_place_id=place_id,
        newcomers=newcomers,
    )


def _titled_place(part: Part, places: PlaceIndex, *, branches: bool) -> str:
    """The organisation that the sheet or its title is called, "" for none."""
    for text in (part.sheet_name, *part.above):
        found = places.find(_TITLE_WORDS.sub("", text), branches=branches)
        if found.place is not None:
            return found.place.id
    return ""


def _default_place(part: Part, places: PlaceIndex, scope: Scope) -> str:
    """The branch of rows that name none: as chosen for the sheet, else what the sheet or its title is called, else the
    only branch in reach."""
    if _takes_people(places, part.place_id):
        return part.place_id
    given = set(part.mapping.values()) | set(part.constants)
    named = bool({"branch", "branch_uid", "branch_code"} & given)
    if not named and (titled := _titled_place(part, places, branches=True)):
        return titled
    return _only_branch(places, scope)


def _takes_people(places: PlaceIndex, place_id: str) -> bool:
    place = places.by_id.get(place_id)
    return place is not None and place.kind == "branch" and not place.is_dissolved


def _only_branch(places: PlaceIndex, scope: Scope) -> str:
    """The branch of somebody who looks after a single one: rows that name none belong there."""
    branches = [place for place in places.by_id.values() if place.kind == "branch" and not place.is_dissolved]
    return branches[0].id if len(branches) == 1 and not scope.whole_tenant else ""
