"""Sealed fields in the data base: bound to their place, masked, found by blind index (SEC-DATA-02, SEC-DATA-03)."""

from __future__ import annotations

import copy
import pickle
import time
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, transaction

from dangjian.kernel.actor import acting_as, system_actor
from dangjian.kernel.crypto import (
    KeyUnavailable,
    SealBroken,
    Sealed,
    blind_index,
    fields_to_write,
    health,
    index_many,
    keyring,
    open_many,
    seal_many,
)
from dangjian.kernel.crypto.checks import check_sealed_fields
from dangjian.kernel.crypto.fields import refuse_order
from dangjian.kernel.models.keys import DataKey
from tests import roles
from tests.kernel.crypto.probe import Probe

TENANT = UUID("00000000-0000-7000-8000-00000000000a")
OTHER = UUID("00000000-0000-7000-8000-00000000000b")
ID_NUMBER = "11010519491231002X"


def _stored(probe: Probe) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM kernel_crypto_probe WHERE name = %s", [probe.name])
        return bytes(cursor.fetchone()[0])


def test_value_is_masked_revealed_and_sealed_at_rest(probe: type[Probe]) -> None:
    probe.objects.create(tenant_id=TENANT, name="甲", id_number=ID_NUMBER, mobile_phone="13812345678", note="")

    read = probe.objects.get(name="甲")

    assert (str(read.id_number), f"{read.mobile_phone}", read.note) == ("1101************2X", "138****5678", None)
    assert (read.id_number.reveal(), repr(read.id_number)) == (ID_NUMBER, "<Sealed>")
    stored = _stored(read)
    assert stored[:2] == b"\x01\x01"
    assert len(stored) == 2 + 4 + 12 + 32 + 16
    assert b"1101" not in stored


def test_assigned_text_is_masked_before_it_is_saved(probe: type[Probe]) -> None:
    row = probe(tenant_id=TENANT, id_number=ID_NUMBER)

    assert (str(row.id_number), row.id_number == ID_NUMBER, row.id_number != "x") == ("1101************2X", True, True)


@pytest.mark.parametrize(
    ("text", "size"), [("1", 16), ("a" * 15, 16), ("a" * 16, 32), ("党" * 10, 32), ("a" * 31, 32), ("a" * 64, 128)]
)
def test_length_is_padded_to_steps(probe: type[Probe], text: str, size: int) -> None:
    row = probe.objects.create(tenant_id=TENANT, name="甲", id_number=text)

    assert (len(_stored(row)), probe.objects.get().id_number.reveal()) == (34 + size, text)


@pytest.mark.parametrize("ending", ["\0", "\x80", "a\0\0", "末\0"])
def test_padding_survives_any_ending(probe: type[Probe], ending: str) -> None:
    probe.objects.create(tenant_id=TENANT, note="正文" + ending)

    assert probe.objects.get().note.reveal() == "正文" + ending


def test_sec_data_02_ciphertext_moved_elsewhere_does_not_open(probe: type[Probe]) -> None:
    source = probe.objects.create(tenant_id=TENANT, name="甲", id_number=ID_NUMBER)
    same_tenant = probe.objects.create(tenant_id=TENANT, name="乙", id_number="x")
    other_tenant = probe.objects.create(tenant_id=OTHER, name="丙", id_number="x")
    blob = _stored(source)
    probe.objects.filter(pk__in=[same_tenant.pk, other_tenant.pk]).update(id_number=blob)
    probe.objects.filter(pk=source.pk).update(note=blob, tenant_id=OTHER)

    for row, field in (
        (same_tenant, "id_number"),
        (other_tenant, "id_number"),
        (source, "note"),
        (source, "id_number"),
    ):
        with pytest.raises(SealBroken):
            getattr(probe.objects.get(pk=row.pk), field).reveal()


def test_changed_byte_and_unknown_format_do_not_open(probe: type[Probe]) -> None:
    row = probe.objects.create(tenant_id=TENANT, name="甲", id_number=ID_NUMBER)
    blob = _stored(row)
    for broken in (
        blob[:-1] + bytes([blob[-1] ^ 1]),
        b"\x02" + blob[1:],
        b"",
        b"plain",
        blob[:2] + b"\0\0\0\1" + blob[6:],
    ):
        probe.objects.filter(pk=row.pk).update(id_number=broken)
        with pytest.raises(SealBroken):
            probe.objects.get(pk=row.pk).id_number.reveal()


def test_sec_data_03_found_by_any_spelling_in_ones_own_tenant(probe: type[Probe]) -> None:
    mine = probe.objects.create(tenant_id=TENANT, id_number=ID_NUMBER, mobile_phone="+86 138-1234-5678")
    foreign = probe.objects.create(tenant_id=OTHER, id_number=ID_NUMBER, mobile_phone="13812345678")

    with acting_as(system_actor(TENANT, "test")):
        found = [
            set(probe.objects.filter(id_number_bidx=" １１０１０５19491231 002x ").values_list("pk", flat=True)),
            set(probe.objects.filter(mobile_phone_bidx__in=["138 1234 5678"]).values_list("pk", flat=True)),
        ]

    assert found == [{mine.pk}, {mine.pk}]
    assert mine.id_number_bidx != foreign.id_number_bidx
    assert mine.id_number_bidx == blind_index(Probe, "id_number_bidx", ID_NUMBER.lower(), tenant_id=TENANT)


def test_index_follows_the_value(probe: type[Probe]) -> None:
    row = probe.objects.create(tenant_id=TENANT, id_number=ID_NUMBER)
    before = row.id_number_bidx
    row = probe.objects.get()
    row.name = "改名"
    row.save()
    kept = probe.objects.get().id_number_bidx
    row.id_number = "110105194912310011"
    row.save(update_fields=fields_to_write(Probe, ["id_number"]))
    changed = probe.objects.get().id_number_bidx
    row.id_number = None
    row.save()

    assert (kept, changed) == (before, blind_index(Probe, "id_number_bidx", "110105194912310011", tenant_id=TENANT))
    assert (probe.objects.get().id_number, probe.objects.get().id_number_bidx) == (None, None)


@pytest.mark.parametrize("lookup", ["exact", "contains", "icontains", "startswith", "gt", "in", "regex"])
def test_sec_data_03_search_over_sealed_text_is_refused(probe: type[Probe], lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        probe.objects.filter(**{f"id_number__{lookup}": ["1"] if lookup == "in" else "1"}).exists()


@pytest.mark.parametrize("order", ["id_number", "-id_number", "note"])
def test_sec_data_03_order_by_sealed_text_is_refused(order: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        refuse_order(Probe, ["name", order])
    refuse_order(Probe, ["name", "-id_number_bidx"])


@pytest.mark.parametrize("lookup", ["contains", "startswith", "gt", "lower"])
def test_blind_index_finds_equal_values_only(probe: type[Probe], lookup: str) -> None:
    with pytest.raises(FieldError):
        probe.objects.filter(**{f"id_number_bidx__{lookup}": "1"}).exists()


def test_presence_can_be_asked_for(probe: type[Probe]) -> None:
    probe.objects.create(tenant_id=TENANT, name="有", id_number="1")
    probe.objects.create(tenant_id=TENANT, name="无")

    assert list(probe.objects.filter(id_number__isnull=True).values_list("name", flat=True)) == ["无"]


def test_raw_update_with_text_is_refused(probe: type[Probe]) -> None:
    with pytest.raises(TypeError, match="sealed by saving"):
        probe.objects.update(id_number="1")
    with pytest.raises(TypeError, match="takes text"):
        probe(tenant_id=TENANT, id_number=123)


def test_value_of_another_row_is_sealed_anew(probe: type[Probe]) -> None:
    first = probe.objects.create(tenant_id=TENANT, name="甲", id_number=ID_NUMBER)
    probe.objects.create(tenant_id=OTHER, name="乙", id_number=probe.objects.get(pk=first.pk).id_number)

    assert probe.objects.get(name="乙").id_number.reveal() == ID_NUMBER
    assert probe.objects.get(name="甲").id_number == probe.objects.get(name="乙").id_number


def test_refresh_defer_bulk_update_and_copy_work(probe: type[Probe]) -> None:
    row = probe.objects.create(tenant_id=TENANT, name="甲", id_number=ID_NUMBER)
    row.refresh_from_db()
    deferred = probe.objects.defer("id_number").get()
    changed = probe.objects.get()
    changed.id_number = "1"
    probe.objects.bulk_update([changed], ["id_number"])

    assert (row.id_number.reveal(), deferred.id_number.reveal()) == (ID_NUMBER, "1")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(row.id_number)
    assert isinstance(copy.deepcopy(row.id_number), Sealed)


def test_raw_helpers_round_trip(probe: type[Probe]) -> None:
    ids = [uuid4(), uuid4()]
    sealed = seal_many(Probe, "id_number", [(ids[0], ID_NUMBER), (ids[1], None)], tenant_id=TENANT)
    indexes = index_many(Probe, "id_number_bidx", [ID_NUMBER, None], tenant_id=TENANT)
    probe.objects.bulk_create(
        probe(id=i, tenant_id=TENANT, id_number=s, id_number_bidx=b)
        for i, s, b in zip(ids, sealed, indexes, strict=True)
    )

    pairs = list(probe.objects.order_by("id_number_bidx").values_list("id", "id_number"))
    assert sorted(filter(None, open_many(Probe, "id_number", pairs, tenant_id=TENANT))) == [ID_NUMBER]
    assert probe.objects.get(id=ids[0]).id_number_bidx == indexes[0]


def test_row_without_tenant_is_not_sealed(probe: type[Probe]) -> None:
    with pytest.raises(ValueError, match="tenant and id"):
        probe(id_number="1").save()


def test_one_key_per_tenant_and_domain(probe: type[Probe]) -> None:
    for tenant in (TENANT, TENANT, OTHER):
        probe.objects.create(tenant_id=tenant, id_number="1", mobile_phone="2", note="3")

    keys = sorted(DataKey.objects.values_list("purpose", "domain").filter(tenant_id=TENANT))
    assert keys == [
        ("index", "kernel_crypto_probe.probe.id_number_bidx"),
        ("index", "kernel_crypto_probe.probe.mobile_phone_bidx"),
        ("seal", "letter"),
        ("seal", "person"),
    ]
    assert DataKey.objects.filter(tenant_id=OTHER).count() == 4


def test_key_that_was_rolled_back_is_not_used_again(probe: type[Probe]) -> None:
    with transaction.atomic():
        probe.objects.create(tenant_id=TENANT, id_number="1")
        transaction.set_rollback(True)
    probe.objects.create(tenant_id=TENANT, id_number=ID_NUMBER)
    keyring.forget()

    assert probe.objects.get().id_number.reveal() == ID_NUMBER


def test_foreign_key_file_is_reported_and_makes_no_keys(probe: type[Probe], monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.forget()
    probe.objects.create(tenant_id=TENANT, id_number="1")
    healthy = health()
    DataKey.objects.update(wrapped=b"\0" * 44)
    keyring.forget()

    with pytest.raises(KeyUnavailable, match="主密钥"):
        seal_many(Probe, "id_number", [(uuid4(), "1")], tenant_id=OTHER)
    assert (healthy, "主密钥" in str(health()), DataKey.objects.filter(tenant_id=OTHER).count()) == (None, True, 0)


def test_check_finds_no_fault_with_the_installed_models() -> None:
    assert check_sealed_fields(None) == []


def test_reading_rows_does_not_open_anything(probe: type[Probe], monkeypatch: pytest.MonkeyPatch) -> None:
    probe.objects.create(tenant_id=TENANT, id_number=ID_NUMBER)
    with roles.as_owner():
        DataKey.objects.all().delete()
    keyring.forget()

    assert [row.name for row in probe.objects.all()] == [""]


def test_speed_of_bulk_create(probe: type[Probe]) -> None:
    rows = [probe(tenant_id=TENANT, id_number=f"1101051949{n:08d}", mobile_phone=f"138{n:08d}") for n in range(5_000)]
    fields = [f for f in Probe._meta.concrete_fields if f.name not in {"id", "tenant_id", "name", "note"}]
    probe.objects.create(tenant_id=TENANT, id_number="1", mobile_phone="1")

    started = time.process_time()
    for row in rows:
        for field in fields:
            field.pre_save(row, True)
    seconds = time.process_time() - started

    assert seconds / 10_000 * 300_000 < 10, f"300,000 sealed and indexed values would take {seconds * 30:.1f} s"
