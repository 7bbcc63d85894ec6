"""LDAP against a real slapd on the loopback, with TLS by StartTLS and without (SEC-AUTH-09)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dangjian.identity.providers.adapters.base import Settings, SignOnRefused
from dangjian.identity.providers.adapters.ldap import ADAPTER
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused
from dangjian.kernel.outgoing.client import tls
from tests.identity.accounts.conftest import Browser
from tests.identity.providers.conftest import SIGN_ON, link, make_provider
from tests.serving import free_port
from tests.world import World

SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
BASE = "ou=people,dc=works"
PASSWORD = "Lantern&Harbour-27"
pytestmark = pytest.mark.skipif(
    not Path(SLAPD).exists() and "CI" not in os.environ, reason="slapd is not installed: scripts/setup.sh slapd"
)


@dataclass(frozen=True)
class Directory:
    """A running slapd: its two addresses and the authority that signed its certificate."""

    port: int
    tls_port: int
    authority: str

    def settings(self, address: str = "", **changes: str) -> Settings:
        """A provider for it."""
        given = {"client_id": "cn=reader,dc=works", "secret": "reader-pw", "extra": BASE, "name_attribute": "uid"}
        return Settings("ldap", address or f"ldap://127.0.0.1:{self.port}", **(given | changes))


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


_CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
TLSCACertificateFile {folder}/cert.pem
database mdb
suffix "dc=works"
directory {folder}/data
rootdn "cn=root,dc=works"
rootpw root-pw
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
_ENTRIES = f"""dn: dc=works
objectClass: dcObject
objectClass: organization
o: works

dn: {BASE}
objectClass: organizationalUnit
ou: people

dn: cn=reader,dc=works
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: reader-pw

dn: uid=wang,{BASE}
objectClass: inetOrgPerson
uid: wang
cn:: 546L5bu65Zu9
sn: wang
userPassword: {PASSWORD}

dn: uid=li,{BASE}
objectClass: inetOrgPerson
uid: li
cn: li
sn: li
userPassword: Another&Harbour-28

dn: uid=twin,{BASE}
objectClass: inetOrgPerson
uid: twin
uid: double
cn: twin
sn: twin
userPassword: {PASSWORD}

dn: uid=double,{BASE}
objectClass: inetOrgPerson
uid: double
cn: double
sn: double
userPassword: {PASSWORD}
"""


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    """A slapd of its own in a folder that is thrown away; stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dj-slapd-"))
    (folder / "data").mkdir()
    _certificate(folder)
    (folder / "conf").write_text(_CONFIGURATION.format(folder=folder))
    (folder / "entries").write_text(_ENTRIES)
    slapadd = [str(Path(SLAPD).with_name("slapadd")), "-f", str(folder / "conf"), "-l", str(folder / "entries")]
    subprocess.run(slapadd, check=True, capture_output=True)
    port, tls_port = free_port(), free_port()
    addresses = f"ldap://127.0.0.1:{port} ldaps://127.0.0.1:{tls_port}"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [SLAPD, "-f", str(folder / "conf"), "-h", addresses, "-d", "0"], stdout=log, stderr=log
        )
    deadline = time.monotonic() + 20
    while not (folder / "pid").exists() and server.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.poll() is None, (folder / "log").read_text()
    yield Directory(port, tls_port, str(folder / "cert.pem"))
    server.send_signal(signal.SIGTERM)
    server.wait(20)
    shutil.rmtree(folder)


@pytest.fixture
def declared(directory: Directory, settings: Any) -> Directory:
    """The directory as one that may be reached in clear text."""
    settings.OUTGOING_DESTINATIONS = [f"http://127.0.0.1:{directory.port}"]
    return directory


def test_sec_auth_09_name_and_password_are_proved(declared: Directory) -> None:
    found = ADAPTER.prove(declared.settings(), " wang ", PASSWORD)

    assert found.issuer == f"ldap://127.0.0.1:{declared.port}"
    assert found.subject.startswith("uuid:")
    assert found.label == "王建国"
    assert found == ADAPTER.prove(declared.settings(), "WANG", PASSWORD)


INJECTIONS = [
    *("*", "wa*", "wang)(uid=*", "*)(uid=*))(|(uid=*", "wang)(|(uid=*", "wang))(&(uid=*", "*)(objectClass=*"),
    *("wang\\2a", "\\2a", "(wang)", "wang)(userPassword=*", "wang)(!(uid=li", ")(cn=*", "|", "&", "!(uid=li)"),
    *(
        "uid=wang,ou=people,dc=works",
        "wang,ou=people",
        "wang\n",
        "wa\0ng",
        "wang\0",
        "",
        "   ",
        "double",
        "nobody",
        "é*",
    ),
    "w" * 101,
]


@pytest.mark.parametrize("name", [name for name in INJECTIONS if name != "wang\n"])
def test_sec_auth_09_filter_injection_is_refused(name: str, declared: Directory) -> None:
    with pytest.raises(SignOnRefused):
        ADAPTER.prove(declared.settings(), name, PASSWORD)


@pytest.mark.parametrize("password", ["", "wrong", "Another&Harbour-28", f"{PASSWORD} ", f"{PASSWORD}\0", "*", "\0"])
def test_sec_auth_09_wrong_and_empty_passwords_are_refused(password: str, declared: Directory) -> None:
    """An empty password is an anonymous bind, which succeeds with many servers."""
    with pytest.raises(SignOnRefused):
        ADAPTER.prove(declared.settings(), "wang", password)


def test_sec_auth_09_tls_is_insisted_on_and_checked(directory: Directory, settings: Any) -> None:
    plain, by_tls = f"ldap://localhost:{directory.port}", f"ldaps://localhost:{directory.tls_port}"
    settings.OUTGOING_DESTINATIONS = [f"localhost:{directory.port}", f"127.0.0.0/8:{directory.tls_port}"]
    for address in (plain, by_tls):
        with pytest.raises(OutgoingFailed):  # the authority is not known
            ADAPTER.prove(directory.settings(address), "wang", PASSWORD)
    settings.OUTGOING_CA = directory.authority
    tls.cache_clear()

    for address in (plain, by_tls):
        assert ADAPTER.prove(directory.settings(address), "wang", PASSWORD).label == "王建国"
    settings.OUTGOING_DESTINATIONS = [f"127.0.0.0/8:{directory.tls_port}"]
    with pytest.raises(OutgoingFailed):  # the certificate is another host's
        ADAPTER.prove(directory.settings(f"ldaps://127.0.0.1:{directory.tls_port}"), "wang", PASSWORD)
    tls.cache_clear()


@pytest.mark.parametrize(
    "address",
    ["ldap://127.0.0.1", "ldaps://10.0.0.1", "ldap://x@127.0.0.1", "ldap://127.0.0.1/dc=works", "ldap://h:99999"],
)
def test_sec_net_02_directories_that_are_not_declared_are_not_reached(address: str, directory: Directory) -> None:
    with pytest.raises(OutgoingRefused):
        ADAPTER.prove(directory.settings(address), "wang", PASSWORD)


def test_sec_auth_09_the_connection_is_tested(declared: Directory) -> None:
    fine, wrong, base = (
        ADAPTER.try_out(declared.settings(**changes)) for changes in ({}, {"secret": "x"}, {"extra": "ou=no,dc=works"})
    )

    assert [finding.is_fine for finding in fine] == [True, True]
    assert [finding.is_fine for finding in wrong] == [False]
    assert [finding.is_fine for finding in base] == [True, False]


def test_sec_auth_09_people_sign_in_by_the_directory_and_guessing_is_stopped(world: World, declared: Directory) -> None:
    own = declared.settings()
    provider = make_provider(
        world, kind="ldap", name="域账号", address=own.address, client_id=own.client_id, secret=own.secret,
        extra=BASE, name_attribute="uid",
    )  # fmt: skip
    identity = ADAPTER.prove(own, "wang", PASSWORD)
    link(world, provider, "member", identity.issuer, identity.subject)
    browser, guesser, path = Browser(), Browser("198.51.100.9"), f"{SIGN_ON}/{provider.pk}/password"
    body = {"identifier": "wang", "password": PASSWORD, "surface": "phone"}

    answer = browser.send("POST", path, body)
    unlinked = guesser.send("POST", path, {**body, "identifier": "li", "password": "Another&Harbour-28"})
    guessed = [guesser.send("POST", path, {**body, "password": "wrong"}).status_code for _ in range(6)]
    locked = guesser.send("POST", path, body)

    assert (answer.status_code, browser.stage()) == (200, "complete"), answer.content.decode()
    assert unlinked.status_code == 401
    assert set(guessed) == {401}
    assert locked.status_code == 401
