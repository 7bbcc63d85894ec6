"""How many members an organisation has on record and in the file together: what its stated count is compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count

from dangjian.directory.judging import rules
from dangjian.directory.judging.newcomers import COUNTED, Newcomers, rolled_up
from dangjian.directory.judging.places import PlaceIndex
from dangjian.directory.judging.staging import StagedRow
from dangjian.directory.judging.trees import own_id
from dangjian.directory.members.enums import MembershipStatus, RegisterState
from dangjian.directory.members.models import Person


def strengths(rows: Iterable[StagedRow], sheet_index: int, places: PlaceIndex, newcomers: Newcomers) -> dict[str, int]:
    """Members (full and probationary, in strength) of each organisation of the sheet that states a count, with all
    below it, as they will be after the import. Members whose Party membership is suspended do not count."""
    stated = [own_id(row, sheet_index) for row in rows if rules.stated_count(row.values) is not None]
    if not stated:
        return {}
    people = Person.objects.filter(
        register_state=RegisterState.ACTIVE, person_category__in=COUNTED, membership_status=MembershipStatus.NORMAL
    )
    counted = people.values_list("organisation_id").annotate(count=Count("id")).order_by()
    counts: Counter[str] = Counter({str(place): count for place, count in counted})
    counts.update(newcomers.added)
    moved = list(newcomers.moved)
    for start in range(0, len(moved), 400):
        ids = [UUID(pk) for pk in moved[start : start + 400]]
        for pk, place in people.filter(pk__in=ids).values_list("pk", "organisation_id"):
            counts[str(place)] -= 1
            counts[newcomers.moved[str(pk)]] += 1
    total = rolled_up(counts, places)
    return {own: total[own] for own in stated}
