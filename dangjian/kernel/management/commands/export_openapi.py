"""`manage.py export_openapi`: write the contract of the API, from which the TypeScript client is generated."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from dangjian.kernel.http.api import openapi_document


class Command(BaseCommand):
    help = "导出接口契约（OpenAPI）到 docs/api/openapi.json；--print 输出到屏幕。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        document = openapi_document(import_module(settings.ROOT_URLCONF).api)
        text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"
        if options["print"]:
            self.stdout.write(text, ending="")
            return
        path = Path(settings.BASE_DIR) / "docs" / "api" / "openapi.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{path}：{len(document['paths'])} 个地址")
