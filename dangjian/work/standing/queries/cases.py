"""Members out of contact in one's places: a list with the next dates, one with its search and decisions."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel import clock
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.kernel.errors import NotFound
from dangjian.kernel.http import PageRequest, Schema, paginate
from dangjian.kernel.scope import scope_for, subtree_q
from dangjian.work.standing.models import ContactAttempt, ContactCase, StandingDecision
from dangjian.work.standing.permissions import DECIDE_STANDING, KEEP_STANDING, VIEW_STANDING
from dangjian.work.standing.queries.loading.book import contact_book
from dangjian.work.standing.queries.loading.facts import facts_of
from dangjian.work.standing.queries.loading.show import attempt_answer, decision_answer, listed_case
from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import CaseState, DecisionKind

SHOWN = 200
BRANCH_KINDS = frozenset({DecisionKind.CONTINUE, DecisionKind.NO_MEASURE})
WAITING = (CaseState.TO_DECIDE, CaseState.STRIKE_DUE, CaseState.FOUND, CaseState.FOUND_SUSPENDED)


class ContactCaseFilter(Schema):
    """Which cases to list. `show`: what waits for a decision, or what is open."""

    organisation_id: UUID | None = None
    show: Literal["open", "waiting", "suspended", "ended", "all"] = "open"
    text: str = Field("", max_length=40)


@query(VIEW_STANDING)
def list_cases(*, filters: ContactCaseFilter, page: PageRequest) -> dict[str, Any]:
    """One page of cases, the longest out of contact first. One statement, one more for an organisation."""
    rows = ContactCase.objects.all()
    if filters.organisation_id is not None:
        rows = rows.filter(subtree_q("org_path", Organisation.objects.get(pk=filters.organisation_id).org_path))
    if filters.show == "waiting":
        rows = rows.filter(state__in=WAITING)
    elif filters.show == "suspended":
        rows = rows.filter(state__in=contact.AFTER_SUSPENSION)
    elif filters.show != "all":
        rows = rows.filter(open_person_id__isnull=filters.show == "ended")
    if filters.text:
        rows = rows.filter(person_name__icontains=filters.text)
    today = clock.today()
    book = contact_book(today)
    return paginate(rows, page, order=("since", "id"), show=lambda row: listed_case(row, book, today))


@query(VIEW_STANDING)
def show_case(*, case_id: UUID) -> dict[str, Any]:
    """A case with its attempts, decisions and earliest dates, and what the acting person can do. Raises NotFound."""
    row: ContactCase | None = ContactCase.objects.filter(pk=case_id).first()
    if row is None:
        raise NotFound()
    today = clock.today()
    book, facts = contact_book(today), facts_of(row)
    actor = current_actor()
    keeps = actor.may(KEEP_STANDING) and scope_for(actor, KEEP_STANDING).covers(row.org_path)
    decides = actor.may(DECIDE_STANDING) and scope_for(actor, DECIDE_STANDING).covers(row.org_path)
    kinds = contact.DECISIONS.get(facts.state, {})
    tries = ContactAttempt.objects.filter(case=row).order_by("-happened_on", "-id")[:SHOWN]
    decisions = StandingDecision.objects.filter(case=row).order_by("-decided_on", "-id")[:SHOWN]
    return {
        **listed_case(row, book, today),
        "version": row.version,
        "reason": row.reason,
        "opened_by": row.opened_by,
        "review_on": row.review_on,
        "milestones": [
            {"title": one.title, "earliest_on": one.earliest, "clause": one.clause, "text": one.text}
            for one in contact.milestones(book, facts)
        ],
        "attempts_made": [attempt_answer(one) for one in tries],
        "decisions": [decision_answer(one) for one in decisions],
        "can_log": keeps and facts.state in contact.MISSING,
        "can_decide": [
            {"kind": kind, "label": kind.label, "by_meeting": kind in contact.BY_MEETING}
            for kind in kinds
            if (keeps if kind in BRANCH_KINDS else decides)
            and (kind is not DecisionKind.CORRECT or contact.may_correct(book, facts))
        ],
    }
