"""The one outgoing client: forbidden sinks get no connection, whatever the address looks like (SEC-NET-02)."""

from __future__ import annotations

import ast
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from dangjian.kernel.outgoing import Answer, OutgoingFailed, OutgoingRefused, addresses, client, send

FORMS = [
    *("http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/"),
    *("https://user@example.com/", "https://user:secret@example.com/", "https://example.com@127.0.0.1/"),
    *("https://example.com:22/", "https://example.com:6379/", "https://example.com:80/", "https://example.com:99999/"),
    *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/"),
    *("https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://0/", "https://0.0.0.0/"),
    *("https://10.0.0.1/", "https://172.16.5.5/", "https://192.168.1.1/", "https://100.64.0.1/", "https://198.18.0.1/"),
    *("https://169.254.169.254/latest/meta-data/", "https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/"),
    *("https://192.0.2.1/", "https://203.0.113.7/", "https://192.0.0.8/"),
    *("https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/"),
    *("https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::127.0.0.1]/", "https://[ff02::1]/"),
    *("https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fec0::1]/"),
    *("https://[2001:0:7f00:1::]/", "https://[2001:db8::1]/", "https://[100::1]/", "https://[0:0:0:0:0:ffff:a9fe:a9fe]/"),
    *("https://①②⑦.⓪.⓪.①/", "https://１２７.0.0.1/", "https://exa mple.com/", "https://example.com\\@127.0.0.1/"),
    *("https://example.com/\r\nHost: evil", "https://example.com\t/", "https://example.com/#@127.0.0.1", "https://%31%32%37.0.0.1/"),
    *("https:///etc/passwd", "https://", "https://-bad-/", "https://.com/", "https://exa_mple.com/", "https://[::1/"),
]  # fmt: skip


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every connection that anything tries to make; none succeeds."""
    made: list[Any] = []

    def refuse(address: Any, *args: Any, **kwargs: Any) -> None:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    return made


class _Sink(BaseHTTPRequestHandler):
    """Answers in awkward ways, by path."""

    seen: list[str] = []
    bodies: list[bytes] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/landed")
            self.end_headers()
        elif self.path == "/huge":
            self.send_response(200)
            self.end_headers()
            for _ in range(7):
                self.wfile.write(b"x" * 1024 * 1024)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b"x")
                time.sleep(0.1)
        elif self.path == "/packed":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"fine": true}')

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def sink() -> Iterator[int]:
    """A server on the loopback; its port."""
    _Sink.seen, _Sink.bodies = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sink)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # the client breaks off on purpose
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("url", FORMS)
def test_sec_net_02_forbidden_addresses_get_no_connection(url: str, connections: list[Any]) -> None:
    with pytest.raises(OutgoingRefused):
        send("GET", url, resolver=lambda host, port: [host.strip("[]")])
    assert connections == []


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["10.1.2.3"], ["1.1.1.1", "127.0.0.1"], ["::1"], ["::ffff:169.254.169.254"], ["fe80::1%eth0"]],
    ids=str,
)
def test_sec_net_02_a_name_that_leads_inside_is_refused(answers: list[str], connections: list[Any]) -> None:
    with pytest.raises(OutgoingRefused):
        send("GET", "https://idp.example.com/", resolver=lambda host, port: answers)
    assert connections == []


def test_sec_net_02_rebinding_is_looked_up_once_and_connects_to_what_was_judged(connections: list[Any]) -> None:
    turns = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])

    with pytest.raises(OutgoingFailed):
        send("GET", "https://rebinding.example.com/", resolver=lambda host, port: next(turns))

    assert connections == [("93.184.216.34", 443)]


def test_sec_net_02_public_addresses_are_public() -> None:
    import ipaddress

    for text in ("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "240e:4c:4008::1"):
        assert addresses.is_public(ipaddress.ip_address(text)), text


@pytest.mark.parametrize(
    ("name", "value"), [("X-Key", "a\r\nHost: evil"), ("X-Key", "a\nb"), ("X\r\nKey", "a"), ("X-Key", "a\0")]
)
def test_sec_net_02_split_headers_are_refused(name: str, value: str, connections: list[Any]) -> None:
    with pytest.raises(OutgoingRefused):
        send("GET", "https://example.com/", headers={name: value}, resolver=lambda host, port: ["93.184.216.34"])
    assert connections == []


def test_sec_net_02_a_declared_destination_inside_is_reached(sink: int, settings: Any) -> None:
    settings.OUTGOING_DESTINATIONS = [f"http://127.0.0.1:{sink}"]

    answer = send("GET", f"http://127.0.0.1:{sink}/ok")

    assert isinstance(answer, Answer)
    assert (answer.status, answer.json()) == (200, {"fine": True})


def test_sec_net_02_a_signed_body_goes_out_byte_by_byte(sink: int, settings: Any) -> None:
    settings.OUTGOING_DESTINATIONS = [f"http://127.0.0.1:{sink}"]
    signed = '{"b": 1,  "a":"党费"}'.encode()

    answer = send("POST", f"http://127.0.0.1:{sink}/", headers={"Content-Type": "application/json"}, content=signed)

    assert answer.status == 204
    assert _Sink.bodies == [signed]


@pytest.mark.parametrize("entry", ["127.0.0.1:{port}", "http://10.0.0.0/8:{port}", "http://127.0.0.1:1"])
def test_sec_net_02_a_declaration_opens_what_it_says_and_no_more(entry: str, sink: int, settings: Any) -> None:
    settings.OUTGOING_DESTINATIONS = [entry.format(port=sink)]

    with pytest.raises(OutgoingRefused):
        send("GET", f"http://127.0.0.1:{sink}/ok")
    assert _Sink.seen == []


def test_sec_net_02_link_local_is_refused_even_when_declared(settings: Any, connections: list[Any]) -> None:
    settings.OUTGOING_DESTINATIONS = ["http://169.254.0.0/16:80"]

    with pytest.raises(OutgoingRefused):
        send("GET", "http://169.254.169.254/latest/meta-data/")
    assert connections == []


@pytest.mark.parametrize("path", ["/moved", "/huge", "/packed", "/slow"])
def test_sec_net_02_awkward_answers_are_broken_off(
    path: str, sink: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTGOING_DESTINATIONS = [f"http://127.0.0.1:{sink}"]
    monkeypatch.setattr(client, "SECONDS", 1.0)
    began = time.monotonic()

    with pytest.raises(OutgoingFailed):
        send("GET", f"http://127.0.0.1:{sink}{path}")

    assert _Sink.seen == [path]
    assert time.monotonic() - began < 3


def test_sec_net_02_proxies_of_the_environment_do_not_apply(
    sink: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTGOING_DESTINATIONS = [f"http://127.0.0.1:{sink}"]
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send("GET", f"http://127.0.0.1:{sink}/ok").status == 200


CLIENTS = frozenset(
    {"httpx", "httpcore", "requests", "urllib3", "aiohttp", "urllib.request", "http.client", "ftplib", "smtplib"}
)
ALLOWED = {
    "dangjian/kernel/outgoing/client.py": {"httpx", "httpcore"},
    "dangjian/kernel/outgoing/mail.py": {"smtplib"},
    "dangjian/kernel/management/commands/serve.py": {"http.client"},  # asks its own server whether it has come up
}


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in CLIENTS if any(each == name or each.startswith(f"{name}.") for each in found)}


def test_sec_net_02_no_other_module_knows_an_http_client() -> None:
    root = Path(settings.BASE_DIR)
    found = {str(path.relative_to(root)): _imported(path) for path in sorted((root / "dangjian").rglob("*.py"))}

    assert {name: modules for name, modules in found.items() if modules} == ALLOWED
    assert "allauth.socialaccount" not in settings.INSTALLED_APPS  # it would bring a client of its own


def test_sec_net_02_an_import_of_a_client_is_found(tmp_path: Path) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text("from urllib import request\nimport requests.sessions\n", encoding="utf-8")

    assert _imported(probe) == {"urllib.request", "requests"}
