"""Transfers at different legs: one waits for the home branch, one is with the committee, one is late, one came back."""

from __future__ import annotations

from datetime import timedelta

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.posts.models import PostHolding
from dangjian.identity.accounts.models import Account
from dangjian.kernel.clock import frozen
from dangjian.kernel.doors import Unit, command
from dangjian.ops.demo.enterprise.build import HOME_BRANCH
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.ops.demo.permissions import LOAD_DEMO
from dangjian.work.transfer.commands import issue_transfer, refuse_transfer, start_transfer
from dangjian.work.transfer.models import Transfer
from dangjian.work.transfer.rules.checks import Declared, TransferCause
from dangjian.work.transfer.rules.states import RefusalReason

CHECKED = Declared(no_discipline_case=True, file_checked=True)
WAYS: tuple[tuple[str, str, int], ...] = (
    ("jg04", HOME_BRANCH, 3),
    (HOME_BRANCH, "jg09", 21),
    (HOME_BRANCH, "ny03", 2),
    ("ny04", HOME_BRANCH, 40),
)
"""From, to, and how many days ago each began."""


@command(LOAD_DEMO)
def load_transfers(unit: Unit, *, loaded: Loaded) -> int:
    """Write a few transfers that are on their way. Returns how many; none without the branches. Nobody is moved."""
    if any(key not in loaded.orgs for way in WAYS for key in way[:2]):
        return 0
    taken: set[object] = set()
    for number, (start, end, ago) in enumerate(WAYS):
        person = _somebody(loaded, start, taken)
        if person is None:
            continue
        taken.add(person.pk)
        day = moment(unit.today - timedelta(days=ago))
        with frozen(day):
            transfer = start_transfer(
                person_id=person.pk,
                to_organisation_id=loaded.orgs[end].pk,
                cause=TransferCause.JOB,
                declared=CHECKED,
                reason="工作调动",
            )
        if number == len(WAYS) - 1:
            with frozen(day + timedelta(days=5)):
                _come_back(transfer)
    return len(taken)


def _come_back(transfer: Transfer) -> None:
    issue_transfer(transfer_id=transfer.pk)
    refuse_transfer(
        transfer_id=transfer.pk, refusal=RefusalReason.FILE_INCOMPLETE, remark="档案中缺转正申请书，请补齐后重新转出"
    )


def _somebody(loaded: Loaded, branch: str, taken: set[object]) -> Person | None:
    """An ordinary full member of the branch: no post, no account."""
    here = loaded.orgs[branch].pk
    busy = set(PostHolding.objects.filter(organisation_id=here).values_list("person_id", flat=True))
    busy |= set(Account.objects.filter(person_id__isnull=False).values_list("person_id", flat=True))
    rows = Person.objects.filter(
        organisation_id=here,
        person_category=PersonCategory.FULL_MEMBER,
        membership_status=MembershipStatus.NORMAL,
        register_state=RegisterState.ACTIVE,
        is_mobile=False,
        out_of_contact=False,
    )
    found = [person for person in rows.order_by("name_key", "id") if person.pk not in busy | taken]
    return found[-1] if found else None
