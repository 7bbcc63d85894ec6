"""Members out of contact: beginning a search, logging attempts, recording what was decided."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dangjian.directory.members.enums import PARTY_MEMBERS, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel.clock import add_months
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.work.standing.commands.steps.moving import BACK, finish_stay_of, move_case, past_day
from dangjian.work.standing.commands.steps.register import write_decision, write_flags
from dangjian.work.standing.events import ContactCaseChanged
from dangjian.work.standing.models import ContactAttempt, ContactCase, StandingDecision
from dangjian.work.standing.permissions import DECIDE_STANDING, KEEP_STANDING
from dangjian.work.standing.queries.loading.book import contact_book
from dangjian.work.standing.queries.loading.facts import facts_of
from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import CaseCause, CaseState, DecisionKind, Means

REACHED = {"out_of_contact": False, "out_of_contact_since": None}
REVIEW_MONTHS = 12
"""A search that goes on is looked at again within a year."""


@command(KEEP_STANDING)
def open_case(unit: Unit, *, person_id: UUID, since: date, reason: str) -> ContactCase:
    """The branch has lost contact with a member and begins to search. Raises NotFound, Conflict, BadInput."""
    person = unit.get(Person, person_id)
    unit.require_place(person.org_path)
    if person.register_state != RegisterState.ACTIVE or person.person_category not in PARTY_MEMBERS:
        raise Conflict("standing.no_member", "只有在册的党员可以登记失联。")
    past_day(unit, since, "since")
    rows = ContactCase.objects.unscoped("whether somebody is searched for already, whoever began it")
    if rows.filter(open_person_id=person.pk).exists():
        raise Conflict("standing.case_already", "该党员已有没有办结的失联登记，请在原登记上记录。")
    case = unit.create(new_case(person, CaseCause.OUT_OF_CONTACT, since, reason, unit.actor.name))
    write_flags(person.pk, case.pk, since, out_of_contact=True, out_of_contact_since=since)
    unit.emit(ContactCaseChanged(case.pk, case.person_id))
    return case


def new_case(person: Person, cause: CaseCause, since: date, reason: str, opened_by: str) -> ContactCase:
    """A case of a person as the register has them: of a suspended one the suspension is known already."""
    is_suspended = person.membership_status == "suspended"
    return ContactCase(
        person=person,
        open_person_id=person.pk,
        person_name=person.name,
        organisation_id=person.organisation_id,
        org_path=person.org_path,
        org_name=person.organisation.short_name,
        cause=cause,
        state=CaseState.SUSPENDED if is_suspended else CaseState.SEARCHING,
        suspended_on=person.suspended_on if is_suspended else None,
        since=since,
        reason=reason.strip()[:400],
        opened_by=opened_by[:80],
    )


@command(KEEP_STANDING)
def log_attempt(
    unit: Unit,
    *,
    case_id: UUID,
    happened_on: date,
    means: Means,
    is_reached: bool,
    text: str,
    expected_version: int | None = None,
) -> ContactAttempt:
    """Log an attempt to reach somebody; one that reached them ends the search.

    Raises NotFound, NotAllowed, StaleEdit, Conflict when the member was reached already, BadInput.
    """
    case = unit.get(ContactCase, case_id, expected_version=expected_version)
    if case.state not in contact.MISSING:
        raise Conflict("standing.not_missing", f"该党员{CaseState(case.state).label}，不需要再登记查找。")
    past_day(unit, happened_on, "happened_on", first=case.since, what="起算日期")
    attempt = unit.create(
        ContactAttempt(
            case=case,
            person_id=case.person_id,
            org_path=case.org_path,
            happened_on=happened_on,
            means=means,
            is_reached=is_reached,
            text=text.strip()[:400],
            made_by=unit.actor.name[:80],
            recorded_at=unit.now,
        )
    )
    unit.update(case, attempts=case.attempts + 1)
    if is_reached:
        _reached(unit, case, happened_on)
    return attempt


def _reached(unit: Unit, case: ContactCase, on: date) -> None:
    if case.suspended_on is not None and on < case.suspended_on:
        text = f"取得联系的日期早于停止党籍的日期（{case.suspended_on}）；停止党籍有误的，请按程序恢复党籍并说明。"
        raise BadInput("standing.reached_before", text, field="happened_on")
    state = CaseState.FOUND_SUSPENDED if case.suspended_on is not None else CaseState.FOUND
    move_case(unit, case, state, found_on=on, review_on=None)
    flags = BACK if case.cause == CaseCause.ABROAD else REACHED
    write_flags(case.person_id, case.pk, on, **flags)


@command(KEEP_STANDING)
def settle_case(
    unit: Unit,
    *,
    case_id: UUID,
    kind: DecisionKind,
    decided_on: date,
    body: str,
    note: str = "",
    until: date | None = None,
    expected_version: int | None = None,
) -> ContactCase:
    """Record what the branch decided itself: to go on searching until a day, or that no measure is needed.

    Raises NotFound, NotAllowed, StaleEdit, Conflict, BadInput.
    """
    if kind not in {DecisionKind.CONTINUE, DecisionKind.NO_MEASURE}:
        raise BadInput("standing.not_branch", "这项决定由上级党组织登记。", field="kind")
    case = unit.get(ContactCase, case_id, expected_version=expected_version)
    if kind is DecisionKind.CONTINUE and not (
        until is not None and unit.today < until <= add_months(unit.today, REVIEW_MONTHS)
    ):
        raise BadInput("standing.review", f"请填写再次研究的日期，在今后 {REVIEW_MONTHS} 个月内。", field="until")
    _record(unit, case, kind, decided_on, body, "", note, until if kind is DecisionKind.CONTINUE else None)
    return case


@command(DECIDE_STANDING)
def decide_case(
    unit: Unit,
    *,
    case_id: UUID,
    kind: DecisionKind,
    decided_on: date,
    body: str,
    document_no: str = "",
    note: str = "",
    until: date | None = None,
    expected_version: int | None = None,
) -> ContactCase:
    """Record a decision on membership with its body, day and document, and write it into the register.

    Raises NotFound, NotAllowed, StaleEdit, Conflict when another was recorded meanwhile, BadInput for one that comes
    before its earliest date.
    """
    case = unit.get(ContactCase, case_id, expected_version=expected_version)
    if kind in {DecisionKind.CONTINUE, DecisionKind.NO_MEASURE}:
        raise BadInput("standing.not_here", "这项决定由党支部登记。", field="kind")
    if kind in contact.BY_MEETING and len(document_no.strip()) < 2:
        text = f"“{kind.label}”须经支部党员大会讨论、上级党组织批准，请填写批准文件的文号。"
        raise BadInput("standing.document", text, field="document_no")
    if kind is DecisionKind.CORRECT:
        most = add_months(decided_on, contact_book(unit.today).correct_most.months)
        if until is None or not decided_on < until <= most:
            raise BadInput("standing.correct_until", f"请填写改正期限，最长至 {most}。", field="until")
    _record(unit, case, kind, decided_on, body, document_no, note, until if kind is DecisionKind.CORRECT else None)
    if kind is DecisionKind.SUSPEND:
        finish_stay_of(unit, case.person_id, decided_on, "停止党籍")
    if kind is not DecisionKind.CORRECT:
        told = f"{body.strip()}决定，{document_no.strip() or '无文号'}；{case.since} 起失去联系"
        write_decision(case.person_id, kind, decided_on, told[:400])
    return case


def _record(
    unit: Unit,
    case: ContactCase,
    kind: DecisionKind,
    on: date,
    body: str,
    document_no: str,
    note: str,
    until: date | None,
) -> None:
    if kind not in contact.DECISIONS.get(CaseState(case.state), {}):
        text = contact.against(contact_book(unit.today), facts_of(case), kind, on, unit.today)
        raise Conflict("standing.case_state", text)
    problem = contact.against(contact_book(unit.today), facts_of(case), kind, on, unit.today)
    if problem:
        raise BadInput("standing.too_early", problem, field="decided_on")
    unit.create(
        StandingDecision(
            case=case,
            person_id=case.person_id,
            org_path=case.org_path,
            kind=kind,
            decided_on=on,
            body=body.strip()[:160],
            document_no=document_no.strip()[:80],
            note=note.strip()[:400],
            until=until,
            entered_by=unit.actor.name[:80],
            recorded_at=unit.now,
        )
    )
    state = contact.DECISIONS[CaseState(case.state)][kind]
    changes = {"review_on": until if kind is DecisionKind.CONTINUE else None}
    if kind is DecisionKind.SUSPEND:
        changes["suspended_on"] = on
    move_case(unit, case, state, **changes)
