"""The KEK in the transit engine of Vault or OpenBao: wrapping and unwrapping happen there (SEC-CRY-02).

`POST /v1/<mount>/encrypt/<key>` with `plaintext`, `associated_data` (both base64) and `key_version` answers
`vault:v<n>:…`; `decrypt` takes it back; `GET keys/<key>` names the versions; `POST keys/<key>/rotate` makes the next.
The key has to be of an authenticated kind (aes256-gcm96 and the like). Requests go through the one outgoing client.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import stat
from pathlib import Path
from typing import Any

from django.conf import settings

from dangjian.kernel.crypto.primitives import SealBroken
from dangjian.kernel.crypto.providers import KeyUnavailable
from dangjian.kernel.outgoing import Answer, OutgoingFailed, OutgoingRefused, send

AUTHENTICATED = frozenset({"aes128-gcm96", "aes256-gcm96", "chacha20-poly1305", "xchacha20-poly1305"})
"""Kinds of keys that bind associated data."""
_WRAPPED = re.compile(rb"vault:v([1-9][0-9]{0,8}):[A-Za-z0-9+/=]{1,4000}\Z")
_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,199}\Z")
_TOKEN = re.compile(r"[\x21-\x7e]{1,4000}\Z")


class TransitKeyProvider:
    """KEK that never leaves the key server; every answer of it that is not a clear yes or no is KeyUnavailable."""

    def __init__(
        self, url: str | None = None, key: str | None = None, token_file: Path | None = None, mount: str | None = None
    ) -> None:
        self._url = (url if url is not None else settings.TRANSIT_URL).rstrip("/")
        self._key = key if key is not None else settings.TRANSIT_KEY
        self._mount = mount if mount is not None else settings.TRANSIT_MOUNT
        self._token_file = token_file if token_file is not None else Path(settings.TRANSIT_TOKEN_FILE)
        if not self._url or not _PLACE.match(self._key) or "/" in self._key or not _PLACE.match(self._mount):
            raise KeyUnavailable("密钥服务没有设置完整：请设置 DANGJIAN_TRANSIT_URL、DANGJIAN_TRANSIT_KEY。")
        self._version = self._newest()

    def version(self) -> int:
        self._version = self._newest()
        return self._version

    def wrap(self, key: bytes, context: bytes) -> bytes:
        body = {"plaintext": _text(key), "associated_data": _text(context), "key_version": self._version}
        answer = self._ask("POST", f"encrypt/{self._key}", body)
        wrapped = _data(answer, "ciphertext").encode("ascii", "replace")
        if _version_of(wrapped) != self._version:
            raise KeyUnavailable("密钥服务没有用所要求的版本加密，请检查该密钥的设置。")
        return wrapped

    def unwrap(self, wrapped: bytes, context: bytes, version: int) -> bytes:
        if _version_of(wrapped) is None:
            raise SealBroken("not a key that a transit engine wrapped")
        body = {"ciphertext": wrapped.decode("ascii"), "associated_data": _text(context)}
        answer = self._ask("POST", f"decrypt/{self._key}", body, refusable=True)
        if answer.status == 400 or version != _version_of(wrapped):
            # The engine says no in the same way to a version that it lacks and to another place: look which it is.
            oldest, newest = self._span()
            if not oldest <= version <= newest:
                raise KeyUnavailable(f"密钥服务中没有第 {version} 版主密钥（现有第 {oldest} 至 {newest} 版）。")
        if answer.status == 400:
            raise SealBroken("the transit engine does not open this key in this place")
        try:
            return base64.b64decode(_data(answer, "plaintext").encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise KeyUnavailable("密钥服务的回答不完整，请检查地址。") from None

    def renew(self) -> int:
        before = self._newest()
        self._ask("POST", f"keys/{self._key}/rotate", {})
        self._version = self._newest()
        if self._version <= before:
            raise KeyUnavailable("密钥服务没有生成新版本，请检查该密钥的设置。")
        return self._version

    def describe(self) -> str:
        return f"密钥服务 {self._url}，{self._mount}/{self._key}"

    def health(self) -> str | None:
        try:
            self._span()
        except KeyUnavailable as error:
            return str(error)
        return None

    def _newest(self) -> int:
        return self._span()[1]

    def _span(self) -> tuple[int, int]:
        """The oldest and the newest version that opens."""
        data = _json(self._ask("GET", f"keys/{self._key}")).get("data")
        if not isinstance(data, dict):
            raise KeyUnavailable("密钥服务的回答不完整，请检查地址。")
        if data.get("type") not in AUTHENTICATED:
            raise KeyUnavailable("密钥服务中的这个密钥不能绑定用途，请改用 aes256-gcm96 类型的密钥。")
        if data.get("derived"):
            raise KeyUnavailable("密钥服务中的这个密钥设为派生密钥，请另建一个不派生的密钥。")
        oldest, newest = data.get("min_decryption_version"), data.get("latest_version")
        if not isinstance(oldest, int) or not isinstance(newest, int) or newest < 1:
            raise KeyUnavailable("密钥服务的回答不完整，请检查地址。")
        return oldest, newest

    def _ask(self, method: str, path: str, body: Any = None, *, refusable: bool = False) -> Answer:
        headers = {"X-Vault-Token": self._token(), "X-Vault-Request": "true"}
        try:
            answer = send(method, f"{self._url}/v1/{self._mount}/{path}", headers=headers, body=body)
        except OutgoingRefused as error:
            raise KeyUnavailable(f"不能连接密钥服务：{error}") from None
        except OutgoingFailed as error:
            raise KeyUnavailable(f"密钥服务没有回应：{error}") from None
        if answer.status < 300 or (refusable and answer.status == 400):
            return answer
        reasons = {
            403: "密钥服务拒绝了令牌：请检查令牌是否过期，以及它的策略是否允许该密钥。",
            404: "密钥服务中没有这个密钥，请检查 DANGJIAN_TRANSIT_MOUNT 和 DANGJIAN_TRANSIT_KEY。",
            503: "密钥服务处于封存或维护状态，请先解封。",
        }
        raise KeyUnavailable(reasons.get(answer.status, f"密钥服务报告错误（{answer.status}），请查看它的日志。"))

    def _token(self) -> str:
        """The token, read each time: whoever renews it only writes the file anew."""
        try:
            mode = self._token_file.stat().st_mode
            token = self._token_file.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            raise KeyUnavailable(f"读不到密钥服务的令牌文件 {self._token_file}。") from None
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyUnavailable(
                f"令牌文件 {self._token_file} 可被其他用户读取，请先执行：chmod 600 {self._token_file}"
            )
        if not _TOKEN.match(token):
            raise KeyUnavailable(f"令牌文件 {self._token_file} 是空的或内容不正确。")
        return token


def _version_of(wrapped: bytes) -> int | None:
    found = _WRAPPED.match(wrapped)
    return int(found[1]) if found else None


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = answer.json()
    except OutgoingFailed:
        found = None
    if not isinstance(found, dict):
        raise KeyUnavailable("密钥服务的回答不完整，请检查地址。")
    return found


def _data(answer: Answer, name: str) -> str:
    data = _json(answer).get("data")
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, str):
        raise KeyUnavailable("密钥服务的回答不完整，请检查地址。")
    return value


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
