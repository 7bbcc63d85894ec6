"""Cases as the rules see them."""

from __future__ import annotations

from dangjian.work.standing.models import ContactCase
from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import CaseState


def facts_of(case: ContactCase) -> contact.Case:
    """What the rules ask about a case."""
    return contact.Case(
        cause=contact.CaseCause(case.cause),
        state=CaseState(case.state),
        since=case.since,
        suspended_on=case.suspended_on,
        found_on=case.found_on,
        review_on=case.review_on,
        attempts=case.attempts,
    )
