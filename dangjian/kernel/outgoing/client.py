"""The one client for requests that leave this system: checked address, no redirect, ten seconds, five megabytes."""

from __future__ import annotations

import json
import re
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx
from django.conf import settings

from dangjian.kernel.outgoing.addresses import (
    OutgoingRefused,
    Resolver,
    check_target,
    resolve,
    take_apart,
)

SECONDS = 10.0
LARGEST = 5 * 1024 * 1024
METHODS = frozenset({"GET", "POST"})
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]{0,8000}\Z")


class OutgoingFailed(Exception):
    """The other side did not give a usable answer; the text (Chinese) says what to look at.

    `was_reached`: the request may have arrived; False where no connection came about.
    """

    def __init__(self, text: str, *, was_reached: bool = True) -> None:
        super().__init__(text)
        self.was_reached = was_reached


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises OutgoingFailed."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:  # the latter where somebody nests thousands deep
            raise OutgoingFailed("对方返回的内容不是 JSON，请核对填写的地址。") from error


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Any = None,
    content: bytes | None = None,
    resolver: Resolver | None = None,
) -> Answer:
    """Send one request; `form` goes as a form, `body` as JSON, `content` byte by byte as it stands (signed requests).

    Never inside a transaction: it may take ten seconds.

    Raises OutgoingRefused for a destination that is not allowed, OutgoingFailed for silence, a redirect, too much.
    An answer of 400 and above is an answer.
    """
    target = take_apart(url)
    check_target(target)
    if method not in METHODS:
        raise OutgoingRefused("不支持的请求方法。")
    ends_at = time.monotonic() + SECONDS
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "dangjian", **(headers or {})}
    _refuse_split_headers(sent)
    backend = _Checked(ends_at, resolver)
    try:
        with (
            httpx.Client(
                transport=_Transport(backend),
                trust_env=False,
                follow_redirects=False,
                timeout=SECONDS,
                max_redirects=0,
            ) as client,
            client.stream(method, url, headers=sent, data=form, json=body, content=content) as response,
        ):
            return _read(response, ends_at)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        if backend.refused is not None:
            raise backend.refused from None
        raise OutgoingFailed(
            f"无法从 {target.host} 取得回应，请核对地址和网络（{_reason(error)}）。",
            was_reached=not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)),
        ) from error


def _read(response: httpx.Response, ends_at: float) -> Answer:
    if 300 <= response.status_code < 400:
        raise OutgoingFailed("对方要求转到另一个地址，已拒绝。请直接填写最终地址。")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise OutgoingFailed("对方返回了压缩的内容，已拒绝。")
    if int(response.headers.get("Content-Length") or 0) > LARGEST:
        raise OutgoingFailed("对方返回的内容超过 5 MB，已拒绝。")
    parts, size = [], 0
    for part in response.iter_raw():
        size += len(part)
        if size > LARGEST:
            raise OutgoingFailed("对方返回的内容超过 5 MB，已拒绝。")
        if time.monotonic() > ends_at:
            raise OutgoingFailed("对方 10 秒内没有答完，已中断。")
        parts.append(part)
    return Answer(response.status_code, dict(response.headers), b"".join(parts))


def _refuse_split_headers(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not _HEADER_NAME.match(name) or not _HEADER_VALUE.match(value):
            raise OutgoingRefused("请求中有不能使用的字符。")


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "超时"
    text = str(error)
    return "证书不受信任" if "CERTIFICATE" in text.upper() else "连接失败"


@cache
def tls() -> ssl.SSLContext:
    """Certificates of the public authorities, and those of the enterprise from DANGJIAN_OUTGOING_CA."""
    context = httpx.create_ssl_context(trust_env=False)
    if settings.OUTGOING_CA:
        context.load_verify_locations(cafile=settings.OUTGOING_CA)
    return context


class _Transport(httpx.HTTPTransport):
    """httpx on connections that are made by `_Checked`."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        super().__init__(verify=tls(), trust_env=False, retries=0)
        self._pool = httpcore.ConnectionPool(ssl_context=tls(), max_connections=1, network_backend=backend)


class _Checked(httpcore.NetworkBackend):
    """Connects to numeric addresses that were judged a moment ago: a name cannot change its mind in between."""

    def __init__(self, ends_at: float, resolver: Resolver | None) -> None:
        self._ends_at = ends_at
        self._resolver = resolver
        self._plain = httpcore.SyncBackend()
        self.refused: OutgoingRefused | None = None
        """The judgement, which the pool in between would not pass on."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = resolve(host, port, within=_left(self._ends_at), resolver=self._resolver)
        except OutgoingRefused as refused:
            self.refused = refused
            raise httpcore.ConnectError("refused") from refused
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        failure: Exception | None = None
        for address in found[:3]:
            try:
                stream = self._plain.connect_tcp(address, port, timeout=_left(self._ends_at))
                return _Bounded(stream, self._ends_at)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("sockets of this machine are no destination")


class _Bounded(httpcore.NetworkStream):
    """A connection whose every step ends with the whole request: slow drops do not add up."""

    def __init__(self, stream: httpcore.NetworkStream, ends_at: float) -> None:
        self._stream = stream
        self._ends_at = ends_at

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._ends_at))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._ends_at))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._ends_at))
        return _Bounded(secured, self._ends_at)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left
