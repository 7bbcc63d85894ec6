"""One contract for whoever holds the master key: file, credential of the host, transit engine (SEC-CRY-02)."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from dangjian.kernel.crypto import SealBroken, keyring, turning
from dangjian.kernel.crypto.credential import CredentialKeyProvider
from dangjian.kernel.crypto.providers import KINDS, FileKeyProvider, KeyProvider, KeyUnavailable, grown, make_provider
from dangjian.kernel.crypto.transit import TransitKeyProvider
from dangjian.kernel.models import AuditEntry, DataKey
from dangjian.kernel.models.sealing import SigningKey
from dangjian.kernel.sealing import keys as signing
from tests import roles
from tests.kernel.crypto.probe import Probe
from tests.kernel.crypto.transit_server import TOKEN, Engine, transit

KEY = b"\x00canary-data-key"
CONTEXT = b"wrap|v1|7|tenant a|seal|person"
TENANT = UUID("00000000-0000-7000-8000-00000000000c")
NUMBER = "11010519491231002X"


@dataclass
class House:
    """A place of the master key: how a process opens it, how its holder renews it, how it goes away."""

    kind: str
    open: Callable[[], KeyProvider]
    renew: Callable[[KeyProvider], object]
    take_away: Callable[[], object]
    secrets: Callable[[], set[str]]
    """What must stand in no text that leaves the provider."""


def _file(folder: Path) -> House:
    path = folder / "master-key.json"

    def secrets() -> set[str]:
        return set(json.loads(path.read_text())["keys"].values())

    return House(
        "file", lambda: FileKeyProvider(path, ""), lambda holder: holder.renew(), lambda: path.write_text("{}"), secrets
    )


def _credential(folder: Path) -> House:
    path = folder / "dangjian-master-key"
    _write(path, grown(None))

    def secrets() -> set[str]:
        return set(json.loads(path.read_text())["keys"].values())

    return House(
        "credential",
        lambda: CredentialKeyProvider(folder, passphrase=""),
        lambda _: _write(path, grown(json.loads(path.read_text()))),
        path.unlink,
        secrets,
    )


def _write(path: Path, content: dict[str, Any]) -> None:
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(content))
    path.chmod(0o400)


def _token(folder: Path) -> Path:
    path = folder / "token"
    path.write_text(f"{TOKEN}\n")
    path.chmod(0o600)
    return path


def _transit(folder: Path, engine: Engine) -> House:
    token = _token(folder)

    def go() -> None:
        engine.is_sealed = True

    return House(
        "transit",
        lambda: TransitKeyProvider(engine.url, engine.name, token, "transit"),
        lambda holder: holder.renew(),
        go,
        lambda: {TOKEN, *(key.hex() for key in engine.keys.values())},
    )


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    with transit() as running:
        settings.OUTGOING_DESTINATIONS = [f"http://127.0.0.1:{running.port}"]
        yield running


@pytest.fixture(params=["file", "credential", "transit"])
def house(request: pytest.FixtureRequest, tmp_path: Path, engine: Engine) -> House:
    makers: dict[str, Callable[[], House]] = {
        "file": lambda: _file(tmp_path),
        "credential": lambda: _credential(tmp_path),
        "transit": lambda: _transit(tmp_path, engine),
    }
    return makers[request.param]()


def test_sec_cry_02_every_kind_of_provider_is_under_the_contract() -> None:
    assert set(KINDS) == {"file", "credential", "transit"}
    with pytest.raises(KeyUnavailable, match="DANGJIAN_KEY_PROVIDER"):
        make_provider("usb")


def test_sec_cry_02_what_is_wrapped_opens_in_another_process(house: House) -> None:
    first, other = house.open(), house.open()
    wrapped = first.wrap(KEY, CONTEXT)

    assert KEY not in wrapped
    assert first.wrap(KEY, CONTEXT) != wrapped
    assert other.unwrap(wrapped, CONTEXT, first.version()) == KEY
    assert (first.health(), other.version()) == (None, 1)


@pytest.mark.parametrize("other", [b"", b"wrap|v1|7|tenant b|seal|person", CONTEXT + b" "])
def test_sec_cry_02_another_context_is_refused(house: House, other: bytes) -> None:
    provider = house.open()
    wrapped = provider.wrap(KEY, CONTEXT)

    with pytest.raises(SealBroken):
        provider.unwrap(wrapped, other, 1)


def test_sec_cry_02_a_changed_byte_is_refused(house: House) -> None:
    provider = house.open()
    wrapped = bytearray(provider.wrap(KEY, CONTEXT))
    wrapped[20] = ord("A") if wrapped[20] != ord("A") else ord("B")

    with pytest.raises(SealBroken):
        provider.unwrap(bytes(wrapped), CONTEXT, 1)
    with pytest.raises(SealBroken):
        provider.unwrap(b"", CONTEXT, 1)


def test_sec_cry_02_a_renewed_key_wraps_and_the_one_before_still_opens(house: House) -> None:
    provider, elsewhere = house.open(), house.open()
    before = provider.wrap(KEY, CONTEXT)

    house.renew(provider)

    after = house.open()
    assert (after.version(), after.unwrap(before, CONTEXT, 1)) == (2, KEY)
    wrapped = after.wrap(KEY, CONTEXT)
    assert elsewhere.unwrap(wrapped, CONTEXT, 2) == KEY, "a process that was there before learns of it"
    with pytest.raises(KeyUnavailable, match="第 9 版"):
        after.unwrap(wrapped, CONTEXT, 9)


def test_sec_cry_02_a_key_that_went_away_is_told(house: House) -> None:
    provider = house.open()
    house.take_away()

    if house.kind != "file":  # a process that has read the file goes on until it is started anew
        assert isinstance(provider.health(), str)
    with pytest.raises(KeyUnavailable):
        house.open()


def test_sec_cry_02_no_text_holds_a_key_or_a_token(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    provider = house.open()
    wrapped = provider.wrap(KEY, CONTEXT)
    provider.unwrap(wrapped, CONTEXT, 1)
    hidden = house.secrets()
    told = [repr(provider), str(provider), provider.describe(), str(provider.health())]
    house.take_away()
    for wrong in (house.open, lambda: provider.unwrap(wrapped, CONTEXT, 9), provider.health):
        try:
            told.append(str(wrong()))
        except KeyUnavailable as error:
            told += [str(error), repr(error.__cause__), repr(error.__context__)]
    told += [f"{record.getMessage()} {record.args}" for record in caplog.records]

    assert [secret for secret in hidden for text in told if secret in text] == []
    assert not any("canary" in text for text in told)


def test_sec_cry_02_without_the_service_manager_there_is_no_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(KeyUnavailable, match="LoadCredentialEncrypted"):
        make_provider("credential")


def test_sec_cry_02_the_credential_is_found_where_the_service_manager_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(KeyUnavailable, match="没有名为 dangjian-master-key"):
        make_provider("credential")
    assert list(tmp_path.iterdir()) == [], "nothing is made in place of what is missing"

    _write(tmp_path / "dangjian-master-key", grown(None))
    provider = make_provider("credential")
    assert (provider.version(), "系统凭据" in provider.describe()) == (1, True)
    with pytest.raises(KeyUnavailable, match="keys rewrap"):
        provider.renew()
    (tmp_path / "dangjian-master-key").chmod(0o444)
    assert "所有用户" in str(provider.health())
    with pytest.raises(KeyUnavailable):
        make_provider("credential")


def test_sec_cry_02_the_token_file_is_private_and_read_anew(tmp_path: Path, engine: Engine) -> None:
    house = _transit(tmp_path, engine)
    provider, token = house.open(), tmp_path / "token"
    token.write_text("hvs.outdated")
    with pytest.raises(KeyUnavailable, match="令牌"):
        provider.wrap(KEY, CONTEXT)
    token.write_text(TOKEN)
    assert provider.wrap(KEY, CONTEXT)
    token.chmod(0o640)
    with pytest.raises(KeyUnavailable, match="chmod 600"):
        provider.wrap(KEY, CONTEXT)
    token.unlink()
    assert "读不到" in str(provider.health())


@pytest.mark.parametrize(
    "told", [b"", b"null", b"[]", b"{}", b'{"data": {}}', b'{"data": {"plaintext": "*"}}', b"<html>"]
)
def test_sec_cry_02_answers_nobody_can_read_are_no_keys(told: bytes, tmp_path: Path, engine: Engine) -> None:
    provider = _transit(tmp_path, engine).open()
    wrapped = provider.wrap(KEY, CONTEXT)
    engine.told = told

    for step in (lambda: provider.unwrap(wrapped, CONTEXT, 1), lambda: provider.wrap(KEY, CONTEXT), provider.version):
        with pytest.raises(KeyUnavailable):
            step()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "aes256-cbc"}, "绑定"),
        ({"kind": "rsa-4096"}, "绑定"),
        ({"derived": True}, "派生"),
        ({"name": "x"}, "没有"),
    ],
)
def test_sec_cry_02_an_unfit_key_of_the_engine_is_refused(
    change: dict[str, Any], word: str, tmp_path: Path, engine: Engine
) -> None:
    house = _transit(tmp_path, engine)
    open_now = TransitKeyProvider
    for name, value in change.items():
        setattr(engine, name, value)

    with pytest.raises(KeyUnavailable, match=word):
        open_now(engine.url, "dangjian", tmp_path / "token", "transit")
    assert house.kind == "transit"


def test_sec_cry_02_versions_below_the_oldest_are_unavailable(tmp_path: Path, engine: Engine) -> None:
    provider = _transit(tmp_path, engine).open()
    wrapped = provider.wrap(KEY, CONTEXT)
    provider.renew()
    engine.oldest = 2

    with pytest.raises(KeyUnavailable, match="第 1 版"):
        provider.unwrap(wrapped, CONTEXT, 1)


def test_sec_cry_02_an_engine_that_nobody_declared_is_not_reached(
    tmp_path: Path, engine: Engine, settings: Settings
) -> None:
    settings.OUTGOING_DESTINATIONS = []
    with pytest.raises(KeyUnavailable, match="DANGJIAN_OUTGOING"):
        TransitKeyProvider(engine.url, engine.name, _token(tmp_path), "transit")
    assert engine.seen == []


@pytest.fixture
def empty_ring(probe: type[Probe], monkeypatch: pytest.MonkeyPatch) -> Callable[[KeyProvider], None]:
    """A key ring without keys; the function sets who holds its master key."""
    with roles.as_owner():
        DataKey.objects.all().delete()
        SigningKey.objects.all().delete()

    def hold(provider: KeyProvider) -> None:
        monkeypatch.setattr(keyring, "_provider", provider)
        monkeypatch.setattr(signing, "key_provider", lambda: provider)
        keyring.forget()

    return hold


def test_sec_cry_02_the_master_key_stands_in_no_table(
    probe: type[Probe], tmp_path: Path, empty_ring: Callable[[KeyProvider], None]
) -> None:
    house = _file(tmp_path)
    empty_ring(house.open())
    probe.objects.create(tenant_id=TENANT, id_number=NUMBER)
    signing.signing_key()
    looked_for = [form for text in house.secrets() for form in (text.encode(), base64.b64decode(text))]

    def found() -> list[str]:
        with roles.as_owner(), connection.cursor() as cursor:
            held = []
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                for row in cursor.fetchall():
                    bodies = [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
                    held += [table for body in bodies for secret in looked_for if secret in body]
            return held

    assert found() == []
    row = DataKey.objects.first()
    assert row is not None
    DataKey.objects.filter(pk=row.pk).update(wrapped=b"x" + looked_for[1])
    assert found() == ["kernel_data_key"], "the look finds what stands there"


def test_sec_cry_02_the_keyring_works_with_the_key_of_the_engine(
    probe: type[Probe], tmp_path: Path, engine: Engine, empty_ring: Callable[[KeyProvider], None]
) -> None:
    empty_ring(_transit(tmp_path, engine).open())
    row = probe.objects.create(tenant_id=TENANT, id_number=NUMBER)
    keyring.forget()
    assert probe.objects.get(pk=row.pk).id_number.reveal() == NUMBER

    version, changed = turning.rotate_master_key()
    assert (version, changed) == (2, DataKey.objects.count())
    assert probe.objects.get(pk=row.pk).id_number.reveal() == NUMBER
    bound = [body.get("associated_data") for _, path, body in engine.seen if "/encrypt/" in path]
    assert bound.count(None) == 0, "every key is bound to its place"
    assert len(set(bound)) == DataKey.objects.count()


def test_sec_cry_02_sec_cry_05_the_master_key_moves_elsewhere_and_the_inventory_says_where(
    probe: type[Probe], tmp_path: Path, engine: Engine, settings: Settings, empty_ring: Callable[[KeyProvider], None]
) -> None:
    empty_ring(FileKeyProvider(tmp_path / "master-key.json", ""))
    row = probe.objects.create(tenant_id=TENANT, id_number=NUMBER)
    signed = signing.signing_key()
    settings.TRANSIT_URL, settings.TRANSIT_TOKEN_FILE = engine.url, str(_token(tmp_path))

    out = StringIO()
    call_command("keys", "move", "--to", "transit", stdout=out)

    assert "DANGJIAN_KEY_PROVIDER=transit" in out.getvalue()
    (tmp_path / "master-key.json").unlink()
    empty_now = make_provider("transit")
    keyring._provider = empty_now
    keyring.forget()
    assert probe.objects.get(pk=row.pk).id_number.reveal() == NUMBER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "key_provider", lambda: empty_now)
        assert signing.sign(SigningKey.objects.get(pk=signed.pk), b"text")
    out = StringIO()
    call_command("keys", "inventory", stdout=out)
    assert f"密钥服务 {engine.url}" in out.getvalue()
    assert TOKEN not in out.getvalue()
    assert AuditEntry.objects.filter(intent="kernel.keys.move", note__contains="密钥服务").exists()


def test_sec_cry_02_a_move_that_breaks_changes_nothing(
    probe: type[Probe], tmp_path: Path, engine: Engine, settings: Settings, empty_ring: Callable[[KeyProvider], None]
) -> None:
    empty_ring(FileKeyProvider(tmp_path / "master-key.json", ""))
    row = probe.objects.create(tenant_id=TENANT, id_number=NUMBER)
    before = sorted(bytes(wrapped) for wrapped in DataKey.objects.values_list("wrapped", flat=True))
    settings.TRANSIT_URL, settings.TRANSIT_TOKEN_FILE = engine.url, str(_token(tmp_path))
    engine.is_sealed = True
    with pytest.raises(CommandError, match="解封"):
        call_command("keys", "move", "--to", "transit")

    engine.is_sealed = False
    target = make_provider("transit")
    engine.is_sealed = True
    with pytest.raises(KeyUnavailable):
        turning.move(target)

    assert sorted(bytes(wrapped) for wrapped in DataKey.objects.values_list("wrapped", flat=True)) == before
    keyring.forget()
    assert probe.objects.get(pk=row.pk).id_number.reveal() == NUMBER


def test_sec_cry_02_the_content_of_a_credential_is_made_and_grows(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    call_command("keys", "credential", str(first), stdout=StringIO())
    assert first.stat().st_mode & 0o777 == 0o600
    call_command("keys", "credential", str(second), "--previous", str(first), stdout=StringIO())

    old, new = json.loads(first.read_text()), json.loads(second.read_text())
    assert (old["active"], new["active"], sorted(new["keys"])) == (1, 2, ["1", "2"])
    assert new["keys"]["1"] == old["keys"]["1"]
    for wrong in ({"salt": "x", "keys": {"1": "x"}}, {"keys": {"a": "x"}}, {}):
        first.write_text(json.dumps(wrong))
        with pytest.raises(CommandError):
            call_command("keys", "credential", str(tmp_path / "three"), "--previous", str(first))
    with pytest.raises(CommandError, match="不能已存在"):
        call_command("keys", "credential", str(second))
