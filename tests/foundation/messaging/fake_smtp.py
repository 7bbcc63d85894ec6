"""A small mail server on the loopback: TLS from the first byte or from STARTTLS on, and faults on request."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def write_certificate(folder: Path) -> Path:
    """A certificate for `localhost` that is its own authority, with its key."""
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
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem"


@dataclass
class FakeSmtp:
    """What it took, and how it misbehaves: `answers` replaces single answers by verb, `hangs_up_at` a verb."""

    context: ssl.SSLContext | None
    by_tls: bool = False
    offers_tls: bool = True
    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_at: str = ""
    mails: list[str] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)


class Server(socketserver.ThreadingTCPServer):
    """Hands each connection to a thread."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, fake: FakeSmtp) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fake = fake

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing is printed."""


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    server: Server

    def _secure(self) -> None:
        assert self.server.fake.context is not None
        self.request = self.server.fake.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)

    def _say(self, verb: str, usual: str) -> None:
        self.wfile.write((self.server.fake.answers.get(verb, usual) + "\r\n").encode())

    def handle(self) -> None:
        try:
            if self.server.fake.by_tls:
                self._secure()
            self._talk(secured=self.server.fake.by_tls)
        except (OSError, ssl.SSLError):
            return
        finally:
            if isinstance(self.request, ssl.SSLSocket):  # the server closes only what it accepted
                self.rfile.close()
                self.wfile.close()
                self.request.close()

    def _talk(self, *, secured: bool) -> None:
        self._say("HELLO", "220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if not secured:
                self.server.fake.in_clear.append(verb)
            if verb == self.server.fake.hangs_up_at:
                return
            if verb == "EHLO":
                offer = "250-STARTTLS\r\n" if self.server.fake.offers_tls and not secured else ""
                self.wfile.write(f"250-here\r\n{offer}250 AUTH PLAIN\r\n".encode())
            elif verb == "STARTTLS":
                self._say(verb, "220 go on")
                self._secure()
                secured = True
            elif verb == "AUTH":
                user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")[1:]
                self._say(verb, "235 ok" if (user, password) == ("dj", "secret") else "535 no")
            elif verb == "DATA":
                self._say(verb, "354 go on")
                self._take()
            elif verb == "QUIT":
                self._say(verb, "221 bye")
                return
            else:
                self._say(verb, "250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.server.fake.mails.append(b"".join(lines).decode())
        if self.server.fake.hangs_up_at == "TAKEN":
            raise OSError
        self._say("TAKEN", "250 queued")


@contextmanager
def serving(fake: FakeSmtp) -> Iterator[FakeSmtp]:
    """Run it for a while."""
    server = Server(fake)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    fake.port = server.server_address[1]
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
