"""Some months of dues: bases, assessments, payments with a few gaps, remittances on their way."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from random import Random
from uuid import UUID

from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.clock import frozen
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict
from dangjian.ops.demo.commands.allocations import load_allocations
from dangjian.ops.demo.commands.expenses import load_expenses
from dangjian.ops.demo.enterprise.build import HOME_BRANCH, SEED
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.dues import commands
from dangjian.work.dues.commands import How
from dangjian.work.dues.models import DuesBase, DuesOrder, DuesRun
from dangjian.work.dues.queries.loading.book import book_of
from dangjian.work.dues.rules.kinds import BaseSource, Channel, FixReason, PayerKind, Rounding
from dangjian.work.dues.rules.months import between, first_day, month_of, shift
from dangjian.work.dues.rules.rates import assess

MONTHS = 3
"""So many months before this one, for everybody; one member of the home branch is behind for longer."""
BEHIND = 7


@command(LOAD_DEMO)
def load_dues(unit: Unit, *, loaded: Loaded) -> int:
    """Write dues of the last months. Returns how many orders were made. People must be there."""
    rng = Random(f"{SEED} dues")  # noqa: S311 - the same numbers on every machine, no secret
    today = loaded.made.today
    people = list(
        Person.objects.filter(person_category__in=PARTY_MEMBERS, register_state=RegisterState.ACTIVE)
        .select_related("organisation")
        .order_by("org_path", "pk")
    )
    if HOME_BRANCH not in loaded.orgs or not people:
        return 0
    home = loaded.orgs[HOME_BRANCH]
    this = month_of(today)
    _load_bases(unit, people, rng, shift(this, -BEHIND))
    late = next((each for each in people if each.organisation_id == home.pk and not _leads(loaded, each)), people[0])
    root = next(org for org in loaded.orgs.values() if org.parent_id is None)
    made = 0
    for month in between(shift(this, -BEHIND), this):
        if first_day(month) > today:
            break
        everybody = month >= shift(this, -MONTHS)
        with frozen(moment(first_day(month), 10)):
            made += _assess(unit, root if everybody else home, month)
        _collect(rng, month, today, late)
    _remit(loaded, shift(this, -1), today)
    load_expenses(loaded)
    load_allocations(loaded)
    return made


def _leads(loaded: Loaded, person: Person) -> bool:
    """Whether somebody signs in on the log-in page of the demo."""
    return any(loaded.people[account.person].pk == person.pk for account in loaded.made.accounts)


def _load_bases(unit: Unit, people: list[Person], rng: Random, since: str) -> None:
    book = book_of(since)
    rounding = Rounding.FEN_HALF_UP
    rows = []
    for person in people:
        kind = PayerKind.RETIRED if person.is_retired else PayerKind.WAGE
        base = rng.randrange(3_200, 7_800 if kind is PayerKind.RETIRED else 16_500) * 100
        found = assess(kind, book.terms, base=base, rounding=rounding)
        rows.append(
            DuesBase(
                organisation_id=person.organisation_id,
                org_path=person.org_path,
                person=person,
                person_name=person.name,
                valid_from=since,
                payer_kind=kind.value,
                base=str(base),
                amount_fen=found.amount,
                rate=found.rate,
                rounding=rounding.value,
                terms_key=book.key(rounding),
                source=BaseSource.HR_FILE.value,
                reason=FixReason.YEAR.value,
                recorded_by="演示数据",
            )
        )
    unit.create_many(rows)


def _assess(unit: Unit, place: Organisation, month: str) -> int:
    run = unit.create(
        DuesRun(
            organisation=place, org_path=place.org_path, org_name=place.short_name, period=month, asked_by="演示数据"
        )
    )
    return commands.run_dues(run_id=run.pk).made


def _collect(rng: Random, month: str, today: date, late: Person) -> None:
    """Most pay on the tenth; one in thirty does not, and one member has not paid at all."""
    day = first_day(month).replace(day=10)
    if day > today:
        return
    branches: dict[UUID, list[UUID]] = defaultdict(list)
    orders = DuesOrder.objects.filter(period=month).order_by("org_path", "person_name", "pk")
    for pk, organisation_id, person_id in orders.values_list("pk", "organisation_id", "person_id"):
        if person_id != late.pk and rng.random() > 0.03:
            branches[organisation_id].append(pk)
    for organisation_id, order_ids in branches.items():
        how = How(paid_on=day, channel=rng.choice((Channel.CASH, Channel.BANK_FILE)))
        with frozen(moment(day, 15)):
            commands.tick_paid(organisation_id=organisation_id, period=month, order_ids=order_ids, how=how)


def _remit(loaded: Loaded, last_month: str, today: date) -> None:
    """Branches passed up what came in; two in three have been confirmed above."""
    for number, org in enumerate(sorted(loaded.orgs.values(), key=lambda each: each.org_path)):
        if org.org_kind != "branch" or org.parent_id is None:
            continue
        with frozen(moment(today, 8)):
            try:
                sent = commands.send_remittance(organisation_id=org.pk, last_month=last_month, sent_on=today)
            except Conflict:
                continue
            if number % 3:
                commands.confirm_remittance(remittance_id=sent.pk, received_on=today)
