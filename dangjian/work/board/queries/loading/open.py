"""Answers the port of the plan form: duties still open that a meeting could serve with an agenda item of its own."""

from __future__ import annotations

from datetime import date

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.work.board.queries.loading.account import load_accounts
from dangjian.work.duties.rules.calendar import duties_of, period_for
from dangjian.work.duties.rules.kinds import DutyKind, DutyStatus
from dangjian.work.duties.rules.periods import PeriodKind, period_of
from dangjian.work.life.queries.loading.book import duty_rules
from dangjian.work.life.rules.kinds import DUTY_OF_MEETING, MeetingKind

_JOINABLE = frozenset(
    {
        DutyKind.BRANCH_GENERAL_MEETING,
        DutyKind.PARTY_LECTURE,
        DutyKind.THEME_PARTY_DAY,
        DutyKind.DEMOCRATIC_EVALUATION,
        DutyKind.STRICT_GOVERNANCE_SESSION,
        DutyKind.IDEOLOGY_SESSION,
    }
)
"""Duties that an agenda item of another meeting may serve."""


def open_duties(organisation: Organisation, kind: MeetingKind, day: date) -> list[dict[str, str]]:
    """Duties of the same days that are still open and could have an agenda item of their own here."""
    rules = duty_rules(day)
    duties = [
        d for d in duties_of(organisation.org_kind) if d in rules and d in _JOINABLE and d is not DUTY_OF_MEETING[kind]
    ]
    if not duties:
        return []
    shown = period_of(PeriodKind.MONTH, day)
    account = load_accounts(Organisation.objects.filter(pk=organisation.pk), duties, shown, rules)[0]
    states = [account.state(rules[d], period_for(rules[d], day), clock.today()) for d in duties]
    wanted = {DutyStatus.DUE, DutyStatus.LATE, DutyStatus.MISSING}
    return [
        {"duty": s.duty.value, "label": s.duty.label, "text": s.text}
        for s in states
        if s.status in wanted and s.planned_on is None
    ]
