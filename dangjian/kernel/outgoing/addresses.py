"""Where requests may go: schemes, ports, and the numeric address, judged at the moment of connecting (SEC-NET-02).

An address that a user typed may lead to public addresses only. What lies inside (an identity provider of the
enterprise, a directory) is declared by those who run the installation, in DANGJIAN_OUTGOING: `host[:port]` or
`network[:port]`, with `http://` in front where nothing but clear text is spoken there.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]

PORTS = frozenset({443, 8443})
"""Ports of undeclared destinations."""
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z")
_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_FORBIDDEN = ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.255.255.255/32", "fe80::/10", "ff00::/8")
_NEVER = tuple(map(ipaddress.ip_network, _FORBIDDEN))
"""Not even when declared: this host by another name, link-local (the metadata of clouds), multicast and broadcast."""
_WRAPPED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
"""IPv6 that carries an IPv4 address in it: where such a packet comes out is not ours to know."""
_SPECIAL_4 = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24")))
"""Registered for protocols; the library of some Python versions takes parts of them for global."""
_GLOBAL_6 = ipaddress.ip_network("2000::/3")
RESOLVING = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")


class OutgoingRefused(Exception):
    """The destination is not one that requests may go to; the text (Chinese) is for the administrator."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A declared destination inside: a name, or a network."""

    name: str
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None
    port: int
    clear: bool


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was taken apart and found well formed."""

    scheme: str
    host: str
    port: int


def declared() -> list[Destination]:
    """The destinations inside that DANGJIAN_OUTGOING names. Raises ValueError for an entry nobody can read."""
    return [_destination(entry) for entry in settings.OUTGOING_DESTINATIONS]


def take_apart(url: str) -> Target:
    """Scheme, host and port of an address. Raises OutgoingRefused for everything unusual."""
    if len(url) > 2000 or not url.isascii() or _ODD.search(url):
        raise OutgoingRefused("地址中有不能使用的字符，请检查是否完整。")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutgoingRefused("地址格式不正确，应为 https://主机名/路径。") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise OutgoingRefused("地址必须以 https:// 开头。")
    if "@" in parts.netloc:
        raise OutgoingRefused("地址中不能带账号和密码。")
    if parts.fragment:
        raise OutgoingRefused("地址中不能带 # 号。")
    return Target(parts.scheme, _host(parts), port or (443 if parts.scheme == "https" else 80))


def check_target(target: Target) -> None:
    """Raise OutgoingRefused for clear text or a port that is neither usual nor declared; no name is looked up."""
    fitting = [place for place in declared() if place.port == target.port and place.name in {"", target.host}]
    if target.scheme == "http" and not any(place.clear for place in fitting):
        raise OutgoingRefused("地址必须以 https:// 开头：明文地址须由运维人员在 DANGJIAN_OUTGOING 中登记。")
    if target.port not in PORTS and not fitting:
        raise OutgoingRefused(f"端口 {target.port} 不在允许之列：请由运维人员在 DANGJIAN_OUTGOING 中登记该地址。")


def resolve(host: str, port: int, *, within: float = 10.0, resolver: Resolver | None = None) -> list[str]:
    """The numeric addresses of a host, all of them judged; connect to one of these and to nothing else.

    Raises OutgoingRefused when one of them is not allowed, OSError when the name is unknown or nobody answers in time.
    """
    try:
        found = RESOLVING.submit(resolver or _look_up, host, port).result(timeout=within)
    except Late as error:
        raise OSError("the name was not resolved in time") from error
    if not found:
        raise OSError("the name has no address")
    for text in found:
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError as error:
            raise OutgoingRefused("地址中的主机名不正确。") from error
        _judge(host, port, address)
    return found


def is_public(address: Address) -> bool:
    """Whether an address is global unicast and hides no other address."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = any(address in network for network in _WRAPPED)
        return address in _GLOBAL_6 and not wrapped and address.is_global
    special = address.is_multicast or address.is_reserved or any(address in network for network in _SPECIAL_4)
    return address.is_global and not special


def _judge(host: str, port: int, address: Address) -> None:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not any(address in network for network in _NEVER):
        if is_public(address):
            return
        for place in declared():
            inside = place.name == host if place.network is None else address in place.network
            if inside and place.port == port:
                return
    raise OutgoingRefused(
        f"“{host}”指向内部网络或保留地址，已拒绝连接。"
        f"确属本单位的服务，请由运维人员在 DANGJIAN_OUTGOING 中登记 {host}:{port}。"
    )


def _host(parts: SplitResult) -> str:
    """The host in lower case: a name, or an address in its one usual form."""
    host = (parts.hostname or "").lower()
    if "%" in host:
        raise OutgoingRefused("地址中的主机名不正确。")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    # 2130706433, 0x7f.1 and 0177.0.0.1 are addresses to the operating system: a name has a letter at its end.
    if not _NAME.match(host) or not host.rsplit(".", 1)[-1][0].isalpha():
        raise OutgoingRefused("地址中的主机名不正确，应为域名或标准写法的 IP 地址。")
    return host


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _destination(entry: str) -> Destination:
    clear = entry.startswith("http://")
    rest = entry.strip().removeprefix("http://").removeprefix("https://").rstrip("/").lower()
    default = 80 if clear else 443
    address, slash, tail = rest.rpartition("/")
    if slash:
        size, _, port = tail.partition(":")
        network = ipaddress.ip_network(f"{address.strip('[]')}/{size}")
        return Destination("", network, int(port or default), clear)
    parts = urlsplit(f"//{rest}")
    host = _host(parts)
    try:
        alone = ipaddress.ip_network(host)
    except ValueError:
        return Destination(host, None, parts.port or default, clear)
    return Destination("", alone, parts.port or default, clear)
