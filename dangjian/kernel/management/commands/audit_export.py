"""`manage.py audit_export`: write a sealed log to a file, to be verified elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dangjian.kernel.models.sealing import INSTALLATION
from dangjian.kernel.models.tenancy import Tenant
from dangjian.kernel.sealing.trail import export


class Command(BaseCommand):
    help = "把一个单位已封存的操作日志连同块和检查点写入文件，供在别处核验。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--log", default="", help="单位代码或标识；不写则为平台自身的日志")
        parser.add_argument("--replace", action="store_true", help="覆盖已有的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        log_id, rows = _log(options["log"]), 0
        try:
            with options["file"].open("wb" if options["replace"] else "xb") as file:
                for line in export(log_id):
                    file.write(line)
                    rows += line.startswith(b'{"row":')
        except FileExistsError as error:
            raise CommandError(f"{options['file']} 已存在；要覆盖请加 --replace。") from error
        self.stdout.write(f"已导出 {rows} 条到 {options['file']}。")


def _log(name: str) -> UUID:
    if not name:
        return INSTALLATION
    tenant = Tenant.objects.filter(code=name).first()
    if tenant is not None:
        return tenant.id
    try:
        return UUID(name)
    except ValueError as error:
        raise CommandError(f"没有代码为 {name} 的单位。") from error
