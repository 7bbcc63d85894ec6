"""Organisations without a leader: the superior hears at once, and again when the time for filling the post is over."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max

from dangjian.directory.organisations.commands.telling import tell_with_superior
from dangjian.directory.organisations.enums import PARTY_TREE, OrgKind
from dangjian.directory.organisations.models import Organisation
from dangjian.directory.posts.models import PostHolding
from dangjian.directory.posts.permissions import MANAGE_POST
from dangjian.directory.posts.queries.loading.held import leading_q
from dangjian.foundation.rulebook.queries import rule
from dangjian.kernel.clock import add_months
from dangjian.kernel.doors import Unit, command

SOURCE = "directory.posts.vacancy"


@command(MANAGE_POST)
def remind_of_vacancies(unit: Unit) -> int:
    """Tell organisation and superior that the leading post is vacant (支部工作条例 第二十一条).

    At once, and again when it has been vacant too long; the superior gets a todo. Returns how many posts. May run
    twice a day.
    """
    held = PostHolding.objects.filter(leading_q(), ended_on__isnull=True)
    rows = Organisation.objects.filter(dissolved_on=None, org_kind__in=PARTY_TREE - {OrgKind.PARTY_GROUP}).exclude(
        pk__in=held.values("organisation_id")
    )
    vacant = list(rows.order_by("org_path"))
    ended: dict[UUID, date] = dict(
        PostHolding.objects.filter(leading_q(), organisation__in=vacant, ended_on__isnull=False)
        .values_list("organisation_id")
        .annotate(last=Max("ended_on"))
        .order_by()
    )
    months = rule("org.secretary_vacancy_months").value
    for row in vacant:
        since = ended.get(row.pk) or row.established_on
        _tell(row, since, is_late=since is not None and unit.today > add_months(since, months), months=months)
    return len(vacant)


def _tell(row: Organisation, since: date | None, *, is_late: bool, months: int) -> None:
    late = f"，已超过 {months} 个月" if is_late else ""
    text = "请及时补选；确有必要时由上级党组织任命（支部工作条例第二十一条）。任职登记后此项自动结束。"
    title = f"{row.short_name}书记空缺{late}"
    tell_with_superior(
        row,
        action=MANAGE_POST,
        source=SOURCE,
        kind="post",
        title=title,
        text=text,
        dedupe_key=f"vacant-{row.pk}-{since}-{'late' if is_late else 'now'}",
        due_on=add_months(since, months) if since else None,
    )
