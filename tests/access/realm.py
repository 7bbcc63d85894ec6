"""The realm of the matrix: one viewer for each preset role, and a row of every table in each place around them.

    group       parent    above the viewers
    ├─ works    own       all viewers belong here; office and leader hold it with what lies below, the others alone
    │  └─ first child     below
    └─ energy   sibling   beside
    the twin    other     another enterprise on the same installation

"self" are rows in `works` about the viewer; "listed" is a meeting of `energy` (beside) on whose list the viewer stands,
with another recorder, and what belongs to that meeting.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models, transaction

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation, Unit
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.foundation.process.shipped import shipped_definitions
from dangjian.identity.accounts import grants as account_grants
from dangjian.identity.accounts.models import Account, DeviceKey, WebSession
from dangjian.kernel import clock
from dangjian.kernel.clock import frozen
from dangjian.kernel.crypto.keyring import keyring
from dangjian.kernel.ids import new_id
from dangjian.kernel.models import Tenant
from dangjian.kernel.testing import undone
from dangjian.work.life.models import Addendum, Attendance, Meeting, MeetingFile, MeetingPart, Resolution, VoteCount
from tests.contracts.rows import _plain
from tests.identity.accounts.device import Device
from tests.world import (
    ADMINISTRATORS,
    TERM_START,
    TODAY,
    SignedInClient,
    TenantWorld,
    World,
    build_world,
    building,
    identity_number,
)

THREE = ("administrator", "security_administrator", "audit_administrator")
ROLES = ("member", "branch_officer", "branch_secretary", "office", "leader", *THREE)
PLACES = {"own": "works", "child": "first", "parent": "group", "sibling": "energy"}
RELATIONS = ("self", *PLACES, "listed", "other")
PLACE_OF = {"self": "own", "listed": "sibling"}
"""Where the rows of a relation lie that is not a place itself."""
OF_A_MEETING = (Meeting, MeetingPart, MeetingFile, Addendum, VoteCount, Resolution, Attendance)
WITH_BELOW = frozenset({"office", "leader"})
"""Roles that the realm grants with what lies below; the others come with a post, for the organisation alone."""
OTHERS = {"disabled": "branch_secretary", "expired": "administrator"}
"""An account that is disabled, and one whose grant ran out yesterday."""
PERSON_KEYS = frozenset({"person_id", "owner_person_id", "author_person_id", "planner_person_id", "starter_id"})
ACCOUNT_KEYS = frozenset({"account_id", "owner_account_id", "owner_id", "uploaded_by", "asked_by", "requested_by_id"})

FILLED = (
    PERSON_KEYS
    | ACCOUNT_KEYS
    | {"recorder", "chair", "holder", "org_path", "state", "mode", "layout", "name", "education_level"}
)
"""Columns that get a value even where the table could do without."""
REQUEST = shipped_definitions()["request_upward"]
FIXED = {
    ("Meeting", "state"): "notified", ("Education", "education_level"): "21",
    ("ProcessDefinition", "document"): REQUEST.text, ("ProcessDefinition", "digest"): REQUEST.digest,
    ("StepRun", "step_key"): "draft", ("Part", "state"): "asked",
    ("DuesBase", "valid_from"): "2026-01", ("DuesOrder", "period"): "2026-10",
    ("ExportRequest", "state"): "pending", ("ImportBatch", "layout"): "[]", ("ImportBatch", "state"): "uploaded",
    ("Document", "kind"): "notice", ("Document", "state"): "sent",
}  # fmt: skip
_serial = count(1)


@dataclass(repr=False)
class Corner:
    """One relation: the organisation, the person the rows are about, and a row of each table."""

    tenant_id: UUID
    organisation: Organisation
    person: Person
    second: Person
    account: Account
    rows: dict[type[models.Model], models.Model] = field(default_factory=dict)

    role: str = ""
    """The role of the person, where a row of a grant of theirs has to go with it."""

    def row(self, model: type[models.Model], above: tuple[type[models.Model], ...] = ()) -> Any:
        """The row of a table; made when there is none yet, None where the table forbids one."""
        if model in self.rows:
            return self.rows[model]
        names = {item.name for item in model._meta.fields}
        if "tenant_id" not in names or not isinstance(model._meta.pk, models.UUIDField) or model in above:
            return None
        values = {
            item.attname: self._value(item, (*above, model))
            for item in model._meta.concrete_fields
            if not item.primary_key and (item.name in FILLED or _needed(item) or _names_place(item))
        }
        try:
            with transaction.atomic():
                made = model(**values)
                made.save(force_insert=True)
        except Exception:  # a rule of the table forbids a row without more sense; the coverage test names it
            return None
        self.rows[model] = made
        return made

    def _value(self, item: Any, above: tuple[type[models.Model], ...]) -> Any:
        if (fixed := FIXED.get((item.model.__name__, item.name))) is not None:
            return fixed
        known: dict[str, Any] = {"tenant_id": self.tenant_id, "org_path": self.organisation.org_path}
        if item.name in known:
            return known[item.name]
        if item.model is RoleGrant and item.name == "role" and self.role in THREE:
            return self.role
        if _names_place(item):
            return self.organisation.pk
        if item.name in PERSON_KEYS:
            return self.person.pk
        if item.name in ACCOUNT_KEYS:
            return self.account.pk
        if isinstance(item, models.ForeignKey):
            if item.related_model is Person:
                return (self.second if item.name == "talked_to" else self.person).pk
            target = self.row(item.related_model, above)
            return None if target is None else target.pk
        if item.name.endswith("_at") and isinstance(item, models.DateTimeField):
            return clock.now() + timedelta(hours=2 if item.name.startswith(("end", "expire")) else 0)
        return item.choices[0][0] if item.choices else _sole(item)


def _names_place(item: Any) -> bool:
    """A grant lies where its organisation lies; one that says otherwise is taken for written past the doors."""
    return item.model is RoleGrant and item.name == "organisation"


def _needed(item: Any) -> bool:
    return item.name == "tenant_id" or not (item.null or item.has_default())


def _sole(item: Any) -> Any:
    """A value that no other row has, where the table insists on it."""
    if getattr(item, "is_sealed", False):
        return "不公开"
    if item.has_default():
        return item.get_default()
    if isinstance(item, models.CharField) and not isinstance(item, models.TextField):
        length = min(item.max_length or 8, 12)
        return "" if item.blank and not item.unique else f"{next(_serial):0{length}d}"[-length:]
    return _plain(item)


@dataclass(repr=False)
class Realm:
    """Both tenants, the viewers signed in, and the corners."""

    world: World
    clients: dict[str, SignedInClient]
    people: dict[str, Person]
    corners: dict[tuple[str, str], Corner]
    """By (role, relation); only "self" and "listed" differ between roles."""

    def corner(self, role: str, relation: str) -> Corner:
        """The rows of a relation as seen by a role."""
        return self.corners[role if relation in PLACE_OF else "", relation]

    def owners(self) -> dict[str, tuple[str, str]]:
        """(role or "", relation) of each row by its id; shared rows of the enterprise are left out."""
        found: dict[str, tuple[str, str]] = {}
        for key, corner in self.corners.items():
            for model, row in corner.rows.items():
                if model not in (Unit, Tenant):
                    found.setdefault(str(row.pk), key)
        return found


@contextmanager
def realm_built() -> Iterator[Realm]:
    """The realm inside a transaction that is taken back at the end; the clock stands at TODAY."""
    keyring.forget()
    account_grants.forget_cache()
    with frozen(TODAY), undone():
        yield _build()
    keyring.forget()
    account_grants.forget_cache()


def _build() -> Realm:
    world = build_world()
    people: dict[str, Person] = {}
    accounts: dict[str, Account] = {}
    here, there = world.here, world.there
    with building(here.tenant.pk):
        for serial, role in enumerate((*ROLES, *OTHERS)):
            people[role], accounts[role] = _viewer(here, role, "works", 500 + serial)
            _give(here, role, people[role])
        corners = {}
        for serial, (relation, place) in enumerate(PLACES.items()):
            person, account = _viewer(here, f"somebody-{relation}", place, 600 + serial)
            corners["", relation] = Corner(here.tenant.pk, here.orgs[place], person, people["leader"], account)
        for role in ROLES:
            corners[role, "self"] = Corner(
                here.tenant.pk, here.orgs["works"], people[role], corners["", "own"].person, accounts[role], role=role
            )
    with building(there.tenant.pk):
        person, account = _viewer(there, "somebody-other", "works", 700)
        corners["", "other"] = Corner(there.tenant.pk, there.orgs["works"], person, there.people["chief"], account)
    for corner in corners.values():
        with building(corner.tenant_id):
            corner.rows |= {Organisation: corner.organisation, Person: corner.person, Account: corner.account}
            for model in apps.get_models():
                if model.__module__.startswith("dangjian."):
                    corner.row(model)
    for role in ROLES:
        corners[role, "listed"] = _listed(corners["", "sibling"], people[role])
    clients = {role: SignedInClient(accounts[role]) for role in (*ROLES, *OTHERS)}
    with building(here.tenant.pk):  # the session is older than the moment the account was disabled
        Account.objects.filter(pk=accounts["disabled"].pk).update(disabled_at=clock.now())
    clients["anonymous"] = SignedInClient()
    clients["chief"] = world.client("chief")
    clients |= {f"stranger_{key}": there.client(key) for key in ("stranger", *ADMINISTRATORS)}
    for (_, relation), corner in corners.items():  # neither have a tenant column of their own
        if relation == "listed":
            continue
        SignedInClient(corner.account)
        corner.rows[WebSession] = WebSession.objects.filter(account=corner.account).latest("created_at")
        moment = clock.now()
        corner.rows[DeviceKey] = DeviceKey.objects.create(
            account=corner.account, public=b"x", created_at=moment, last_used_at=moment
        )
        corner.rows[Authenticator] = Authenticator.objects.create(
            user=corner.account, type=Authenticator.Type.WEBAUTHN, data=Device().kept()
        )
    return Realm(world, clients, people, corners)


def _listed(beside: Corner, viewer: Person) -> Corner:
    """A meeting of others on whose list the viewer stands."""
    shared = {model: row for model, row in beside.rows.items() if model not in OF_A_MEETING}
    corner = Corner(beside.tenant_id, beside.organisation, beside.person, beside.second, beside.account, shared)
    with building(corner.tenant_id):
        for model in OF_A_MEETING:
            corner.person = viewer if model is Attendance else beside.person
            corner.row(model)
    return corner


def _viewer(tenant: TenantWorld, key: str, place: str, serial: int) -> tuple[Person, Account]:
    organisation, tenant_id = tenant.orgs[place], tenant.tenant.pk
    born, name = date(1980, 3, 1), f"观察者{serial}"
    common = {"tenant_id": tenant_id, "created_at": clock.now(), "org_path": organisation.org_path}
    person = Person(
        id=new_id(), **common, organisation=organisation, name=name, name_key=sort_key(name),
        name_search=search_key(name), sex="male", id_number=identity_number(serial, born), birth_date=born,
        ethnic_group="01", person_category="full_member", applied_on=date(2010, 3, 1), joined_on=date(2012, 7, 1),
        education_level="21", unit_and_post="职工", mobile_phone=f"139{serial:08d}",
    )  # fmt: skip
    Person.objects.bulk_create([person])
    login = f"{tenant.tenant.code}-seer-{key}".replace("_", "-")
    account = Account(
        id=new_id(), **common, login_name=login, login_key=login, person_id=person.pk, display_name=name,
        password=next(iter(tenant.accounts.values())).password, password_changed_at=clock.now(),
        activated_at=clock.now(), second_factor_at=clock.now(),
    )  # fmt: skip
    Account.objects.bulk_create([account])
    return person, account


def _give(tenant: TenantWorld, key: str, person: Person) -> None:
    role = OTHERS.get(key, key)
    if role == "member":
        return  # held implicitly at one's own organisation
    place = None if role in THREE else tenant.orgs["works"]
    ended = key == "expired"
    RoleGrant.objects.bulk_create([
        RoleGrant(
            id=new_id(), tenant_id=tenant.tenant.pk, created_at=clock.now(), person_id=person.pk,
            holder_name=person.name, role=role, organisation=place, org_path=place.org_path if place else "",
            subtree=role in WITH_BELOW or role in THREE, valid_from=TERM_START,
            valid_to=TODAY - timedelta(days=1) if ended else None, granted_by="平台管理员",
        )
    ])  # fmt: skip
