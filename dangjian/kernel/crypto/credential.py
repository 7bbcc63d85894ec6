"""The KEK as a credential of the service manager (systemd): given to the process, kept by the host (SEC-CRY-02).

The credential has the form of the key file, so that an installation moves by sealing its key file with
`systemd-creds encrypt`. The host decrypts it for this service alone; the process never writes it.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from django.conf import settings

from dangjian.kernel.crypto.providers import FileKeyProvider, KeyUnavailable

FOLDER = "CREDENTIALS_DIRECTORY"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z")


class CredentialKeyProvider(FileKeyProvider):
    """KEK from `$CREDENTIALS_DIRECTORY`; renewed by whoever runs the host."""

    def __init__(self, folder: Path | None = None, name: str | None = None, passphrase: str | None = None) -> None:
        self._name = name or settings.KEY_CREDENTIAL
        if not _NAME.match(self._name):
            raise KeyUnavailable("DANGJIAN_KEY_CREDENTIAL 不是凭据名称：只能用字母、数字、点、横线和下划线。")
        place = folder or Path(os.environ.get(FOLDER, ""))
        if folder is None and not os.environ.get(FOLDER):
            raise KeyUnavailable(
                f"没有得到系统凭据（环境变量 {FOLDER} 为空）。"
                f"请在服务的单元文件中写 LoadCredentialEncrypted={self._name}，并由 systemd 启动。"
            )
        super().__init__(place / self._name, passphrase)

    def renew(self) -> int:
        raise KeyUnavailable(
            "主密钥由主机的系统凭据提供，平台不能自行更换。请用 keys credential 生成含新版本的内容，"
            "用 systemd-creds encrypt 更新凭据并重启，再运行 keys rewrap。"
        )

    def describe(self) -> str:
        return f"系统凭据 {self._name}，{'设有口令' if self._passphrase else '未设口令'}"

    def health(self) -> str | None:
        if not self._path.exists():
            return f"系统凭据 {self._name} 不见了。进程仍可运行，但重启后将无法打开加密数据，请检查服务的单元文件。"
        if self._exposed():
            return f"系统凭据 {self._name} 可被所有用户读取，请检查服务的单元文件。"
        return None

    def _exposed(self) -> bool:
        # The group may stand there for the mask of an access list by which systemd lets the service's user read.
        return os.name == "posix" and bool(self._path.stat().st_mode & stat.S_IRWXO)

    def _create(self) -> None:
        raise KeyUnavailable(
            f"没有名为 {self._name} 的系统凭据。请在服务的单元文件中写 LoadCredentialEncrypted={self._name}:文件。"
        )
