"""Branches x duties: the board of the office, the branch's own month, and what stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.doors import query
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scope import SEGMENT, subtree_q
from dangjian.work.board.queries.loading.account import OrgAccount, load_accounts, load_in_full
from dangjian.work.duties.rules.calendar import DutyRule, DutyState, duties_of, periods_in, worst
from dangjian.work.duties.rules.kinds import BRANCH_DUTIES, COMMITTEE_DUTIES, DutyKind, DutyStatus
from dangjian.work.duties.rules.periods import Period, PeriodKind, parse_period, period_of
from dangjian.work.life.models import DutyCredit, DutyExemption, Meeting
from dangjian.work.life.permissions import VIEW_MATRIX
from dangjian.work.life.queries.loading.book import duty_rules
from dangjian.work.life.rules.kinds import EntryKind, MeetingState

MOST_ROWS = 1000
NEEDS_ACTION = frozenset({DutyStatus.LATE, DutyStatus.MISSING})
_COMMITTEE_KINDS = ("party_committee", "party_group")


def _period_from(key: str | None) -> Period:
    """The period a board shows; this month by default. Raises BadInput."""
    if not key:
        return period_of(PeriodKind.MONTH, clock.today())
    try:
        period = parse_period(key)
    except ValueError as error:
        raise BadInput("life.period.key", "周期格式不正确，例如 2026-11、2026Q4、2026。", field="period") from error
    if not 2018 <= period.start.year <= clock.today().year + 2:
        raise BadInput("life.period.range", "只能查看2018年至后年的完成情况。", field="period")
    return period


def _rules_for(shown: Period) -> dict[DutyKind, DutyRule]:
    """The rules of that time: old periods are judged by old rules (BEY-7)."""
    return duty_rules(min(shown.end, max(clock.today(), shown.start)))


def _organisations(shown: Period, organisation_id: UUID | None, kinds: Sequence[str]) -> QuerySet[Any]:
    rows: QuerySet[Any] = Organisation.objects.filter(
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=shown.start), org_kind__in=kinds
    )
    if organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=organisation_id).org_path))
    return rows


@query(VIEW_MATRIX)
def duty_matrix(
    *,
    period: str | None = None,
    organisation_id: UUID | None = None,
    committees: bool = False,
    limit: int = 500,
    after: str = "",
    only_open: bool = False,
) -> dict[str, Any]:
    """Branches (or committees) x duties for a month, quarter, half-year or year, in at most ten statements.

    A cell that stands for several periods shows what needs action most. `after` is the path of the last row before;
    `only_open` leaves out rows in order. Raises BadInput for a period that cannot be read.
    """
    shown = _period_from(period)
    rules = _rules_for(shown)
    duties = [d for d in (COMMITTEE_DUTIES if committees else BRANCH_DUTIES) if d in rules]
    orgs = _organisations(shown, organisation_id, _COMMITTEE_KINDS if committees else ("branch",))
    if after:
        orgs = orgs.filter(org_path__gt=after)
    accounts = load_accounts(orgs, duties, shown, rules)
    page, rest = accounts[:limit], accounts[limit:]
    rows = [_row(account, duties, rules, shown) for account in page]
    totals = {duty: Counter(row["cells"][i]["status"] for row in rows) for i, duty in enumerate(duties)}
    return {
        "period": {"key": shown.key, "label": shown.label},
        "duties": [_head(rules[duty], totals[duty]) for duty in duties],
        "rows": [row for row in rows if not only_open or row["needs_action"]],
        "next_after": page[-1].path if rest else None,
    }


def _head(rule: DutyRule, total: Counter[str]) -> dict[str, Any]:
    return {
        "duty": rule.duty,
        "label": rule.duty.label,
        "period": rule.period,
        "explanation": rule.explanation,
        "clause": rule.clause,
        "totals": {status.value: total.get(status, 0) for status in DutyStatus},
    }


def _row(
    account: OrgAccount, duties: Sequence[DutyKind], rules: dict[DutyKind, DutyRule], shown: Period
) -> dict[str, Any]:
    today = clock.today()
    cells = []
    for duty in duties:
        states = [account.state(rules[duty], p, today) for p in periods_in(rules[duty], shown)]
        cells.append(_cell(duty, states))
    return {
        "organisation_id": account.org_id,
        "org_path": account.path,
        "name": account.name,
        "parent_id": account.parent_id,
        "cells": cells,
        "needs_action": any(cell["status"] in NEEDS_ACTION for cell in cells),
    }


def _cell(duty: DutyKind, states: Sequence[DutyState]) -> dict[str, Any]:
    return {
        "duty": duty,
        "status": worst(states),
        "done": sum(min(s.done, s.required) if s.required else s.done for s in states),
        "required": sum(s.required for s in states),
        "planned_on": next((s.planned_on for s in states if s.planned_on), None),
    }


@query(VIEW_MATRIX)
def matrix_summary(*, period: str | None = None, organisation_id: UUID | None = None) -> dict[str, Any]:
    """The same board added up for each organisation directly below one (or below the top of one's places)."""
    shown = _period_from(period)
    rules = _rules_for(shown)
    duties = [d for d in BRANCH_DUTIES if d in rules]
    orgs = _organisations(shown, organisation_id, ("branch",))
    accounts = load_accounts(orgs, duties, shown, rules)
    top = Organisation.objects.get(pk=organisation_id).org_path if organisation_id else ""
    depth = len(top) + SEGMENT if organisation_id else min((len(a.path) for a in accounts), default=SEGMENT)
    if not organisation_id:
        depth = max(SEGMENT, _common_depth([a.path for a in accounts]) + SEGMENT)
    groups: dict[str, list[OrgAccount]] = {}
    for account in accounts:
        groups.setdefault(account.path[:depth], []).append(account)
    heads = Organisation.objects.unscoped("names of the organisations that the rows are grouped by")
    names = {
        o.org_path: o for o in heads.filter(org_path__in=list(groups)).only("id", "org_path", "short_name", "org_kind")
    }
    today = clock.today()
    rows = []
    for path, members in groups.items():
        counts: list[Counter[str]] = [Counter() for _ in duties]
        for account in members:
            for number, duty in enumerate(duties):
                states = [account.state(rules[duty], p, today) for p in periods_in(rules[duty], shown)]
                counts[number][worst(states)] += 1
        head = names[path]
        rows.append(
            {
                "organisation_id": head.pk,
                "org_path": path,
                "name": head.short_name,
                "org_kind": head.org_kind,
                "branches": len(members),
                "cells": [
                    {"duty": duty, "totals": {status.value: counts[n].get(status, 0) for status in DutyStatus}}
                    for n, duty in enumerate(duties)
                ],
            }
        )
    return {
        "period": {"key": shown.key, "label": shown.label},
        "duties": [
            _head(rules[duty], sum((_only(row, n) for row in rows), Counter())) for n, duty in enumerate(duties)
        ],
        "rows": rows,
    }


def _only(row: dict[str, Any], number: int) -> Counter[str]:
    return Counter(row["cells"][number]["totals"])


def _common_depth(paths: Sequence[str]) -> int:
    """Length of the path that all have in common, without the last segment of any."""
    if not paths:
        return 0
    shortest = min(len(path) for path in paths) - SEGMENT
    depth = 0
    while depth < shortest and len({path[: depth + SEGMENT] for path in paths}) == 1:
        depth += SEGMENT
    return depth


def _show_state(state: DutyState) -> dict[str, Any]:
    """One duty in one period with its reason in words."""
    return {
        "duty": state.duty,
        "label": state.duty.label,
        "period_key": state.period_key,
        "period_label": state.period.label,
        "status": state.status,
        "status_label": state.status.label,
        "required": state.required,
        "done": state.done,
        "planned_on": state.planned_on,
        "late_from": state.late_from,
        "missing_from": state.missing_from,
        "text": state.text,
        "clause": state.rule.clause,
        "open_subjects": [subject.name for subject in state.open_subjects][:60],
        "open_count": len(state.open_subjects),
    }


@query(VIEW_MATRIX)
def duty_states(*, organisation_id: UUID, period: str | None = None, duty: DutyKind | None = None) -> dict[str, Any]:
    """Drill-down: one organisation's duties of a period (or one of them) with the reason and what it rests on."""
    shown = _period_from(period)
    organisation = Organisation.objects.get(pk=organisation_id)
    rules = _rules_for(shown)
    duties = [d for d in duties_of(organisation.org_kind) if d in rules and (duty is None or d is duty)]
    if not duties:
        return {**_named(organisation, shown), "states": [], "records": [], "exemptions": []}
    account = load_in_full(organisation, duties, shown, rules)
    today = clock.today()
    states = [account.state(rules[d], p, today, in_full=True) for d in duties for p in periods_in(rules[d], shown)]
    keys = {s.period_key for s in states}
    return {
        **_named(organisation, shown),
        "states": [_show_state(state) for state in states],
        "records": _records(organisation, duties, keys),
        "exemptions": list(
            DutyExemption.objects.filter(organisation=organisation, duty__in=duties, period_key__in=keys).values(
                "id", "duty", "period_key", "reason", "granted_by", "created_at"
            )
        ),
    }


def _named(organisation: Organisation, shown: Period) -> dict[str, Any]:
    return {
        "organisation_id": organisation.pk,
        "name": organisation.short_name,
        "period": {"key": shown.key, "label": shown.label},
    }


def _records(organisation: Organisation, duties: Sequence[DutyKind], keys: set[str]) -> list[dict[str, Any]]:
    """The trace of each credit: which record it comes from (BEY-3). Talks leave no trace but their count."""
    rows = DutyCredit.objects.filter(
        organisation=organisation, duty__in=duties, period_key__in=keys, meeting__isnull=False
    ).order_by("happened_on", "id")
    return list(
        rows.annotate(
            meeting_title=F("meeting__title"), meeting_kind=F("meeting__kind"), part_title=F("part__title")
        ).values(
            "duty",
            "period_key",
            "happened_on",
            "satisfies",
            "reason",
            "meeting_id",
            "part_id",
            "meeting_title",
            "meeting_kind",
            "part_title",
        )
    )


@query(VIEW_MATRIX)
def branch_month(*, organisation_id: UUID) -> dict[str, Any]:
    """This month of one organisation: what the rules ask now, what is done, what to do next, worst first."""
    today = clock.today()
    organisation = Organisation.objects.get(pk=organisation_id)
    shown = period_of(PeriodKind.MONTH, today)
    rules = _rules_for(shown)
    duties = [d for d in duties_of(organisation.org_kind) if d in rules]
    states: list[DutyState] = []
    if duties:
        account = load_in_full(organisation, duties, shown, rules)
        states = [account.state(rules[d], p, today, in_full=True) for d in duties for p in periods_in(rules[d], shown)]
    open_ones = [s for s in states if s.status is not DutyStatus.NOT_OWED]
    order = {DutyStatus.LATE: 0, DutyStatus.MISSING: 1, DutyStatus.DUE: 2, DutyStatus.UPCOMING: 3, DutyStatus.DONE: 4}
    unfinished = Meeting.objects.filter(organisation=organisation, held_on__lte=today).filter(
        state__in=[MeetingState.NOTIFIED, MeetingState.IN_PROGRESS, MeetingState.RECORDED, MeetingState.SIGNED]
    )
    return {
        **_named(organisation, shown),
        "states": [_show_state(s) for s in sorted(open_ones, key=lambda s: order[s.status])],
        "not_owed": [_show_state(s) for s in states if s.status is DutyStatus.NOT_OWED],
        "unfinished": [
            {"id": m.pk, "title": m.title, "state": m.state, "held_on": m.held_on}
            for m in unfinished.order_by("held_on", "id")[:20]
        ],
    }


@query(VIEW_MATRIX)
def list_violations(*, period: str | None = None, organisation_id: UUID | None = None) -> dict[str, Any]:
    """What is late or missing in a period, with the clause, and records that do not count or were entered late."""
    shown = _period_from(period)
    rules = _rules_for(shown)
    today = clock.today()
    found: list[dict[str, Any]] = []
    for duties, kinds in ((BRANCH_DUTIES, ("branch",)), (COMMITTEE_DUTIES, _COMMITTEE_KINDS)):
        wanted = [d for d in duties if d in rules]
        for account in load_accounts(_organisations(shown, organisation_id, kinds), wanted, shown, rules):
            for duty in wanted:
                states = [account.state(rules[duty], p, today) for p in periods_in(rules[duty], shown)]
                found += [
                    {"organisation_id": account.org_id, "org_name": account.name, **_show_state(s)}
                    for s in states
                    if s.status in NEEDS_ACTION
                ]
    places = _organisations(shown, organisation_id, ("branch", *_COMMITTEE_KINDS, "general_branch"))
    return {
        "period": {"key": shown.key, "label": shown.label},
        "duties": found[:MOST_ROWS],
        "total": len(found),
        "records": _doubtful_records(places, shown),
    }


def _doubtful_records(places: QuerySet[Any], shown: Period) -> list[dict[str, Any]]:
    """Archived records of the period that did not count for what they name, or were entered late (findings 2, 4, 7)."""
    rows = Meeting.objects.filter(
        organisation__in=places.order_by().values("id"),
        state=MeetingState.ARCHIVED,
        held_on__gte=shown.start,
        held_on__lte=shown.end,
    )
    late = rows.filter(entry_kind=EntryKind.LATE).order_by("held_on", "id")
    failed = DutyCredit.objects.filter(meeting__in=rows.order_by().values("id"), satisfies=False)
    doubtful = [
        _doubt(m.pk, m.org_name, m.title, m.held_on, "补录：活动结束后超过规定天数才登记。") for m in late[:MOST_ROWS]
    ]
    for credit in failed.select_related("meeting").order_by("happened_on", "id")[:MOST_ROWS]:
        text = f"{DutyKind(credit.duty).label}未计入：{credit.reason}。"
        doubtful.append(
            _doubt(credit.meeting_id, credit.meeting.org_name, credit.meeting.title, credit.happened_on, text)
        )
    return doubtful


def _doubt(meeting_id: UUID, org_name: str, title: str, held_on: date, text: str) -> dict[str, Any]:
    return {"meeting_id": meeting_id, "org_name": org_name, "title": title, "held_on": held_on, "text": text}
