"""Sensitive values stand nowhere in clear: five thousand of them go through the product, and none is found."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection

from dangjian.directory.members.enums import PersonCategory
from dangjian.directory.members.models import Person
from dangjian.foundation.codes.numbers import identity_fault
from dangjian.kernel.crypto import SealBroken, keyring
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.models import IdempotencyKey
from tests.roles import as_owner
from tests.world import SignedInClient, World, _person, building, identity_number

PEOPLE = 1_700
ADDRESS = "金丝雀路"
_DIGITS = re.compile(r"\d{11,}X?")


def _number(serial: int) -> str:
    return identity_number(serial % 900 + 100, date(1940, 1, 1) + timedelta(days=serial))


@pytest.fixture
def canaries(world: World) -> set[str]:
    """Numbers of people who are on the register; with their addresses more than five thousand values."""
    branch = world.orgs["first"]
    numbers: set[str] = set()
    people = []
    for serial in range(PEOPLE):
        person = _person(world.tenant_id, branch, f"新人{serial}", PersonCategory.FULL_MEMBER, serial)
        person.id_number, person.mobile_phone = _number(serial), f"189{serial:08}"
        person.home_address = f"临江市{ADDRESS}{serial}号"
        numbers |= {_number(serial), f"189{serial:08}"}
        people.append(person)
    with building(world.tenant_id):
        Person.objects.bulk_create(people, batch_size=200)
    assert len(numbers) + PEOPLE >= 5_000
    assert not any(identity_fault(number) for number in numbers if len(number) == 18)
    return numbers


def _texts() -> Iterator[tuple[str, str]]:
    """Everything that the data base and the data directory hold: where, and what."""
    with as_owner(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield table, _text(value)
    for path in Path(settings.DATA_DIR).rglob("*"):
        if path.is_file() and path.stat().st_size < 50_000_000:
            yield str(path), _text(path.read_bytes())


def _text(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def _found(numbers: set[str], texts: Iterator[tuple[str, str]]) -> set[str]:
    """Places where a number stands in clear, or the street of everybody."""
    street = ADDRESS.encode().decode("latin-1")
    places = set()
    for place, text in texts:
        if ADDRESS in text or street in text:
            places.add(place)
        for run in _DIGITS.findall(text):
            if any(run[a : a + size] in numbers for size in (11, 18) for a in range(len(run) - size + 1)):
                places.add(place)
    return places


def test_sec_data_02_no_sensitive_value_is_found_anywhere(
    world: World, secretary_client: SignedInClient, canaries: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with building(world.tenant_id):
        one = Person.objects.filter(name__startswith="新人").first()
    base = f"/api/v1/directory/members/{one.pk}"
    shown = secretary_client.call("POST", f"{base}/reveal", {"purpose": "信息核对"}, key="canary-reveal-1")
    again = secretary_client.call("POST", f"{base}/reveal", {"purpose": "信息核对"}, key="canary-reveal-1")
    assert shown.json()["id_number"] in canaries
    assert again.json() == shown.json(), "the kept answer opens for the same person"
    assert again["Idempotent-Replay"] == "true"
    changed = secretary_client.call(
        "PATCH", base, {"mobile_phone": "18900000999", "home_address": f"{ADDRESS}新居"}, version=one.version
    )
    assert changed.status_code == 200, changed.content
    wrong = secretary_client.call("PATCH", base, {"id_number": "18900000999"}, version=one.version + 1)
    assert wrong.status_code == 422
    asked = secretary_client.call(
        "POST",
        f"/api/v1/directory/member-exports?q={one.name}",
        {"columns": ["name", "id_number", "home_address"], "reason": "信息核对"},
    )
    assert asked.status_code == 201, asked.content
    run_pending()
    assert IdempotencyKey.objects.get(key="canary-reveal-1").body

    assert _found(canaries, _texts()) == set()
    assert _found(canaries, iter([("log", record.getMessage()) for record in caplog.records])) == set()
    with building(world.tenant_id):
        one.refresh_from_db()
        one.remarks = f"电话 {_number(3)}"
        one.save(update_fields=["remarks"])
    assert _found(canaries, _texts()) == {"directory_person"}, "the check finds what stands in clear"


def test_sec_data_02_a_value_moved_to_another_row_or_column_does_not_open(world: World, canaries: set[str]) -> None:
    with building(world.tenant_id):
        first, second = Person.objects.filter(name__startswith="新人").order_by("id")[:2]
    table = connection.ops.quote_name(Person._meta.db_table)
    own = Person._meta.pk.get_db_prep_value
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET id_number = (SELECT id_number FROM {table} WHERE id = %s) WHERE id = %s",
            [own(first.pk, connection), own(second.pk, connection)],
        )
        cursor.execute(f"UPDATE {table} SET home_address = mobile_phone WHERE id = %s", [own(first.pk, connection)])
    keyring.forget()
    with building(world.tenant_id):
        moved, other = Person.objects.get(pk=second.pk), Person.objects.get(pk=first.pk)
    assert other.id_number.reveal() in canaries
    with pytest.raises(SealBroken):
        moved.id_number.reveal()
    with pytest.raises(SealBroken):
        other.home_address.reveal()


def test_sec_data_03_exact_search_among_many_and_no_other_search(world: World, canaries: set[str]) -> None:
    with building(world.tenant_id):
        assert Person.objects.filter(id_number_index=_number(500)).count() == 1
        for wrong in ({"id_number__contains": "1960"}, {"id_number_index__startswith": "11"}):
            with pytest.raises(FieldError):
                Person.objects.filter(**wrong)
        with pytest.raises(FieldError):
            Person.objects.order_by("id_number")
