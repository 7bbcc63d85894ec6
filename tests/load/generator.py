"""A small load generator: keep-alive connections on raw sockets, prepared requests, one thread.

It costs a tenth of what the server spends on a request, so that the other core is enough to drive it.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Load:
    """What came back."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    sample: bytes = b""

    @property
    def rate(self) -> float:
        """Answers per second."""
        return sum(self.statuses.values()) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Latency in seconds that this share of the answers stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def request(method: str, path: str, *, cookie: str = "", body: bytes = b"", **headers: str) -> bytes:
    """One prepared request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: application/json", "Connection: keep-alive"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    elif method != "GET":
        lines.append("Content-Length: 0")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class _Connection:
    """One keep-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()
        self.sent_at = 0.0
        self._end = -1
        self._chunked = False

    def send(self, data: bytes) -> None:
        self.buffer.clear()
        self._end, self._chunked = -1, False
        self.sent_at = time.perf_counter()
        self.socket.sendall(data)

    def receive(self) -> bool:
        """Read what is there; True when the answer is whole. Raises ConnectionError when the server hung up."""
        data = self.socket.recv(262144)
        if not data:
            raise ConnectionError
        self.buffer += data
        if self._end < 0 and not self._chunked:
            head = self.buffer.find(b"\r\n\r\n")
            if head < 0:
                return False
            self._measure(bytes(self.buffer[:head]).lower(), head + 4)
        if self._chunked:
            return self.buffer.endswith(b"0\r\n\r\n")
        return len(self.buffer) >= self._end

    def _measure(self, head: bytes, start: int) -> None:
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name == b"content-length":
                self._end = start + int(value)
                return
            if name == b"transfer-encoding" and b"chunked" in value:
                self._chunked = True
                return
        self._end = start

    @property
    def status(self) -> int:
        return int(self.buffer[9:12])


def drive(port: int, requests: Iterator[bytes], *, connections: int = 8, seconds: float = 1e9) -> Load:
    """Send requests until there are no more of them or the time is over; every answer is waited for."""
    load = Load()
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    until = began + seconds
    open_now = 0
    for _ in range(connections):
        first = next(requests, None)
        if first is None:
            break
        connection = _Connection(port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(first)
        open_now += 1
    while open_now:
        for key, _ in selector.select(30):
            connection = key.data
            try:
                if not connection.receive():
                    continue
                moment = time.perf_counter()
                load.statuses[connection.status] += 1
                load.latencies.append(moment - connection.sent_at)
                if not load.sample:
                    load.sample = bytes(connection.buffer)
                following = next(requests, None) if moment < until else None
                if following is not None:
                    connection.send(following)
                    continue
            except OSError:
                load.failures += 1
            selector.unregister(connection.socket)
            connection.socket.close()
            open_now -= 1
    load.seconds = time.perf_counter() - began
    selector.close()
    return load
