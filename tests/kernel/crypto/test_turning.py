"""Turning keys over: reads go on, nothing written is lost, it can be broken off, and destruction waits (SEC-CRY-03)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from dangjian.kernel import ports
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.crypto import keyring, places, seal_many, turning
from dangjian.kernel.crypto.keyring import SEAL, KeyRing
from dangjian.kernel.crypto.providers import FileKeyProvider
from dangjian.kernel.management.commands.keys import inventory
from dangjian.kernel.models import AuditEntry, DataKey
from tests import roles
from tests.kernel.crypto.probe import Probe

TENANT = UUID("00000000-0000-7000-8000-00000000000a")


@pytest.fixture(autouse=True)
def _fresh_ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The probe's columns are places like those of installed apps."""
    columns = [places.ColumnPlace(Probe._meta.get_field(name)) for name in ("id_number", "mobile_phone")]
    monkeypatch.setattr(places, "_places", [*places._places, *columns])
    keyring.forget()
    yield
    keyring.forget()


def _people(count: int) -> list[Probe]:
    rows = [Probe(id=uuid4(), tenant_id=TENANT, name=f"人{number}") for number in range(count)]
    sealed = seal_many(Probe, "mobile_phone", [(row.id, f"138{n:08}") for n, row in enumerate(rows)], tenant_id=TENANT)
    for row, blob in zip(rows, sealed, strict=True):
        row.mobile_phone = blob
    Probe.objects.bulk_create(rows)
    return rows


def _key(state: str) -> DataKey:
    return DataKey.objects.get(tenant_id=TENANT, purpose=SEAL, domain="person", state=state)


def _phones() -> list[str]:
    return sorted(row.mobile_phone.reveal() for row in Probe.objects.filter(tenant_id=TENANT))


def test_sec_cry_03_a_data_key_waits_seals_and_then_only_opens(probe: type[Probe]) -> None:
    _people(1_203)
    before = _phones()
    key = turning.begin(tenant_id=TENANT, domain="person", owner="王管理员")

    assert turning.begin(tenant_id=TENANT, domain="person").key_id == key.key_id, "one waits already"
    assert turning.activate(key) is False, "two cache times have not passed"
    assert keyring.active(TENANT, SEAL, "person").key_id == _key(DataKey.ACTIVE).key_id != key.key_id
    with frozen(now() + turning.WAIT):
        assert turning.activate(key) is True
        old = _key(DataKey.DECRYPT_ONLY)
        assert turning.uses(old) == 1_203
        assert _phones() == before, "values of the key before still open"
        told: list[tuple[int, int]] = []
        done = turning.renew(old, tell=lambda done, total: told.append((done, total)))

    assert (done.changed, done.left, turning.uses(old), turning.uses(key)) == (1_203, 0, 0, 1_203)
    assert told[0] == (0, 1_203)
    assert told[-1] == (1_203, 1_203)
    assert sorted({step for step, _ in told}) == [0, 500, 1_000, 1_203]
    keyring.forget()
    assert _phones() == before
    notes = AuditEntry.objects.filter(action="kernel.keys").order_by("id").values_list("intent", flat=True)
    assert list(notes) == ["kernel.keys.begin", "kernel.keys.activate", "kernel.keys.renew"], "ceremonies are recorded"


def test_sec_cry_03_a_round_broken_off_is_taken_up_where_it_stopped(probe: type[Probe]) -> None:
    _people(1_100)
    turning.activate(turning.begin(tenant_id=TENANT, domain="person"), at_once=True)
    old = _key(DataKey.DECRYPT_ONLY)

    class Killed(Exception):
        pass

    def die(done: int, total: int) -> None:
        if done >= 500:
            raise Killed

    with pytest.raises(Killed):
        turning.renew(old, tell=die)
    assert turning.uses(old) == 600
    assert turning.renew(old) == turning.Renewed(600, 0)


def test_sec_cry_03_a_value_changed_meanwhile_is_never_overwritten(
    probe: type[Probe], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _people(1)[0]
    turning.activate(turning.begin(tenant_id=TENANT, domain="person"), at_once=True)
    old = _key(DataKey.DECRYPT_ONLY)
    genuine = places.ColumnPlace._anew

    def slow(self: Any, *arguments: Any) -> bytes:
        changed = Probe.objects.get(pk=row.pk)
        changed.mobile_phone = "13900000001"
        changed.save()
        return genuine(self, *arguments)

    monkeypatch.setattr(places.ColumnPlace, "_anew", slow)

    assert turning.renew(old) == turning.Renewed(0, 0)
    assert Probe.objects.get(pk=row.pk).mobile_phone.reveal() == "13900000001"


def test_sec_cry_03_keys_that_seal_nothing_that_could_be_sealed_anew_do_not_turn(probe: type[Probe]) -> None:
    with pytest.raises(turning.TurningRefused, match="不能轮换"):
        turning.begin(tenant_id=TENANT, domain="password_pepper")
    with pytest.raises(CommandError, match="没有“letter”的密钥"):
        call_command("keys", "rotate-dek", "--domain", "letter", stdout=StringIO())


def test_sec_cry_03_destruction_is_refused_while_rows_or_backups_need_the_key(
    probe: type[Probe], monkeypatch: pytest.MonkeyPatch
) -> None:
    _people(3)
    active = _key(DataKey.ACTIVE)
    with pytest.raises(turning.TurningRefused, match="使用中"):
        turning.destroy(active.key_id)
    turning.activate(turning.begin(tenant_id=TENANT, domain="person"), at_once=True)
    with pytest.raises(turning.TurningRefused, match="还有 3 项"):
        turning.destroy(active.key_id)
    turning.renew(_key(DataKey.DECRYPT_ONLY))
    with pytest.raises(turning.TurningRefused, match="35 天内的备份"):
        turning.destroy(active.key_id)
    with frozen(now() + turning.BACKUPS_KEPT):
        with pytest.raises(turning.TurningRefused, match="两个人"):
            turning.destroy(active.key_id)
        assert DataKey.objects.get(key_id=active.key_id).state == DataKey.DECRYPT_ONLY
        monkeypatch.setitem(ports._answers, turning.TAKE_CONSENT, lambda *, tenant_id, key_id: ("甲", "乙"))
        assert turning.destroy(active.key_id) == ("甲", "乙")

    gone = DataKey.objects.get(key_id=active.key_id)
    assert (gone.state, bytes(gone.wrapped)) == (DataKey.DESTROYED, b"")
    assert _phones()[0] == "13800000000"


def test_sec_cry_03_what_is_due_happens_by_itself(probe: type[Probe]) -> None:
    _people(2)
    first = _key(DataKey.ACTIVE)
    with frozen(now() + timedelta(days=366)):
        turning.proceed()
        assert _key(DataKey.PRE_ACTIVE).generation == 2, "a key past its year gets a successor"
    with frozen(now() + timedelta(days=366) + turning.WAIT):
        turning.proceed()
    with frozen(now() + timedelta(days=366) + turning.WAIT + turning.SETTLED):
        turning.proceed()
        replaced = DataKey.objects.get(key_id=first.key_id)

    assert (replaced.state, replaced.emptied_at is not None) == (DataKey.DECRYPT_ONLY, True)
    assert turning.uses(_key(DataKey.ACTIVE)) == 2


def test_sec_cry_03_the_master_key_turns_and_every_data_key_is_wrapped_anew(
    probe: type[Probe], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = FileKeyProvider(tmp_path / "master-key.json", "open sesame")
    monkeypatch.setattr(keyring, "_provider", provider)
    keyring.forget()
    with roles.as_owner():
        DataKey.objects.all().delete()
    _people(5)
    elsewhere = KeyRing(FileKeyProvider(tmp_path / "master-key.json", "open sesame"))
    out = StringIO()
    call_command("keys", "rotate-kek", stdout=out)

    assert "主密钥已换为第 2 版" in out.getvalue()
    assert set(DataKey.objects.values_list("kek_version", flat=True)) == {2}
    assert len(_phones()) == 5
    assert elsewhere.by_id(_key(DataKey.ACTIVE).key_id).key, "a process that started before reads the file again"
    assert FileKeyProvider(tmp_path / "master-key.json", "open sesame").version() == 2
    assert [path.name for path in tmp_path.iterdir()] == ["master-key.json"]


def test_sec_cry_05_the_inventory_equals_the_key_table_and_every_key_has_owner_and_end(probe: type[Probe]) -> None:
    _people(4)
    turning.activate(turning.begin(tenant_id=TENANT, domain="person", owner="李安全员"), at_once=True)
    out = StringIO()
    call_command("keys", "inventory", "--count", "--format", "json", stdout=out)
    rows = json.loads(out.getvalue())

    assert {row["key_id"] for row in rows} == set(DataKey.objects.values_list("key_id", flat=True))
    assert all(row["owner"] and row["ends_on"] and row["algorithm"] and row["provider"] for row in rows)
    assert {(row["state"], row["values"]) for row in rows if row["domain"] == "person"} == {
        ("decrypt_only", 4),
        ("active", 0),
    }
    assert [row["owner"] for row in inventory() if row["generation"] == 2] == ["李安全员"]
    out = StringIO()
    call_command("keys", "status", stdout=out)
    assert "正在把已有数据换到新密钥" in out.getvalue()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_probe_table")
def test_sec_cry_03_reads_and_writes_go_on_while_values_are_sealed_anew() -> None:
    keyring.forget()
    rows = _people(3_000)
    turning.activate(turning.begin(tenant_id=TENANT, domain="person"), at_once=True)
    old = _key(DataKey.DECRYPT_ONLY)
    stop, failed, read, written = threading.Event(), [], [0], {}

    def reader() -> None:
        try:
            while not stop.is_set():
                for row in Probe.objects.filter(tenant_id=TENANT).order_by("?")[:50]:
                    assert row.mobile_phone.reveal().startswith("13")
                    read[0] += 1
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    def writer() -> None:
        try:
            for number, row in enumerate(rows[::15]):
                fresh = Probe.objects.get(pk=row.pk)
                fresh.mobile_phone = written[row.pk] = f"139{number:08}"
                fresh.save(update_fields=["mobile_phone", "mobile_phone_bidx"])
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (reader, writer)]
    try:
        for thread in threads:
            thread.start()
        left = turning.renew(old).left
        threads[1].join()
        stop.set()
        threads[0].join()
        assert failed == []
        assert read[0] > 0
        assert left == 0 or turning.renew(old).left == 0
        assert turning.uses(old) == 0
        keyring.forget()
        after = {row.pk: row.mobile_phone.reveal() for row in Probe.objects.filter(tenant_id=TENANT)}
        assert {pk: after[pk] for pk in written} == written, "no write was lost"
        assert len(after) == 3_000
    finally:
        stop.set()
        Probe.objects.all().delete()
        keyring.forget()
