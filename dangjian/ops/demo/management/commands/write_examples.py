"""`manage.py write_examples [--folder examples]`: writes the example rosters and their leaflet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from dangjian.ops.demo.rosters.files import example_files, readme


class Command(BaseCommand):
    help = "生成导入练习用的示例表格（内容固定，均为虚构）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "examples", help="写入的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        files = example_files()
        for file in files:
            (folder / file.name).write_bytes(file.data)
            self.stdout.write(f"{file.name}  {len(file.data) // 1024 + 1} KB")
        (folder / "README.md").write_text(readme(files), encoding="utf-8")
        self.stdout.write(f"共 {len(files)} 个文件，写入 {folder}")
