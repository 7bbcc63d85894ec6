"""Write the OpenAPI document of this version."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand

from dangjian.kernel.http.api import openapi_document


class Command(BaseCommand):
    """`manage.py export_openapi [FILE]` writes docs/api/openapi.json."""

    help = "导出接口文档（OpenAPI）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="docs/api/openapi.json")

    def handle(self, *args: Any, **options: Any) -> None:
        api = import_module(settings.ROOT_URLCONF).api
        target = Path(options["file"])
        target.parent.mkdir(parents=True, exist_ok=True)
        document = openapi_document(api)
        target.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
        self.stdout.write(f"{target}: {len(document['paths'])} 个地址")
