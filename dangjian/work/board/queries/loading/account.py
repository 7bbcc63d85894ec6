"""The account of duties of many organisations at once, loaded by a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from dangjian.directory.members.enums import PARTY_MEMBERS, MembershipStatus, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.posts.enums import COMMITTEE_POSTS, PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.kernel import clock
from dangjian.work.duties.rules.calendar import Credit, DutyRule, DutyState, OrgFacts, Plan, Subject, judge, periods_in
from dangjian.work.duties.rules.kinds import EVALUATION_DUTIES, DutyKind
from dangjian.work.duties.rules.periods import Period, evaluation_year, period_of
from dangjian.work.duties.rules.talks import subjects_of
from dangjian.work.life.models import DutyCredit, DutyExemption, Meeting
from dangjian.work.life.queries.loading.facts import SECRETARIES, held_on_q
from dangjian.work.life.rules.kinds import DUTY_OF_MEETING, MeetingKind, MeetingState

_WAITING = (MeetingState.PLANNED, MeetingState.NOTIFIED)
_HELD = (MeetingState.IN_PROGRESS, MeetingState.RECORDED, MeetingState.SIGNED)
TALK = DutyKind.HEART_TO_HEART_TALK


@dataclass(slots=True)
class OrgAccount:
    """One organisation with what it earned and planned. Talks are counted in the data base unless `members` is set."""

    org_id: UUID
    path: str
    name: str
    parent_id: UUID | None
    facts: OrgFacts
    earned: dict[tuple[DutyKind, str], list[Credit]] = field(default_factory=lambda: defaultdict(list))
    plans: dict[tuple[DutyKind, str], list[Plan]] = field(default_factory=lambda: defaultdict(list))
    exemptions: dict[tuple[DutyKind, str], str] = field(default_factory=dict)
    members: int = 0
    talked_to: dict[str, int] = field(default_factory=dict)
    pairs_talked: dict[str, int] = field(default_factory=dict)

    def state(self, rule: DutyRule, period: Period, today: date, *, in_full: bool = False) -> DutyState:
        """How one duty stands; `in_full` when the people themselves were loaded."""
        key = (rule.duty, period.key)
        progress = None
        if rule.duty is TALK and not in_full:
            required = self.members + len(self.facts.committee_pairs)
            done = self.talked_to.get(period.key, 0) + self.pairs_talked.get(period.key, 0)
            progress = (done, required * rule.times)
        return judge(
            rule,
            period,
            self.facts,
            earned=self.earned.get(key, ()),
            plans=self.plans.get(key, ()),
            today=today,
            exemption=self.exemptions.get(key),
            progress=progress,
        )


def load_accounts(
    orgs: QuerySet[Any], duties: Sequence[DutyKind], shown: Period, rules: dict[DutyKind, DutyRule]
) -> list[OrgAccount]:
    """Accounts of organisations (a scoped query set) for the periods that a board of `shown` needs.

    Six statements whatever the number of organisations, eight with talks.
    """
    periods = {p.key: p for duty in duties if duty in rules for p in periods_in(rules[duty], shown)}
    if not periods:
        return []
    first, last = min(p.start for p in periods.values()), max(p.end for p in periods.values())
    rows = orgs.order_by("org_path").values_list(
        "id", "org_path", "short_name", "parent_id", "org_kind", "branch_kind", "established_on", "dissolved_on"
    )
    organisations = list(rows)
    place = _place(orgs)
    cells = _cells(place, first, last)
    posts = _posts(place, last)
    members = _members(place) if TALK in duties else {}
    accounts = {}
    for org_id, path, name, parent_id, kind, branch_kind, established, dissolved in organisations:
        committee = posts.get(org_id, _NO_COMMITTEE)
        facts = OrgFacts(
            org_kind=kind,
            branch_kind=branch_kind,
            established_on=established,
            dissolved_on=dissolved,
            has_committee=committee.exists,
            cells=cells.get(org_id, ()),
            leaders=committee.leaders,
            members=_SOMEBODY if members.get(org_id) else (),
            committee_pairs=committee.pairs if TALK in duties else (),
        )
        accounts[org_id] = OrgAccount(org_id, path, name, parent_id, facts, members=members.get(org_id, 0))
    _add_credits(accounts, place, set(periods), with_talks=TALK in duties)
    _add_plans(accounts, place, rules, first, last)
    for org_id, duty, key, reason in DutyExemption.objects.filter(
        organisation__in=place, period_key__in=list(periods)
    ).values_list("organisation_id", "duty", "period_key", "reason"):
        if org_id in accounts:
            accounts[org_id].exemptions[(DutyKind(duty), key)] = reason
    return list(accounts.values())


_SOMEBODY = (Subject("-", ""),)
"""Stands for the members where only their number matters."""


@dataclass(frozen=True, slots=True)
class _Committee:
    exists: bool = False
    leaders: tuple[Subject, ...] = ()
    people: tuple[tuple[str, str], ...] = ()

    @property
    def pairs(self) -> tuple[Subject, ...]:
        return subjects_of((), self.people)[1] if self.exists else ()


_NO_COMMITTEE = _Committee()


def _place(orgs: QuerySet[Any]) -> QuerySet[Any]:
    """The organisations as a subquery, so that their ids need not be sent back."""
    return orgs.order_by().values("id")


def _cells(place: QuerySet[Any], first: date, last: date) -> dict[UUID, tuple[Subject, ...]]:
    """Cells that existed at some time of the span, with their dates; each period asks for its own."""
    found: dict[UUID, list[Subject]] = defaultdict(list)
    rows = PartyCell.objects.filter(
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=first),
        Q(formed_on__isnull=True) | Q(formed_on__lte=last),
        organisation__in=place,
    )
    for org_id, cell_id, name, formed, dissolved in rows.order_by("sort").values_list(
        "organisation_id", "id", "name", "formed_on", "dissolved_on"
    ):
        found[org_id].append(Subject(str(cell_id), name, formed, dissolved))
    return {org_id: tuple(subjects) for org_id, subjects in found.items()}


def _posts(place: QuerySet[Any], last: date) -> dict[UUID, _Committee]:
    """The committee of each organisation at the end of the span, or today while the span runs."""
    rows = PostHolding.objects.filter(
        held_on_q(min(last, clock.today())), organisation__in=place, post_kind__in=COMMITTEE_POSTS
    )
    people: dict[UUID, dict[str, str]] = defaultdict(dict)
    leaders: dict[UUID, list[Subject]] = defaultdict(list)
    exists: set[UUID] = set()
    for org_id, person_id, name, kind in rows.values_list("organisation_id", "person_id", "person_name", "post_kind"):
        people[org_id][str(person_id)] = name
        if kind == PostKind.SECRETARY:
            leaders[org_id].append(Subject(str(person_id), name))
        if kind not in SECRETARIES:
            exists.add(org_id)
    return {
        org_id: _Committee(org_id in exists, tuple(leaders[org_id]), tuple(sorted(named.items())))
        for org_id, named in people.items()
    }


def members_q(prefix: str = "") -> Q:
    """Party members on the register whose membership is not suspended."""
    return Q(
        **{
            f"{prefix}register_state": RegisterState.ACTIVE,
            f"{prefix}person_category__in": PARTY_MEMBERS,
            f"{prefix}membership_status": MembershipStatus.NORMAL,
        }
    )


def _members(place: QuerySet[Any]) -> dict[UUID, int]:
    rows = Person.objects.filter(members_q(), organisation__in=place).order_by().values("organisation_id")
    return dict(rows.annotate(number=Count("id")).values_list("organisation_id", "number"))


def _add_credits(accounts: dict[UUID, OrgAccount], place: QuerySet[Any], keys: set[str], *, with_talks: bool) -> None:
    """Credits of meetings and of pairs row by row; talks with members only as a number per organisation."""
    rows = DutyCredit.objects.filter(organisation__in=place, period_key__in=list(keys))
    loaded = rows.filter(~Q(duty=TALK) | Q(subject_person__isnull=True)).order_by("happened_on")
    pairs: set[tuple[UUID, str, str]] = set()
    for org_id, duty, key, on, subject, satisfies, reason in loaded.values_list(
        "organisation_id", "duty", "period_key", "happened_on", "subject", "satisfies", "reason"
    ):
        if duty == TALK:
            pairs.add((org_id, key, subject))
        elif org_id in accounts:
            kind = DutyKind(duty)
            accounts[org_id].earned[(kind, key)].append(Credit(kind, key, on, subject, satisfies, reason))
    if not with_talks:
        return
    for org_id, key, subject in pairs:
        account = accounts.get(org_id)
        if account is not None and any(pair.key == subject for pair in account.facts.committee_pairs):
            account.pairs_talked[key] = account.pairs_talked.get(key, 0) + 1
    still_here = Q(subject_person__organisation_id=F("organisation_id")) & members_q("subject_person__")
    counted = rows.filter(still_here, duty=TALK).order_by().values("organisation_id", "period_key")
    for org_id, key, number in counted.annotate(number=Count("subject", distinct=True)).values_list(
        "organisation_id", "period_key", "number"
    ):
        if org_id in accounts:
            accounts[org_id].talked_to[key] = number


def _add_plans(
    accounts: dict[UUID, OrgAccount],
    place: QuerySet[Any],
    rules: dict[DutyKind, DutyRule],
    first: date,
    last: date,
) -> None:
    """Meetings that are not archived: planned ones and those held whose record is not closed yet."""
    # A life meeting of the year of evaluation may stand in the next calendar year.
    window = Q(held_on__gte=first, held_on__lte=last) | Q(
        evaluation_year__gte=first.year, evaluation_year__lte=last.year
    )
    waiting = Meeting.objects.filter(window, organisation__in=place, state__in=[*_WAITING, *_HELD])
    seen: set[tuple[UUID, DutyKind]] = set()
    for meeting_id, org_id, kind, on, state, cell_id, year, named in waiting.order_by("held_on").values_list(
        "id", "organisation_id", "kind", "held_on", "state", "cell_id", "evaluation_year", "parts__duty"
    ):
        own = DUTY_OF_MEETING[MeetingKind(kind)]
        for duty in (own, DutyKind(named) if named else None):
            if duty is None or duty not in rules or org_id not in accounts or (meeting_id, duty) in seen:
                continue
            seen.add((meeting_id, duty))
            key = _period_key(duty, rules[duty], on, year)
            subject = str(cell_id or "") if duty is DutyKind.CELL_MEETING else ""
            accounts[org_id].plans[(duty, key)].append(Plan(duty, key, on, subject, state in _HELD))


def _period_key(duty: DutyKind, rule: DutyRule, on: date, year: int | None) -> str:
    if duty in EVALUATION_DUTIES:
        return evaluation_year(year or on.year).key
    return period_of(rule.period, on).key


def load_in_full(
    organisation: Organisation, duties: Iterable[DutyKind], shown: Period, rules: dict[DutyKind, DutyRule]
) -> OrgAccount:
    """The account of one organisation with its members by name, for the page that tells whom a talk is owed."""
    orgs = Organisation.objects.filter(pk=organisation.pk)
    wanted = list(duties)
    account = load_accounts(orgs, wanted, shown, rules)[0]
    if TALK not in wanted:
        return account
    members = Person.objects.filter(members_q(), organisation=organisation).order_by("name_key", "id")
    people = [(str(person_id), name) for person_id, name in members.values_list("id", "name")]
    facts = account.facts
    account.facts = OrgFacts(
        org_kind=facts.org_kind,
        branch_kind=facts.branch_kind,
        established_on=facts.established_on,
        dissolved_on=facts.dissolved_on,
        has_committee=facts.has_committee,
        cells=facts.cells,
        leaders=facts.leaders,
        members=subjects_of(people, ())[0],
        committee_pairs=facts.committee_pairs,
    )
    keys = [p.key for p in periods_in(rules[TALK], shown)]
    rows = DutyCredit.objects.filter(organisation=organisation, duty=TALK, period_key__in=keys)
    for key, on, subject in rows.values_list("period_key", "happened_on", "subject"):
        account.earned[(TALK, key)].append(Credit(TALK, key, on, subject))
    return account
