"""LDAP and Active Directory: found by a search with the name escaped, proved by a bind over TLS.

The library opens the connection, so the address is judged here and handed over as a number; the certificate is
checked against the name.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dangjian.identity.providers.adapters.base import Finding, Identity, Settings, SignOnRefused
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused, resolve
from dangjian.kernel.outgoing.addresses import declared
from dangjian.kernel.outgoing.client import tls

with warnings.catch_warnings():
    # The library asks pyasn1 for names that have been spelled otherwise since; the lock file keeps a version with both.
    warnings.simplefilter("ignore", DeprecationWarning)
    import ldap3
    from ldap3.core.exceptions import LDAPException
    from ldap3.utils.conv import escape_filter_chars

SECONDS = 8
ATTRIBUTES = ("entryUUID", "objectGUID", "displayName", "cn", "userAccountControl")
_ACCOUNT_DISABLED = 0x2


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    by_tls: bool
    """TLS from the first byte (ldaps); otherwise StartTLS, or nothing where the destination is declared as clear."""
    clear: bool


class Ldap:
    """`address` is `ldaps://host` or `ldap://host`; `client_id` and `secret` search; `extra` is the search base."""

    def prove(self, own: Settings, name: str, password: str) -> Identity:
        """Who somebody is by name and password. Raises SignOnRefused, OutgoingRefused, OutgoingFailed."""
        if not password or not name.strip() or len(name) > 100 or "\0" in name + password:
            raise SignOnRefused("password")
        entry = self._find(own, name.strip())
        try:
            with _connection(own, str(entry["dn"]), password):
                pass
        except _Wrong as wrong:
            raise SignOnRefused("password") from wrong
        return Identity(own.address, _subject(entry), _first(entry, "displayName") or _first(entry, "cn"))

    def try_out(self, own: Settings) -> list[Finding]:
        """What a test of the connection found."""
        try:
            with _connection(own, own.client_id, own.secret) as connection:
                found = connection.search(own.extra, "(objectClass=*)", ldap3.BASE, attributes=[])
        except _Wrong:
            return [Finding(False, "目录服务器不接受查询账号或密码")]
        except LDAPException as error:
            raise OutgoingFailed("目录服务器没有按 LDAP 回应，请核对地址。") from error
        return [
            Finding(True, "已连接，查询账号可用"),
            Finding(bool(found), "查询范围存在" if found else "查询范围（Base DN）不存在"),
        ]

    def _find(self, own: Settings, name: str) -> dict[str, Any]:
        try:
            with _connection(own, own.client_id, own.secret) as connection:
                wanted = f"({own.name_attribute}={escape_filter_chars(name)})"
                connection.search(own.extra, wanted, ldap3.SUBTREE, attributes=list(ATTRIBUTES), size_limit=2)
                found = [row for row in connection.response or [] if row.get("type") == "searchResEntry"]
        except _Wrong as wrong:
            raise OutgoingFailed("目录服务器不接受查询账号，请联系管理员。") from wrong
        except LDAPException as error:
            raise OutgoingFailed("目录服务器没有按 LDAP 回应，请稍后再试或联系管理员。") from error
        if len(found) != 1 or not found[0].get("dn"):
            raise SignOnRefused("password")
        if int(_first(found[0], "userAccountControl") or 0) & _ACCOUNT_DISABLED:
            raise SignOnRefused("disabled_there")
        return dict(found[0])


class _Wrong(Exception):
    """Name and password do not fit."""


class _Tls(ldap3.Tls):  # type: ignore[misc]  # the library has no types
    """TLS as for every other outgoing connection: certificate and name are checked in the handshake."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self._host = host

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        connection.socket = tls().wrap_socket(
            connection.socket, do_handshake_on_connect=do_handshake, server_hostname=self._host
        )


class _connection:  # noqa: N801 - used as a statement
    """An authenticated connection, closed at the end. Raises _Wrong, OutgoingRefused, OutgoingFailed."""

    def __init__(self, own: Settings, name: str, password: str) -> None:
        place = _place(own.address)
        try:
            address = resolve(place.host, place.port, within=SECONDS)[0]
        except OSError as error:
            raise OutgoingFailed(f"找不到目录服务器 {place.host}，请核对地址。") from error
        server = ldap3.Server(
            address,
            place.port,
            use_ssl=place.by_tls,
            tls=_Tls(place.host),
            connect_timeout=SECONDS,
            get_info=ldap3.NONE,
        )
        self._plain = place.clear
        self._connection = ldap3.Connection(
            server,
            user=name,
            password=password,
            authentication=ldap3.SIMPLE,
            auto_referrals=False,
            receive_timeout=SECONDS,
            raise_exceptions=False,
            read_only=True,
            check_names=False,
        )
        self._by_tls = place.by_tls

    def __enter__(self) -> Any:
        connection = self._connection
        try:
            connection.open(read_server_info=False)
            if not self._by_tls and not self._plain and not connection.start_tls(read_server_info=False):
                raise OutgoingFailed("目录服务器不支持 StartTLS，密码不能以明文发送，请改用 ldaps:// 地址。")
            if not connection.bind(read_server_info=False):
                raise _Wrong
        except LDAPException as error:
            self.__exit__()
            raise OutgoingFailed("无法与目录服务器建立安全连接，请核对地址、端口和证书。") from error
        except (OutgoingFailed, _Wrong):
            self.__exit__()
            raise
        return connection

    def __exit__(self, *args: object) -> None:
        opened = self._connection.socket
        try:
            self._connection.unbind()
        except LDAPException:
            return  # the other side was faster
        finally:
            if opened is not None:
                opened.close()


def _place(address: str) -> _Place:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise OutgoingRefused("地址格式不正确，应为 ldaps://主机名。") from error
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname or parts.path.strip("/") or "@" in parts.netloc:
        raise OutgoingRefused("地址格式不正确，应为 ldaps://主机名。")
    by_tls = parts.scheme == "ldaps"
    usual = 636 if by_tls else 389
    host = parts.hostname.lower()
    fitting = [place for place in declared() if place.port == (port or usual) and place.name in {"", host}]
    if (port or usual) != usual and not fitting:
        raise OutgoingRefused(f"端口 {port} 不在允许之列：请由运维人员在 DANGJIAN_OUTGOING 中登记该地址。")
    return _Place(host, port or usual, by_tls, not by_tls and any(place.clear for place in fitting))


def _subject(entry: dict[str, Any]) -> str:
    """What stays when somebody is renamed or moved; the name itself where the directory has nothing better."""
    raw = entry.get("raw_attributes") or {}
    for name, marked in (("entryUUID", "uuid"), ("objectGUID", "guid")):
        values = raw.get(name) or []
        if values:
            value = bytes(values[0])
            return f"{marked}:{value.decode('ascii') if marked == 'uuid' else value.hex()}"
    return f"dn:{entry['dn']}"[:255]


def _first(entry: dict[str, Any], name: str) -> str:
    values = (entry.get("raw_attributes") or {}).get(name) or []
    return bytes(values[0]).decode("utf-8", errors="replace")[:80] if values else ""


ADAPTER = Ldap()
