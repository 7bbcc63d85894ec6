"""Key providers: who holds the key-encryption key (KEK) that wraps all data keys.

A provider never gives the KEK away; it wraps and unwraps. Which one it is, DANGJIAN_KEY_PROVIDER says: `file` (here),
`credential` (of the service manager), `transit` (Vault or OpenBao), or the dotted name of a class with these methods.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import stat
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from dangjian.kernel.crypto.primitives import (
    NONCE_BYTES,
    SealBroken,
    derive_key,
    new_key,
    sm4_gcm_open,
    sm4_gcm_seal,
)

PASSPHRASE_VARIABLE = "DANGJIAN_KEY_PASSPHRASE"  # noqa: S105  # the name of a variable, not a secret
PASSPHRASE_ROUNDS = 600_000
KINDS = {
    "file": "dangjian.kernel.crypto.providers.FileKeyProvider",
    "credential": "dangjian.kernel.crypto.credential.CredentialKeyProvider",
    "transit": "dangjian.kernel.crypto.transit.TransitKeyProvider",
}
"""Where the KEK may lie, by the name in the setting."""


class KeyUnavailable(RuntimeError):
    """The key-encryption key cannot be had: file missing or readable by others, wrong passphrase, device off."""


class KeyProvider(Protocol):
    """What the key ring asks of a provider."""

    def version(self) -> int:
        """Version of the KEK that wraps now."""

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """Wrap a data key with the KEK of `version()`, bound to `context`."""

    def unwrap(self, wrapped: bytes, context: bytes, version: int) -> bytes:
        """The data key wrapped earlier. Raises SealBroken, or KeyUnavailable for an unknown version."""

    def renew(self) -> int:
        """Make another KEK that wraps from now on; earlier ones still unwrap. Returns its version."""

    def describe(self) -> str:
        """Where the KEK lies, in words (inventory of keys)."""

    def health(self) -> str | None:
        """None when the KEK can be used, otherwise what is wrong (Chinese, for the administrator)."""


class FileKeyProvider:
    """KEK in a file that only its owner can read, made on first start; sealed when a passphrase is set.

    The passphrase comes from the environment variable DANGJIAN_KEY_PASSPHRASE (best given by the service manager's
    credential). A file made without passphrase opens without one and the other way round it does not.
    """

    def __init__(self, path: Path | None = None, passphrase: str | None = None) -> None:
        self._path = path or Path(settings.DATA_DIR) / "keys" / "master-key.json"
        self._passphrase = os.environ.get(PASSPHRASE_VARIABLE, "") if passphrase is None else passphrase
        if not self._path.exists():
            self._create()
        self._active, self._keys = self._load()

    def version(self) -> int:
        return self._active

    def wrap(self, key: bytes, context: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + sm4_gcm_seal(self._keys[self._active], nonce, key, context)

    def unwrap(self, wrapped: bytes, context: bytes, version: int) -> bytes:
        if version not in self._keys:
            self._active, self._keys = self._load()  # renewed by another process since
        try:
            kek = self._keys[version]
        except KeyError:
            raise KeyUnavailable(f"密钥文件中没有第 {version} 版主密钥，请换回原来的密钥文件。") from None
        return sm4_gcm_open(kek, wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], context)

    def renew(self) -> int:
        self._active, self._keys = self._load()
        version = max(self._keys) + 1
        content = json.loads(self._path.read_text(encoding="ascii"))
        kek = new_key()
        content["keys"][str(version)] = _text(self._sealed(kek, version, content) if "salt" in content else kek)
        content["active"] = version
        draft = self._draft(content)
        draft.replace(self._path)
        _sync(self._path.parent)
        self._active, self._keys = self._load()
        return version

    def describe(self) -> str:
        return f"密钥文件 {self._path}，{'设有口令' if self._passphrase else '未设口令'}"

    def health(self) -> str | None:
        if not self._path.exists():
            return f"主密钥文件 {self._path} 不见了。进程仍可运行，但重启后将无法打开加密数据，请立即从备份恢复。"
        if self._exposed():
            return f"主密钥文件 {self._path} 的权限过宽，请改为仅本人可读（chmod 600）。"
        return None

    def _exposed(self) -> bool:
        return os.name == "posix" and bool(self._path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))

    def _create(self) -> None:
        """Write the first KEK. Two processes may start together: the file appears whole, and one of them wins."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        content: dict[str, Any] = {"format": 1, "active": 1}
        kek = new_key()
        if self._passphrase:
            content |= {"salt": _text(os.urandom(16)), "rounds": PASSPHRASE_ROUNDS}
            kek = self._sealed(kek, 1, content)
        content["keys"] = {"1": _text(kek)}
        draft = self._draft(content)
        try:
            os.link(draft, self._path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        _sync(self._path.parent)

    def _sealed(self, kek: bytes, version: int, content: dict[str, Any]) -> bytes:
        """A KEK sealed by the passphrase."""
        nonce = os.urandom(NONCE_BYTES)
        sealing_key = derive_key(self._passphrase, _bytes(content["salt"]), int(content["rounds"]))
        return nonce + sm4_gcm_seal(sealing_key, nonce, kek, b"kek|%d" % version)

    def _draft(self, content: dict[str, Any]) -> Path:
        """The content written whole beside its place."""
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        return draft

    def _load(self) -> tuple[int, dict[int, bytes]]:
        if not self._path.exists():
            raise KeyUnavailable(self.health() or "")
        if self._exposed():
            raise KeyUnavailable(f"主密钥文件 {self._path} 可被其他用户读取，请先执行：chmod 600 {self._path}")
        try:
            content = json.loads(self._path.read_text(encoding="ascii"))
            active, stored = int(content["active"]), {int(v): _bytes(k) for v, k in content["keys"].items()}
        except (ValueError, KeyError, TypeError) as error:
            raise KeyUnavailable(f"主密钥文件 {self._path} 已损坏，请从备份恢复。") from error
        if "salt" not in content:
            return active, stored
        if not self._passphrase:
            raise KeyUnavailable(f"主密钥文件设有口令，请通过环境变量 {PASSPHRASE_VARIABLE} 提供。")
        sealing_key = derive_key(self._passphrase, _bytes(content["salt"]), int(content["rounds"]))
        try:
            return active, {
                v: sm4_gcm_open(sealing_key, k[:NONCE_BYTES], k[NONCE_BYTES:], b"kek|%d" % v) for v, k in stored.items()
            }
        except SealBroken:
            raise KeyUnavailable("主密钥文件的口令不正确。") from None


def grown(content: dict[str, Any] | None) -> dict[str, Any]:
    """The content of a key file with one more KEK, which wraps from then on; None begins one. Not sealed by a
    passphrase: what is made here is sealed by the service manager.

    Raises KeyUnavailable for a content that is sealed or damaged.
    """
    if content is None:
        return {"format": 1, "active": 1, "keys": {"1": _text(new_key())}}
    keys = content.get("keys")
    if "salt" in content or not isinstance(keys, dict) or not all(str(name).isdigit() for name in keys):
        raise KeyUnavailable("只能在未设口令的主密钥内容上增加版本；文件已损坏时请从备份恢复。")
    version = max(int(name) for name in keys) + 1
    return {**content, "active": version, "keys": {**keys, str(version): _text(new_key())}}


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii"), validate=True)


@functools.cache
def key_provider() -> KeyProvider:
    """The provider of this installation (setting KEY_PROVIDER). Raises KeyUnavailable."""
    return make_provider(settings.KEY_PROVIDER)


def make_provider(kind: str) -> KeyProvider:
    """The provider of a kind, or of a dotted name. Raises KeyUnavailable."""
    path = KINDS.get(kind, kind)
    if "." not in path:
        raise KeyUnavailable(f"没有“{kind}”这种主密钥位置，DANGJIAN_KEY_PROVIDER 可用：{'、'.join(KINDS)}。")
    provider: KeyProvider = import_string(path)()
    return provider
