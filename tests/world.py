"""The small world of the tests: one enterprise and its twin in another tenant, so that leaks have something to show.

    group            临江重工集团党委                     leader, chief (office over everything)
    ├─ headquarters  机关党支部                           administrator, security, auditor: the three administrators
    ├─ works         制造公司党总支                       office (Party-affairs worker above)
    │  ├─ first      一车间党支部                         secretary, officer, member
    │  └─ second     二车间党支部
    └─ energy        能源公司党总支
       └─ operations 运行党支部                           other_member (committee member elsewhere)

The stranger is a Party-affairs worker over everything and a branch secretary, in the other tenant; the three
administrators of the other tenant are strangers as well (`world.there`), since nobody holds all roles (SEC-AC-07).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.test.client import Client, ClientHandler

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.grants.queries import grants_of_account
from dangjian.directory.members.enums import ChangeReason, PersonCategory
from dangjian.directory.members.models import OrgRelation, Person
from dangjian.directory.organisations.models import Organisation, OrganisationVersion, PartyCell, Unit
from dangjian.directory.posts.enums import PostKind
from dangjian.directory.posts.models import PostHolding
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.identity.accounts.hashers import PEPPER_DOMAIN
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.rules.sessions import WEB
from dangjian.identity.accounts.sessions import load_session, open_session
from dangjian.identity.accounts.visit import CSRF_HEADER, csrf_token, session_cookie
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.kernel.ids import new_id
from dangjian.kernel.models import Tenant
from dangjian.kernel.models.keys import DataKey
from dangjian.kernel.permissions import Action
from dangjian.kernel.scope import Scope, bind_scope
from dangjian.kernel.writing import allow_writing

TODAY = date(2026, 11, 21)
"""The day on which every test with a world takes place (a Saturday)."""
PASSWORD = "Wind-over-the-9-rivers"  # the same for everybody; hashed once a session
TERM_START = date(2024, 6, 15)

_ORGANISATIONS: tuple[tuple[str, str | None, str, str, str], ...] = (
    ("group", None, "party_committee", "集团党委", "中国共产党{company}有限公司委员会"),
    ("headquarters", "group", "branch", "机关党支部", "中国共产党{company}有限公司机关支部委员会"),
    ("works", "group", "general_branch", "制造公司党总支", "中国共产党{company}制造有限公司总支部委员会"),
    ("energy", "group", "general_branch", "能源公司党总支", "中国共产党{company}能源有限公司总支部委员会"),
    ("first", "works", "branch", "一车间党支部", "中国共产党{company}制造有限公司一车间支部委员会"),
    ("second", "works", "branch", "二车间党支部", "中国共产党{company}制造有限公司二车间支部委员会"),
    ("operations", "energy", "branch", "运行党支部", "中国共产党{company}能源有限公司运行支部委员会"),
)
_FULL, _PROBATIONARY, _ACTIVIST = (
    PersonCategory.FULL_MEMBER,
    PersonCategory.PROBATIONARY_MEMBER,
    PersonCategory.ACTIVIST,
)
_PEOPLE: tuple[tuple[str, str, str, PersonCategory], ...] = (
    ("leader", "headquarters", "秦卫国", _FULL),
    ("chief", "headquarters", "苏晓梅", _FULL),
    ("administrator", "headquarters", "高宇", _FULL),
    ("security", "headquarters", "单文静", _FULL),
    ("auditor", "headquarters", "解春生", _PROBATIONARY),
    ("secretary", "first", "曾志强", _FULL),
    ("deputy", "first", "张伟", _FULL),
    ("officer", "first", "李娜", _FULL),
    ("member", "first", "王芳", _FULL),
    ("first_5", "first", "刘洋", _FULL),
    ("first_6", "first", "陈建国", _FULL),
    ("first_7", "first", "赵敏", _FULL),
    ("probationary", "first", "周涛", _PROBATIONARY),
    ("activist", "first", "吴倩", _ACTIVIST),
    ("office", "second", "林晓燕", _FULL),
    ("second_secretary", "second", "郭凯", _FULL),
    ("second_3", "second", "何静", _FULL),
    ("second_4", "second", "罗勇", _FULL),
    ("second_5", "second", "仇丽华", _PROBATIONARY),
    ("operations_secretary", "operations", "马超", _FULL),
    ("other_member", "operations", "孙丽", _FULL),
    ("operations_3", "operations", "朱军", _FULL),
    ("operations_4", "operations", "胡斌", _FULL),
    ("operations_5", "operations", "查玉兰", _FULL),
    ("operations_6", "operations", "任晓东", _PROBATIONARY),
)
_POSTS: tuple[tuple[str, str, PostKind], ...] = (
    ("leader", "group", PostKind.SECRETARY),
    ("secretary", "first", PostKind.SECRETARY),
    ("deputy", "first", PostKind.DEPUTY_SECRETARY),
    ("officer", "first", PostKind.DISCIPLINE_MEMBER),
    ("second_secretary", "second", PostKind.SECRETARY),
    ("operations_secretary", "operations", PostKind.SECRETARY),
    ("other_member", "operations", PostKind.ORGANISATION_MEMBER),
)
_ROLE_OF_POST = {
    PostKind.SECRETARY: "branch_secretary",
    PostKind.DEPUTY_SECRETARY: "branch_secretary",
    PostKind.DISCIPLINE_MEMBER: "branch_officer",
    PostKind.ORGANISATION_MEMBER: "branch_officer",
}
_GRANTS: tuple[tuple[str, str, str | None], ...] = (
    ("leader", "leader", "group"),
    ("chief", "office", "group"),
    ("administrator", "administrator", None),
    ("security", "security_administrator", None),
    ("auditor", "audit_administrator", None),
    ("office", "office", "works"),
)
ADMINISTRATORS = ("administrator", "security", "auditor")
"""Who they are in either tenant."""
_hashed: list[tuple[str, DataKey]] = []
"""The hash of PASSWORD and the pepper it was made with; each test's data base is rolled back, the pepper with it."""
_serial = itertools.count(100)


_HANDLER = ClientHandler(enforce_csrf_checks=False)
"""The application behind all clients, as one stands behind all requests of a process: its middleware is set up once
(a handler of their own would make each of them list the files of the web project)."""


class SignedInClient(Client):
    """A client with a session: JSON in, JSON out, with the headers that a browser of ours sends."""

    def __init__(self, account: Account | None = None) -> None:
        super().__init__(raise_request_exception=False, REMOTE_ADDR="192.0.2.10")
        self.handler = _HANDLER
        self.account = account
        self._csrf = ""
        if account is not None:
            token = open_session(
                account,
                limits=WEB,
                stage="complete",
                surface="console",
                address="192.0.2.10",
                user_agent="tests",
                factors="password totp",
            )
            self.cookies[session_cookie()] = token
            session = load_session(token)
            assert session is not None
            self._csrf = csrf_token(session)

    def call(
        self, method: str, url: str, body: Any = None, *, version: int | None = None, key: str | None = None
    ) -> Any:
        """Send a request; `version` becomes If-Match, `key` the Idempotency-Key."""
        headers = {CSRF_HEADER: self._csrf} if self._csrf else {}
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        if key is not None:
            headers["Idempotency-Key"] = key
        arguments = {} if body is None else {"data": body, "content_type": "application/json"}
        return self.generic_json(method, url, headers=headers, **arguments)

    def generic_json(self, method: str, url: str, **arguments: Any) -> Any:
        """The request itself."""
        send: dict[str, Any] = {"GET": super().get, "POST": super().post, "PUT": super().put}
        send |= {"PATCH": super().patch, "DELETE": super().delete}
        return send[method](url, **arguments)

    def fetch(self, url: str, **query: Any) -> Any:
        """GET with query parameters."""
        return super().get(url, query)


@dataclass
class TenantWorld:
    """One tenant: its rows by key."""

    tenant: Tenant
    orgs: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, PostHolding] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    cells: dict[str, PartyCell] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    def actor(self, key: str) -> Actor:
        """Somebody as Actor, with the rights they hold now."""
        account = self.accounts[key]
        return Actor(
            kind="person",
            tenant_id=self.tenant.pk,
            name=account.display_name,
            account_id=account.pk,
            person_id=account.person_id,
            surface="console",
            request_id="test",
            grants=grants_of_account(account_id=account.pk, person_id=account.person_id, tenant_id=self.tenant.pk),
        )

    def client(self, key: str) -> SignedInClient:
        """Somebody signed in over HTTP."""
        return SignedInClient(self.accounts[key])

    def system(self) -> Actor:
        """The system itself in this tenant."""
        return system_actor(self.tenant.pk, "test")


@dataclass
class World:
    """Our tenant (`here`) and its twin (`there`), with short ways to what tests use most."""

    here: TenantWorld
    there: TenantWorld

    @property
    def orgs(self) -> dict[str, Organisation]:
        """Organisations of our tenant by key."""
        return self.here.orgs

    @property
    def people(self) -> dict[str, Person]:
        """People of our tenant by key."""
        return self.here.people

    @property
    def tenant_id(self) -> UUID:
        """Our tenant."""
        return self.here.tenant.pk

    def actor(self, key: str) -> Actor:
        """Somebody of our tenant as Actor; `stranger` is of the other one."""
        return self.there.actor("stranger") if key == "stranger" else self.here.actor(key)

    def client(self, key: str) -> SignedInClient:
        """Somebody signed in over HTTP; `anybody` is signed in as nobody."""
        if key == "anybody":
            return SignedInClient()
        return self.there.client("stranger") if key == "stranger" else self.here.client(key)

    def stranger_who_may(self, action: Action) -> str:
        """Who of the other tenant may do most with an action: the stranger, else one of its administrators."""
        who = ("stranger", *ADMINISTRATORS)
        return next((key for key in who if self.there.actor(key).may(action)), "stranger")

    def system(self) -> Actor:
        """The system itself in our tenant."""
        return self.here.system()


def build_world() -> World:
    """Both tenants, by a few bulk statements each; call it with the clock stopped at TODAY."""
    here = _build_tenant("linjiang", "临江重工集团")
    there = _build_tenant("beihe", "北河重工集团", stranger=True)
    return World(here, there)


@contextmanager
def building(tenant_id: UUID) -> Iterator[None]:
    """Write rows of a tenant directly: for the arrangement of a test, where no command is the point."""
    from dangjian.kernel.actor import Place

    scope = Scope(tenant_id, "test", (Place(""),))
    with acting_as(system_actor(tenant_id, "test")), bind_scope(scope), allow_writing():
        yield


def add_people(world: TenantWorld, org: str, count: int, category: PersonCategory = _FULL) -> list[Person]:
    """More people for an organisation, with their relations."""
    with building(world.tenant.pk):
        made = [
            _person(
                world.tenant.pk, world.orgs[org], f"新人{_digits(next(_serial))}", category, 100 + next(_serial) % 800
            )
            for _ in range(count)
        ]
        Person.objects.bulk_create(made)
        OrgRelation.objects.bulk_create([_relation(person) for person in made])
    return made


def give(world: TenantWorld, key: str, role: str, org: str | None = None) -> RoleGrant:
    """One more grant for somebody, also over the whole enterprise; for the arrangement of a test."""
    with building(world.tenant.pk):
        made = RoleGrant.objects.bulk_create([_role_grant(world, key, role, org)])
        Account.objects.filter(person_id=world.people[key].pk).update(grants_version=F("grants_version") + 1)
    found: RoleGrant = made[0]
    return found


def _digits(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def _build_tenant(code: str, company: str, *, stranger: bool = False) -> TenantWorld:
    tenant = Tenant.objects.create(code=code, name=f"{company}有限公司", created_at=clock.now())
    world = TenantWorld(tenant)
    with building(tenant.pk):
        _build_organisations(world, company)
        _build_people(world)
        _build_posts_and_grants(world)
        if stranger:
            _build_accounts(world, {"stranger": "chief", **{key: key for key in ADMINISTRATORS}})
            _grant(world, "stranger", [("stranger", "office", None), ("stranger", "branch_secretary", "first")])
        else:
            _build_accounts(world, {key: key for key, _, _, category in _PEOPLE if category != _ACTIVIST})
    return world


def _common(tenant_id: UUID) -> dict[str, Any]:
    return {"id": new_id(), "tenant_id": tenant_id, "created_at": clock.now()}


def _build_organisations(world: TenantWorld, company: str) -> None:
    children: dict[str, int] = {}
    tenant_id = world.tenant.pk
    for key, parent, kind, short_name, full_name in _ORGANISATIONS:
        number = children.get(parent or "", 0)
        children[parent or ""] = number + 1
        above = world.orgs[parent] if parent else None
        years = 5 if kind == "party_committee" else 3
        world.orgs[key] = Organisation(
            **_common(tenant_id),
            parent=above,
            org_path=(above.org_path if above else "") + f"{number:04d}",
            org_kind=kind,
            branch_kind="ordinary" if kind == "branch" else "",
            short_name=short_name,
            full_name=full_name.format(company=company),
            name_key=sort_key(short_name, person=False, limit=400),
            name_search=search_key(short_name, person=False),
            org_code=f"0111001262{len(world.orgs):02d}",
            sort=number,
            established_on=date(2015, 7, 1),
            can_approve_members=kind == "party_committee",
            term_start=TERM_START,
            term_years=years,
            term_end=TERM_START.replace(year=TERM_START.year + years),
        )
    for key, org in world.orgs.items():
        org.next_child = children.get(key, 0)
    Organisation.objects.bulk_create(world.orgs.values())
    OrganisationVersion.objects.bulk_create(
        OrganisationVersion(
            **_common(tenant_id),
            organisation=org,
            org_path=org.org_path,
            valid_from=date(2015, 7, 1),
            full_name=org.full_name,
            short_name=org.short_name,
            org_kind=org.org_kind,
            branch_kind=org.branch_kind,
            parent=org.parent,
        )
        for org in world.orgs.values()
    )
    first = world.orgs["first"]
    world.cells = {
        key: PartyCell(**_common(tenant_id), organisation=first, org_path=first.org_path, name=name, sort=sort)
        for sort, (key, name) in enumerate({"cell_1": "第一党小组", "cell_2": "第二党小组"}.items())
    }
    PartyCell.objects.bulk_create(world.cells.values())
    key = sort_key("制造公司", person=False)
    world.units = {"works": Unit(**_common(tenant_id), name="制造公司", name_key=key, employees=420)}
    Unit.objects.bulk_create(world.units.values())


def _build_people(world: TenantWorld) -> None:
    for serial, (key, org, name, category) in enumerate(_PEOPLE):
        person = _person(world.tenant.pk, world.orgs[org], name, category, serial)
        if org == "first" and category != _ACTIVIST:
            person.cell = world.cells["cell_1" if serial % 2 else "cell_2"]
        world.people[key] = person
    Person.objects.bulk_create(world.people.values())
    OrgRelation.objects.bulk_create([_relation(person) for person in world.people.values()])


def identity_number(serial: int, born: date) -> str:
    """A valid identity number of an invented person."""
    body = f"110105{born:%Y%m%d}{serial % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def _person(tenant_id: UUID, org: Organisation, name: str, category: PersonCategory, serial: int) -> Person:
    born = date(1970 + serial % 30, serial % 12 + 1, serial % 28 + 1)
    joined = {_FULL: date(2012, 7, 1), _PROBATIONARY: date(2026, 6, 20)}.get(category)
    return Person(
        **_common(tenant_id),
        organisation=org,
        org_path=org.org_path,
        name=name,
        name_key=sort_key(name),
        name_search=search_key(name),
        sex="male" if serial % 2 else "female",
        id_number=identity_number(serial, born),
        birth_date=born,
        ethnic_group="01",
        person_category=category,
        applied_on=date(2010, 3, 1),
        joined_on=joined,
        confirmed_on=date(2013, 7, 1) if category == _FULL else None,
        education_level="21",
        unit_and_post=f"{org.short_name.removesuffix('党支部')}职工",
        mobile_phone=f"138{serial:08d}",
    )


def _relation(person: Person) -> OrgRelation:
    return OrgRelation(
        **_common(person.tenant_id),
        person=person,
        organisation_id=person.organisation_id,
        org_path=person.org_path,
        valid_from=date(2016, 1, 1),
        reason_in=ChangeReason.REGISTERED,
        recorded_at=clock.now(),
    )


def _build_posts_and_grants(world: TenantWorld) -> None:
    for key, org, kind in _POSTS:
        world.posts[key] = PostHolding(
            **_common(world.tenant.pk),
            person=world.people[key],
            person_name=world.people[key].name,
            organisation=world.orgs[org],
            org_path=world.orgs[org].org_path,
            post_kind=kind,
            started_on=TERM_START,
        )
    PostHolding.objects.bulk_create(world.posts.values())
    derived = [
        _role_grant(world, key, _ROLE_OF_POST[kind], org, post=world.posts[key])
        for key, org, kind in _POSTS
        if world.orgs[org].org_kind == "branch"
    ]
    given = [_role_grant(world, key, role, org) for key, role, org in _GRANTS]
    RoleGrant.objects.bulk_create([*derived, *given])


def _role_grant(
    world: TenantWorld, key: str, role: str, org: str | None, *, post: PostHolding | None = None
) -> RoleGrant:
    place = world.orgs[org] if org else None
    return RoleGrant(
        **_common(world.tenant.pk),
        person_id=world.people[key].pk,
        holder_name=world.people[key].name,
        role=role,
        organisation=place,
        org_path=place.org_path if place else "",
        subtree=post is None,
        valid_from=TERM_START,
        source="post" if post else "grant",
        source_ref=post.pk if post else None,
        granted_by="平台管理员",
    )


def _password_hash() -> str:
    pepper = DataKey.objects.filter(domain=PEPPER_DOMAIN)
    if not _hashed:
        encoded = make_password(PASSWORD)
        _hashed.append((encoded, pepper.get()))
    elif not pepper.exists():
        DataKey.objects.bulk_create([_hashed[0][1]])
    return _hashed[0][0]


def _build_accounts(world: TenantWorld, people: dict[str, str]) -> None:
    password = _password_hash()
    for key, person_of in people.items():
        person = world.people[person_of]
        login = f"{world.tenant.code}-{key}".replace("_", "-")
        world.accounts[key] = Account(
            **_common(world.tenant.pk),
            org_path=person.org_path,
            login_name=login,
            login_key=login,
            password=password,
            person_id=person.pk,
            display_name=person.name,
            password_changed_at=clock.now(),
            activated_at=clock.now(),
            second_factor_at=clock.now() if key in {*ADMINISTRATORS, "stranger"} else None,
        )
    Account.objects.unscoped("the world of the tests").bulk_create(world.accounts.values())


def _grant(world: TenantWorld, key: str, grants: list[tuple[str, str, str | None]]) -> None:
    world.people.setdefault(key, world.people["chief"])
    RoleGrant.objects.bulk_create([_role_grant(world, who, role, org) for who, role, org in grants])
