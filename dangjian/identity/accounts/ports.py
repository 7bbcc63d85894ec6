"""Questions that this app asks and a higher layer answers (`kernel.ports`).

- `grants.of_account(account_id=, person_id=, tenant_id=)` -> tuple[Grant, ...]: every grant held now, with the implicit
  one at one's own branch. Asked once for each version of an account's rights.
- `grants.make_administrator(role=, account_id=, person_id=, holder_name=)`: used at the first start only, under the
  system actor of the tenant.
- `grants.administrators(tenant_id=, roles=)` -> set[UUID]: people who hold one of the roles in a tenant now, to be told
  of attacks.
- `grants.missing_administrators(tenant_id=)` -> tuple[str, ...]: which of the three roles nobody holds now.
- `grants.roles_of_accounts(tenant_id=, accounts=)` -> dict[UUID, list[str]]: titles of the roles, with their places,
  that these accounts (id -> person id) hold today; for the list of accounts.
- `people.for_accounts(organisation_id=, person_ids=)` -> list[PersonForAccount]: people of one organisation, or the
  named people, as far as the acting person may see them. Exactly one of the two arguments is given.
- `people.place_of(person_id=, tenant_id=)` -> str: short name of the organisation somebody belongs to.
- `tokens.program(text=, address=, request_id=)` -> Program: who acts for a request that carries a token instead of a
  session. Raises NotSignedIn.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dangjian.foundation.calendars.sources import HAS_ACCOUNT
from dangjian.identity.accounts.permissions import SECURITY_ADMINISTRATOR
from dangjian.kernel import ports
from dangjian.kernel.actor import Actor
from dangjian.kernel.errors import NotSignedIn

GRANTS_OF_ACCOUNT = "grants.of_account"
MAKE_ADMINISTRATOR = "grants.make_administrator"
ADMINISTRATORS = "grants.administrators"
MISSING_ADMINISTRATORS = "grants.missing_administrators"
ROLES_OF_ACCOUNTS = "grants.roles_of_accounts"
PEOPLE_FOR_ACCOUNTS = "people.for_accounts"
PLACE_OF_PERSON = "people.place_of"
PROGRAM = "tokens.program"


@dataclass(frozen=True, slots=True)
class Program:
    """A program at work with the token of a person."""

    token_id: UUID
    actor: Actor


def program_of(*, text: str, address: str, request_id: str) -> Program:
    """Who acts for a request with a token. Raises NotSignedIn, also where no app knows tokens."""
    if not ports.answered(PROGRAM):
        raise NotSignedIn()
    found: Program = ports.ask(PROGRAM, text=text, address=address, request_id=request_id)
    return found


@dataclass(frozen=True, slots=True)
class PersonForAccount:
    """What is needed to make an account for a person."""

    person_id: UUID
    name: str
    org_path: str
    organisation_name: str
    phone: str = ""


def people_of_organisation(organisation_id: UUID) -> list[PersonForAccount]:
    """People of an organisation as far as the acting person may see them."""
    return list(ports.ask(PEOPLE_FOR_ACCOUNTS, organisation_id=organisation_id, person_ids=None))


def people_by_id(person_ids: list[UUID]) -> list[PersonForAccount]:
    """The named people as far as the acting person may see them."""
    return list(ports.ask(PEOPLE_FOR_ACCOUNTS, organisation_id=None, person_ids=person_ids))


def administrators_of(tenant_id: UUID, *roles: str) -> set[UUID]:
    """People who hold one of the roles in a tenant now; without roles the security administrators."""
    if not ports.answered(ADMINISTRATORS):
        return set()
    return set(ports.ask(ADMINISTRATORS, tenant_id=tenant_id, roles=roles or (SECURITY_ADMINISTRATOR,)))


def roles_of(tenant_id: UUID, accounts: dict[UUID, UUID | None]) -> dict[UUID, list[str]]:
    """What accounts may do, in words; nothing where nobody answers."""
    if not accounts or not ports.answered(ROLES_OF_ACCOUNTS):
        return {}
    return dict(ports.ask(ROLES_OF_ACCOUNTS, tenant_id=tenant_id, accounts=accounts))


def place_of(*, person_id: UUID | None, tenant_id: UUID) -> str:
    """Short name of the organisation a person belongs to; empty for accounts without a person."""
    if person_id is None or not ports.answered(PLACE_OF_PERSON):
        return ""
    return str(ports.ask(PLACE_OF_PERSON, person_id=person_id, tenant_id=tenant_id))


def has_account(*, person_id: UUID) -> bool:
    """Whether somebody may still sign in. Answers `calendars.has_account`."""
    from dangjian.identity.accounts.models import Account  # ports are named before models exist

    rows = Account.objects.unscoped("whether a person's own feed still lives; nothing is shown")
    return bool(rows.filter(person_id=person_id, disabled_at=None).exists())


ports.register(HAS_ACCOUNT, has_account)
