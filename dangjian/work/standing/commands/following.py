"""What the system does by itself: it opens cases and brings them to those who decide; it decides nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from dangjian.directory.members.enums import PARTY_MEMBERS, MembershipStatus, RegisterState
from dangjian.directory.members.models import Person
from dangjian.kernel.clock import add_months
from dangjian.kernel.doors import Unit, command
from dangjian.work.standing.commands.cases import new_case
from dangjian.work.standing.commands.steps.moving import finish_stay_of, move_case
from dangjian.work.standing.events import ContactCaseChanged
from dangjian.work.standing.models import ContactAttempt, ContactCase, MobileStay, StandingDecision
from dangjian.work.standing.permissions import KEEP_STANDING
from dangjian.work.standing.queries.loading.book import contact_book
from dangjian.work.standing.queries.loading.facts import facts_of
from dangjian.work.standing.rules import contact
from dangjian.work.standing.rules.contact import CaseCause, CaseState

AT_ONCE = 200
BY_SYSTEM = "系统（按党员名册登记）"


@command(KEEP_STANDING)
def open_due_cases(unit: Unit) -> int:
    """Open cases for those whom the register calls out of contact, or abroad beyond the limit. Returns how many.

    Nobody who has an open case gets another; may run as often as it likes.
    """
    limit = add_months(unit.today, -contact_book(unit.today).suspend_abroad.months)
    lost = Q(out_of_contact=True, out_of_contact_since__isnull=False)
    gone = Q(is_abroad=True, abroad_since__lte=limit, membership_status=MembershipStatus.NORMAL)
    known = ContactCase.objects.filter(open_person_id__isnull=False).values("open_person_id")
    rows = Person.objects.filter(
        lost | gone, register_state=RegisterState.ACTIVE, person_category__in=PARTY_MEMBERS
    ).exclude(pk__in=known)
    found = list(rows.select_related("organisation").order_by("id")[:AT_ONCE])
    for person in found:
        is_lost = person.out_of_contact and person.out_of_contact_since is not None
        cause = CaseCause.OUT_OF_CONTACT if is_lost else CaseCause.ABROAD
        since = person.out_of_contact_since if is_lost else person.abroad_since
        case = unit.create(new_case(person, cause, since or unit.today, "", BY_SYSTEM))
        unit.emit(ContactCaseChanged(case.pk, case.person_id))
    return len(found)


@command(KEEP_STANDING)
def bring_due_cases(unit: Unit) -> int:
    """Bring cases whose months have passed to those who decide. Returns how many; may run twice."""
    book = contact_book(unit.today)
    rows = ContactCase.objects.filter(state__in=[CaseState.SEARCHING, CaseState.SUSPENDED]).filter(
        Q(review_on__isnull=True) | Q(review_on__lte=unit.today)
    )
    rows = rows.filter(since__lte=add_months(unit.today, -min(book.suspend.months, book.suspend_abroad.months)))
    moved = 0
    for case in list(rows.order_by("since", "id")):
        state = contact.due_state(book, facts_of(case), unit.today)
        if state is not None:
            move_case(unit, case, state, review_on=None)
            moved += 1
    return moved


@command(KEEP_STANDING)
def agree_with_register(unit: Unit) -> int:
    """Let cases follow memberships that were suspended or restored in the register by another way."""
    rows = ContactCase.objects.filter(open_person_id__isnull=False).select_related("person")
    waiting = Q(state__in=contact.BEFORE_SUSPENSION, person__membership_status=MembershipStatus.SUSPENDED)
    restored = Q(state__in=contact.AFTER_SUSPENSION, person__membership_status=MembershipStatus.NORMAL)
    found = list(rows.filter(waiting | restored).order_by("id")[:AT_ONCE])
    for case in found:
        is_suspended = case.person.membership_status == MembershipStatus.SUSPENDED
        state = contact.by_register(CaseState(case.state), is_suspended=is_suspended)
        on = case.person.suspended_on or unit.today
        move_case(unit, case, state, **({"suspended_on": on} if is_suspended else {}))
    return len(found)


@command(KEEP_STANDING)
def follow_person(unit: Unit, *, person_id: UUID, on: date) -> None:
    """A stay ends when the relation was moved or ended; a search goes on at the new branch, or ends. May run twice."""
    person = Person.objects.select_related("organisation").get(pk=person_id)
    has_left = person.register_state == RegisterState.LEFT
    stay = MobileStay.objects.filter(open_person_id=person_id).first()
    if stay is not None and (has_left or stay.organisation_id != person.organisation_id):
        reason = "该党员已不在册" if has_left else f"组织关系已转入{person.organisation.short_name}"
        finish_stay_of(unit, person_id, on, reason, is_on_register=not has_left)
    case = ContactCase.objects.filter(open_person_id=person_id).first()
    if case is None:
        return
    if has_left:
        move_case(unit, case, CaseState.LEFT)
    elif case.organisation_id != person.organisation_id:
        branch = person.organisation
        unit.update(case, organisation=branch, org_path=branch.org_path, org_name=branch.short_name)
        for model in (ContactAttempt, StandingDecision):
            unit.update_many(model.objects.filter(case=case), org_path=branch.org_path)
        unit.emit(ContactCaseChanged(case.pk, case.person_id))
