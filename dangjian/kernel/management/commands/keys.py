"""`manage.py keys …`: what keys there are, turning them over, and moving the master key elsewhere."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.kernel import clock
from dangjian.kernel.crypto import KeyUnavailable, health, turning
from dangjian.kernel.crypto.keyring import SEAL, keyring
from dangjian.kernel.crypto.providers import KINDS, grown, make_provider
from dangjian.kernel.models import DataKey, Tenant

_TOLD_EVERY = 5_000
STATES = {"pre_active": "待启用", "active": "使用中", "decrypt_only": "只解密", "destroyed": "已销毁"}


class Command(BaseCommand):
    help = "加密密钥：清单、状态、主密钥和数据密钥的轮换、销毁。轮换时系统照常使用。"

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(
            dest="step",
            required=True,
            metavar="inventory|status|rotate-kek|rewrap|rotate-dek|destroy|credential|move",
        )
        inventory = steps.add_parser("inventory", help="全部密钥：用途、算法、位置、负责人、到期日")
        inventory.add_argument("--format", choices=("table", "json"), default="table")
        inventory.add_argument("--count", action="store_true", help="同时数出每个数据密钥还加密着多少项")
        steps.add_parser("status", help="有没有要处理的：到期、轮换未完成、主密钥不可用")
        steps.add_parser("rotate-kek", help="换主密钥，并用它重新包裹全部数据密钥")
        steps.add_parser("rewrap", help="主密钥已在别处换版（系统凭据、密钥服务）后，重新包裹全部数据密钥")
        credential = steps.add_parser(
            "credential", help="生成系统凭据的内容，写到新文件，供 systemd-creds encrypt 使用"
        )
        credential.add_argument("out", type=Path, help="新文件，不能已存在")
        credential.add_argument("--previous", type=Path, help="现在的内容（或未设口令的主密钥文件）：在其上增加新版本")
        move = steps.add_parser("move", help="把主密钥换到别处保管；先停止全部进程，完成后改 DANGJIAN_KEY_PROVIDER")
        move.add_argument("--to", required=True, choices=sorted(KINDS), dest="kind")
        rotate = steps.add_parser("rotate-dek", help="换数据密钥；可以中断，再次运行时接着做")
        rotate.add_argument("--domain", required=True, help="数据种类，如 person、file（见 inventory）")
        rotate.add_argument("--tenant", default="", help="单位代码；不写则全部单位")
        rotate.add_argument("--owner", default="", help="新密钥的负责人")
        rotate.add_argument("--now", action="store_true", help="立即启用，不等 20 分钟；只在没有其他进程运行时使用")
        destroy = steps.add_parser("destroy", help="销毁已不再使用的数据密钥；须先在“双人核准”中申请并由另一人核准")
        destroy.add_argument("key_id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        steps = {
            "inventory": self._inventory,
            "status": self._status,
            "rotate-kek": self._rotate_kek,
            "rewrap": self._rewrap,
            "credential": self._credential,
            "move": self._move,
            "rotate-dek": self._rotate_dek,
            "destroy": self._destroy,
        }
        try:
            steps[options["step"]](options)
        except (turning.TurningRefused, KeyUnavailable) as refused:
            raise CommandError(str(refused)) from refused

    def _inventory(self, options: dict[str, Any]) -> None:
        rows = inventory(count=options["count"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, default=str))
            return
        self.stdout.write(f"主密钥：第 {keyring.provider.version()} 版，{keyring.provider.describe()}")
        for row in rows:
            used = f"，加密 {row['values']} 项" if row["values"] is not None else ""
            self.stdout.write(
                f"{row['key_id']:>10}  {row['tenant']}  {row['purpose']}/{row['domain']} 第 {row['generation']} 代 "
                f"{STATES[row['state']]}，{row['algorithm']}，主密钥第 {row['kek_version']} 版包裹，"
                f"负责人 {row['owner']}，到期 {row['ends_on']}{used}"
            )

    def _status(self, options: dict[str, Any]) -> None:
        broken = health()
        if broken is not None:
            raise CommandError(broken)
        said = False
        version = keyring.provider.version()
        for key in DataKey.objects.exclude(state=DataKey.DESTROYED).order_by("domain", "generation"):
            for text in _open_matters(key, version):
                said = True
                self.stdout.write(f"{key.key_id} {key.domain} 第 {key.generation} 代：{text}")
        if not said:
            self.stdout.write("主密钥可用，全部数据密钥正常，没有未完成的轮换。")

    def _rotate_kek(self, options: dict[str, Any]) -> None:
        version, changed = turning.rotate_master_key()
        self.stdout.write(
            f"主密钥已换为第 {version} 版，{changed} 个数据密钥已重新包裹。请立即备份：{keyring.provider.describe()}"
        )

    def _rewrap(self, options: dict[str, Any]) -> None:
        changed = turning.rewrap()
        self.stdout.write(f"{changed} 个数据密钥已用主密钥第 {keyring.provider.version()} 版重新包裹。")

    def _credential(self, options: dict[str, Any]) -> None:
        previous = options["previous"]
        try:
            content = grown(json.loads(previous.read_text(encoding="ascii")) if previous else None)
            descriptor = os.open(options["out"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except (OSError, ValueError) as error:
            raise CommandError(f"文件读写不成：{type(error).__name__}。新文件不能已存在，原内容须是 JSON。") from error
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file)
        name = settings.KEY_CREDENTIAL
        self.stdout.write(
            f"第 {content['active']} 版已写入 {options['out']}。请执行：systemd-creds encrypt --name={name} "
            f"{options['out']} /etc/credstore.encrypted/{name}，另存一份离线备份，然后删除这个文件。"
        )

    def _move(self, options: dict[str, Any]) -> None:
        if options["kind"] == settings.KEY_PROVIDER:
            raise CommandError("主密钥已经在那里，无需移动。")
        target = make_provider(options["kind"])
        moved = turning.move(target)
        self.stdout.write(
            f"{moved} 个密钥已改由{target.describe()}包裹。请现在设置 DANGJIAN_KEY_PROVIDER={options['kind']} 再启动；"
            "原来的主密钥留着，恢复此前的备份还要用它。"
        )

    def _rotate_dek(self, options: dict[str, Any]) -> None:
        for tenant_id in _tenants(options["tenant"], options["domain"]):
            # A round that was broken off is finished first: at most two generations are in use.
            if not self._renew(tenant_id, options["domain"]):
                key = turning.begin(tenant_id=tenant_id, domain=options["domain"], owner=options["owner"])
                if not turning.activate(key, at_once=options["now"]):
                    when = clock.local_time(key.usable_from or clock.now())
                    self.stdout.write(
                        f"第 {key.generation} 代密钥已生成，{when:%H:%M} 起自动启用并重新加密已有数据，无需再做什么。"
                    )
                    continue
                self._renew(tenant_id, options["domain"])

    def _renew(self, tenant_id: UUID, domain: str) -> bool:
        """Seal anew what replaced keys still seal. Whether there was anything."""
        found = False
        keys = DataKey.objects.filter(tenant_id=tenant_id, purpose=SEAL, domain=domain, state=DataKey.DECRYPT_ONLY)
        for key in keys.filter(emptied_at=None):
            done = turning.renew(key, tell=self._tell)
            found = found or done.changed > 0 or done.left > 0
            rest = "，全部完成" if not done.left else f"，还剩 {done.left} 项（有人正在修改），稍后自动再做"
            self.stdout.write(f"第 {key.generation} 代：重新加密 {done.changed} 项{rest}。")
        return found

    def _tell(self, done: int, total: int) -> None:
        if total and done % _TOLD_EVERY < turning.PORTION:
            self.stdout.write(f"  {done} / {total}")
            self.stdout.flush()

    def _destroy(self, options: dict[str, Any]) -> None:
        asked_by, agreed_by = turning.destroy(options["key_id"])
        self.stdout.write(
            f"密钥 {options['key_id']} 已销毁（{asked_by} 申请，{agreed_by} 核准），由它加密的内容从此不能打开。"
        )


def inventory(*, count: bool = False) -> list[dict[str, Any]]:
    """Every data key with owner and end date, and, if asked, how many values it seals."""
    names = dict(Tenant.objects.values_list("id", "name"))
    return [
        {
            "key_id": key.key_id,
            "tenant": names.get(key.tenant_id, "整个系统"),
            "purpose": "加密" if key.purpose == SEAL else "检索",
            "domain": key.domain,
            "generation": key.generation,
            "state": key.state,
            "algorithm": "SM4-GCM" if key.purpose == SEAL else "HMAC-SM3",
            "kek_version": key.kek_version,
            "provider": keyring.provider.describe(),
            "owner": key.owner,
            "created_at": key.created_at,
            "ends_on": key.ends_on,
            "values": turning.uses(key) if count and key.purpose == SEAL else None,
        }
        for key in DataKey.objects.order_by("tenant_id", "purpose", "domain", "generation")
    ]


def _open_matters(key: DataKey, version: int) -> list[str]:
    matters = []
    if key.kek_version != version:
        matters.append(f"由主密钥第 {key.kek_version} 版包裹，请运行 keys rewrap")
    if key.state == DataKey.ACTIVE and key.ends_on is not None and key.ends_on <= clock.today():
        matters.append(f"已于 {key.ends_on} 到期")
    if key.state == DataKey.PRE_ACTIVE:
        matters.append("等待启用")
    if key.state == DataKey.DECRYPT_ONLY and key.emptied_at is None:
        matters.append("正在把已有数据换到新密钥")
    return matters


def _tenants(code: str, domain: str) -> list[UUID]:
    keys = DataKey.objects.filter(purpose=SEAL, domain=domain, state=DataKey.ACTIVE)
    if code:
        keys = keys.filter(tenant_id__in=Tenant.objects.filter(code=code).values("id"))
    found = list(keys.order_by("tenant_id").values_list("tenant_id", flat=True).distinct())
    if not found:
        raise CommandError(f"没有“{domain}”的密钥{'（或没有这个单位）' if code else ''}，请用 keys inventory 查看。")
    return found
