"""Large data sets by the data base's own fast way in; runs inside the product's environment (see bench.py).

People are real rows: sealed identity numbers, pinyin keys, a branch each. Columns are prepared by the model's fields
once and repeated, only what must differ differs; a million people take about a minute.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from dangjian.directory.grants.models import RoleGrant
from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.members.models import Person
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.identity.accounts.models import Account
from dangjian.identity.accounts.models.sessions import WebSession
from dangjian.identity.accounts.rules.sessions import WEB
from dangjian.identity.accounts.sessions import load_session, new_token, open_session, token_hash
from dangjian.identity.accounts.visit import csrf_token, session_cookie
from dangjian.kernel import clock
from dangjian.kernel.actor import Place, acting_as, system_actor
from dangjian.kernel.crypto.envelope import seal_rows
from dangjian.kernel.ids import new_id
from dangjian.kernel.jobs.registry import carried_periodic
from dangjian.kernel.jobs.slots import slot_of
from dangjian.kernel.models import Tenant
from dangjian.kernel.models.jobs import JobPeriod
from dangjian.kernel.scope import Scope, bind_scope, child_path
from dangjian.kernel.writing import allow_writing

PER_BRANCH = 25
BRANCHES_PER_COMMITTEE = 40
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国文斌玉梅晓东志海燕波宁辉鹏飞红春雪峰云龙慧琳佳欣"
_TEMPLATES = 400
_CHUNK = 20_000


class building:  # noqa: N801 - reads as a statement
    """Write rows of a tenant directly, without commands."""

    def __init__(self, tenant_id: UUID) -> None:
        self.around = [
            acting_as(system_actor(tenant_id, "load test")),
            bind_scope(Scope(tenant_id, "load test", (Place(""),))),
            allow_writing(),
            transaction.atomic(),
        ]

    def __enter__(self) -> None:
        for manager in self.around:
            manager.__enter__()

    def __exit__(self, *error: Any) -> None:
        for manager in reversed(self.around):
            manager.__exit__(*error)


def common(tenant_id: UUID) -> dict[str, Any]:
    """What every row of a tenant has."""
    return {"id": new_id(), "tenant_id": tenant_id, "created_at": clock.now()}


def make_tenant(code: str) -> tuple[UUID, Organisation]:
    """A tenant with its root organisation."""
    tenant = Tenant.objects.create(code=code, name=f"测试集团（{code}）", created_at=clock.now())
    with building(tenant.pk):
        root = organisation(tenant.pk, None, 0, "party_committee", "集团党委")
        root.save(force_insert=True)
    return tenant.pk, root


def daily_jobs_done() -> int:
    """Today's daily jobs count as run, as they have at any hour but one: nothing else shall be measured with them."""
    due = [spec for spec in carried_periodic() if spec.at is not None]
    for spec in due:
        JobPeriod.objects.get_or_create(
            name=spec.name, slot=slot_of(spec, clock.now()), defaults={"taken_at": clock.now()}
        )
    return len(due)


def organisation(tenant_id: UUID, parent: Organisation | None, number: int, kind: str, name: str) -> Organisation:
    """An organisation, not stored yet."""
    return Organisation(
        **common(tenant_id),
        parent=parent,
        org_path=child_path(parent.org_path if parent else "", number),
        org_kind=kind,
        branch_kind="ordinary" if kind == "branch" else "",
        short_name=name,
        full_name=f"中国共产党测试有限公司{name}",
        name_key=sort_key(name, person=False, limit=400),
        name_search=search_key(name, person=False),
        sort=number,
        established_on=date(2015, 7, 1),
        term_start=date(2024, 6, 15),
        term_years=3,
        term_end=date(2027, 6, 15),
    )


def branches(tenant_id: UUID, root: Organisation, count: int) -> list[Organisation]:
    """That many branches under new committees below the root."""
    made: list[Organisation] = []
    committees: list[Organisation] = []
    first = Organisation._base_manager.filter(parent=root).count()
    for number in range(count):
        index, place = divmod(number, BRANCHES_PER_COMMITTEE)
        if place == 0:
            name = f"第{first + index + 1}公司党委"
            committees.append(organisation(tenant_id, root, first + index, "party_committee", name))
        above = committees[-1]
        made.append(organisation(tenant_id, above, place, "branch", f"第{first + index + 1}-{place + 1}党支部"))
    with building(tenant_id):
        Organisation.objects.bulk_create([*committees, *made], batch_size=500)
    return made


def template_person(tenant_id: UUID, chance: random.Random) -> Person:
    """A person with all columns filled as in life."""
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(55 * 365))
    joined = born + timedelta(days=365 * 20 + chance.randrange(3000))
    categories = [PersonCategory.FULL_MEMBER] * 17 + [PersonCategory.PROBATIONARY_MEMBER, PersonCategory.ACTIVIST]
    return Person(
        **common(tenant_id),
        name=name,
        name_key=sort_key(name),
        name_search=search_key(name),
        sex=chance.choice(("male", "female")),
        birth_date=born,
        ethnic_group=chance.choice(("01",) * 18 + ("03", "05")),
        person_category=chance.choice(categories),
        applied_on=joined - timedelta(days=800),
        joined_on=joined,
        confirmed_on=joined + timedelta(days=365),
        education_level=chance.choice(("11", "14", "21", "21", "31", "61")),
        native_place="北京市",
        unit_and_post="测试公司职工",
        department=chance.choice(("生产部", "综合部", "财务部", "研发部")),
        work_post_category=chance.choice(("工人", "管理人员", "专业技术人员")),
        is_retired=chance.random() < 0.1,
    )


def people(tenant_id: UUID, places: Sequence[Organisation], count: int, *, start: int = 0) -> list[tuple[UUID, str]]:
    """That many people spread over the branches; returns ids and names of the first 10,000."""
    chance = random.Random(start)
    fields = list(Person._meta.concrete_fields)
    names = [field.attname for field in fields]
    templates = []
    for _ in range(_TEMPLATES):
        person = template_person(tenant_id, chance)
        # The sealed column is bound to its row and filled in below.
        templates.append([f.get_db_prep_save(getattr(person, f.attname), connection) for f in fields])
    at = {name: names.index(name) for name in ("id", "organisation_id", "org_path", "id_number", "id_number_index")}
    text_of = {f.attname: f for f in fields}
    organisation_ids = [text_of["organisation_id"].get_db_prep_save(place.pk, connection) for place in places]
    known: list[tuple[UUID, str]] = []

    def rows() -> Iterator[list[Any]]:
        for chunk in range(0, count, _CHUNK):
            ids = [new_id() for _ in range(min(_CHUNK, count - chunk))]
            numbers = ((row_id, f"110105{19600101 + n % 40:08d}{n % 10000:04d}") for n, row_id in enumerate(ids, start))
            label = "directory_members.person.id_number"
            sealed = seal_rows(numbers, tenant_id=tenant_id, domain="person", label=label)
            for n, (row_id, secret) in enumerate(zip(ids, sealed, strict=True), chunk):
                row = templates[chance.randrange(_TEMPLATES)].copy()
                place = n * len(places) // count
                row[at["id"]] = text_of["id"].get_db_prep_save(row_id, connection)
                row[at["organisation_id"]], row[at["org_path"]] = organisation_ids[place], places[place].org_path
                row[at["id_number"]], row[at["id_number_index"]] = secret, uuid4().hex
                if len(known) < 10_000:
                    known.append((row_id, row[names.index("name")]))
                yield row

    with acting_as(system_actor(tenant_id, "load test")):
        fast_insert(Person, names, rows())
    return known


def fast_insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert prepared rows: COPY on PostgreSQL, executemany elsewhere; then let the planner see them."""
    table = model._meta.db_table
    columns = ", ".join(f'"{name}"' for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Rows may ask the data base for a key while they are made; an open COPY holds the connection, so each
            # portion is made before its COPY begins.
            waiting = iter(rows)
            while portion := list(islice(waiting, _CHUNK)):
                with cursor.cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                    for row in portion:
                        copy.write_row([getattr(value, "obj", value) for value in row])
        else:
            places = ", ".join(["?"] * len(names))
            connection.connection.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({places})',
                rows,
            )
    with connection.cursor() as cursor:
        # PostgreSQL does this by itself some time after so many rows; a measurement cannot wait for it.
        vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute(f'VACUUM ANALYZE "{table}"' if vacuum else "ANALYZE")


def account(tenant_id: UUID, person_id: UUID, name: str, org_path: str, login: str, password: str) -> Account:
    """An account, not stored yet."""
    return Account(
        **common(tenant_id),
        org_path=org_path,
        login_name=login,
        login_key=login,
        password=password,
        person_id=person_id,
        display_name=name,
        password_changed_at=clock.now(),
        activated_at=clock.now(),
    )


def office_cookie(tenant_id: UUID, root: Organisation, role: str = "office") -> tuple[str, str]:
    """Cookie and CSRF token of a signed-in Party-affairs worker over everything."""
    with building(tenant_id):
        person = template_person(tenant_id, random.Random(1))
        person.organisation, person.org_path = root, root.org_path
        person.save(force_insert=True)
        login = f"load-{role}-{str(tenant_id)[-6:]}"
        owner = account(tenant_id, person.pk, person.name, root.org_path, login, make_password("Load-of-the-9-rivers"))
        owner.save(force_insert=True)
        RoleGrant(
            **common(tenant_id),
            person_id=person.pk,
            holder_name=person.name,
            role=role,
            organisation=root,
            org_path=root.org_path,
            valid_from=date(2024, 1, 1),
            granted_by="测试",
        ).save(force_insert=True)
    token = open_session(
        owner,
        limits=WEB,
        stage="complete",
        surface="console",
        address="127.0.0.1",
        user_agent="load",
        factors="password totp",
    )
    session = load_session(token)
    assert session is not None
    return f"{session_cookie()}={token}", csrf_token(session)


def hall(count: int) -> dict[str, Any]:
    """A branch whose people all have accounts and sessions, and a meeting that begins now."""
    from dangjian.work.life.models import Attendance, Meeting

    tenant_id, root = make_tenant(f"hall-{int(time.time())}")
    (branch,) = branches(tenant_id, root, 1)
    known = people(tenant_id, [branch], count)
    moment = clock.now()
    password = make_password(None)
    with building(tenant_id):
        owners = [
            account(tenant_id, person_id, name, branch.org_path, f"hall-{person_id.hex}", password)
            for person_id, name in known
        ]
        Account._base_manager.bulk_create(owners, batch_size=500)
        tokens = [new_token() for _ in owners]
        WebSession.objects.bulk_create(
            (
                WebSession(
                    token_hash=token_hash(token),
                    public_id=uuid4(),
                    account=owner,
                    stage="complete",
                    created_at=moment,
                    auth_at=moment,
                    last_seen_at=moment,
                    idle_end_at=moment + timedelta(hours=8),
                    absolute_end_at=moment + timedelta(hours=12),
                    surface="phone",
                )
                for token, owner in zip(tokens, owners, strict=True)
            ),
            batch_size=500,
        )
        meeting = Meeting(
            **common(tenant_id),
            organisation=branch,
            org_path=branch.org_path,
            org_name=branch.short_name,
            kind="member_congress",
            state="notified",
            title="党员大会",
            place="礼堂",
            starts_at=moment,
            ends_at=moment + timedelta(hours=2),
            held_on=clock.today(),
            planner_name="测试",
        )
        meeting.save(force_insert=True)
        Attendance._base_manager.bulk_create(
            (
                Attendance(
                    **common(tenant_id),
                    org_path=branch.org_path,
                    meeting=meeting,
                    person_id=person_id,
                    person_name=name,
                    has_vote=True,
                )
                for person_id, name in known
            ),
            batch_size=500,
        )
    sessions = []
    for token in tokens:
        session = load_session(token)
        assert session is not None
        sessions.append((f"{session_cookie()}={token}", csrf_token(session)))
    return {"tenant": str(tenant_id), "meeting": str(meeting.pk), "sessions": sessions}


def code_for(tenant: str, meeting: str) -> str:
    """The sign-in code on the screen right now."""
    from dangjian.work.life.queries.loading.codes import mac_of
    from dangjian.work.life.rules.checkin import slot_of

    slot = slot_of(clock.now())
    with acting_as(system_actor(UUID(tenant), "load test")):
        return f"{slot}.{mac_of(UUID(tenant), UUID(meeting), slot)}"


def arrived(meeting: str) -> dict[str, int]:
    """How many lines the meeting has, and how many say that somebody came."""
    from dangjian.work.life.models import Attendance
    from dangjian.work.life.rules.kinds import HERE

    lines = Attendance._base_manager.filter(meeting_id=meeting)
    return {"lines": lines.count(), "here": lines.filter(state__in=HERE).count()}


def board(count: int) -> dict[str, str]:
    """A tenant with that many branches, three meetings each this month and credits for half of the duties."""
    from dangjian.work.duties.rules.calendar import period_for
    from dangjian.work.duties.rules.kinds import BRANCH_DUTIES
    from dangjian.work.life.models import DutyCredit, Meeting
    from dangjian.work.life.queries.loading.book import duty_rules

    tenant_id, root = make_tenant(f"board-{int(time.time())}")
    places = branches(tenant_id, root, count)
    people(tenant_id, places, count * PER_BRANCH)
    today, moment = clock.today(), clock.now()
    with building(tenant_id):
        rules = duty_rules(today)
        meetings = [
            Meeting(
                **common(tenant_id),
                organisation=place,
                org_path=place.org_path,
                org_name=place.short_name,
                kind=kind,
                state="archived",
                title="会议",
                place="会议室",
                starts_at=moment - timedelta(days=2),
                ends_at=moment - timedelta(days=2, hours=-1),
                held_on=today - timedelta(days=2),
                planner_name="测试",
            )
            for place in places
            for kind in ("branch_committee", "theme_day", "member_congress")
        ]
        Meeting._base_manager.bulk_create(meetings, batch_size=500)
        duties = [duty for duty in BRANCH_DUTIES if duty in rules]
        DutyCredit._base_manager.bulk_create(
            (
                DutyCredit(
                    **common(tenant_id),
                    organisation_id=meeting.organisation_id,
                    org_path=meeting.org_path,
                    duty=duty.value,
                    period_key=period_for(rules[duty], today).key,
                    happened_on=meeting.held_on,
                    satisfies=True,
                    meeting=meeting,
                )
                for number, meeting in enumerate(meetings)
                for duty in duties[number % 3 :: 3][:2]
            ),
            batch_size=500,
        )
    cookie, _ = office_cookie(tenant_id, root)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"tenant": str(tenant_id), "root": str(root.pk), "cookie": cookie}


def matrix_queries(tenant: str) -> int:
    """How many statements the board of duties takes."""
    from django.test.utils import CaptureQueriesContext

    from dangjian.work.board.queries.matrix import duty_matrix

    with acting_as(system_actor(UUID(tenant), "load test")), CaptureQueriesContext(connection) as captured:
        duty_matrix()
    return len(captured)
