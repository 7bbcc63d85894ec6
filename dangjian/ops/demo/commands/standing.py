"""Members away and out of contact at different states: hosted, asked, outside; searched for, to decide, suspended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.posts.models import PostHolding
from dangjian.identity.accounts.models import Account
from dangjian.kernel.clock import add_months, frozen
from dangjian.kernel.doors import Unit, command
from dangjian.ops.demo.enterprise.build import HOME_BRANCH
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.standing import commands
from dangjian.work.standing.models import ContactCase, MobileStay
from dangjian.work.standing.rules.contact import Means
from dangjian.work.standing.rules.stays import Direction, EntryKind, WhyKept

OUTSIDE = "苏州工业园区流动党员党支部"
STAYS: tuple[tuple[str, str, int, str], ...] = (
    (HOME_BRANCH, "jg04", 7, "江苏省苏州市工业园区项目部"),
    ("jg04", HOME_BRANCH, 4, "甘肃省酒泉市风电项目部"),
    (HOME_BRANCH, "", 9, "江苏省苏州市，随项目流动"),
)
"""Home, host (empty: outside), months ago, where to."""


@command(LOAD_DEMO)
def load_standing(unit: Unit, *, loaded: Loaded) -> int:
    """Write a few stays and searches. Returns how many; none without the branches."""
    if any(key and key not in loaded.orgs for stay in STAYS for key in stay[:2]):
        return 0
    taken: set[UUID] = set()
    for number, (home, host, ago, place) in enumerate(STAYS):
        person = _somebody(loaded, home, taken)
        if person is not None:
            taken.add(person.pk)
            _stay(loaded, person, host, add_months(unit.today, -ago), place, is_hosted=number == 0)
    for days in (60, 200):
        person = _somebody(loaded, HOME_BRANCH, taken)
        if person is not None:
            taken.add(person.pk)
            _case(person, unit.today - timedelta(days=days), unit.today)
    commands.open_due_cases()
    commands.bring_due_cases()
    return int(MobileStay.objects.count()) + int(ContactCase.objects.count())


def _stay(loaded: Loaded, person: Person, host: str, day: date, place: str, *, is_hosted: bool) -> None:
    given: dict[str, Any] = {"host_id": loaded.orgs[host].pk} if host else {"host_name": OUTSIDE}
    with frozen(moment(day)):
        stay = commands.start_stay(
            person_id=person.pk,
            away_from=day,
            expected_until=add_months(day, 14),
            direction=Direction.CROSS_PROVINCE,
            place=place,
            why_kept=WhyKept.EMPLOYED_HERE if host else WhyKept.PLACE_CHANGES,
            **given,
        )
    if not is_hosted:
        return
    with frozen(moment(day + timedelta(days=3))):
        commands.answer_host(stay_id=stay.pk, accepts=True, remark="已编入第二党小组活动")
    for later, text in ((30, "支部党员大会"), (61, "主题党日")):
        with frozen(moment(day + timedelta(days=later))):
            happened = day + timedelta(days=later)
            commands.confirm_attendance(stay_id=stay.pk, happened_on=happened, text=text)
            commands.note_contact(
                stay_id=stay.pk, kind=EntryKind.CONTACT, happened_on=happened, text="电话联系，工作生活正常"
            )


def _case(person: Person, since: date, today: date) -> None:
    with frozen(moment(since + timedelta(days=14))):
        case = commands.open_case(person_id=person.pk, since=since, reason="电话停机，没有返回住处")
    tries = (
        (20, Means.PHONE, "拨打本人电话三次，均为停机"),
        (45, Means.FAMILY, "联系家属，称外出务工，没有新电话"),
    )
    for later, means, text in tries:
        on = min(since + timedelta(days=later), today)
        with frozen(moment(on)):
            commands.log_attempt(case_id=case.pk, happened_on=on, means=means, is_reached=False, text=text)


def _somebody(loaded: Loaded, branch: str, taken: set[UUID]) -> Person | None:
    """An ordinary full member of the branch: no post, no account, not on the way elsewhere."""
    here = loaded.orgs[branch].pk
    busy = set(PostHolding.objects.filter(organisation_id=here).values_list("person_id", flat=True))
    busy |= set(Account.objects.filter(person_id__isnull=False).values_list("person_id", flat=True))
    rows = Person.objects.filter(
        organisation_id=here,
        person_category=PersonCategory.FULL_MEMBER,
        membership_status=MembershipStatus.NORMAL,
        register_state=RegisterState.ACTIVE,
        is_mobile=False,
        is_abroad=False,
        out_of_contact=False,
    )
    found = [person for person in rows.order_by("name_key", "id") if person.pk not in busy | taken]
    return found[0] if found else None
