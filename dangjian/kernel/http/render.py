"""Encoding answers: orjson, Chinese as it is, models and sealed values handled in one place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import BaseModel, TypeAdapter

from dangjian.kernel.crypto.sealed import Sealed
from dangjian.kernel.errors import Problem, WrongMediaType


def _default(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Sealed):
        return str(value)
    raise TypeError(f"cannot encode {type(value).__name__}")


def encode(value: Any) -> bytes:
    """JSON bytes of an answer."""
    return orjson.dumps(value, default=_default, option=orjson.OPT_NON_STR_KEYS)


_adapters: dict[Any, TypeAdapter[Any]] = {}


def check(body: bytes, schema: Any) -> None:
    """In tests: the answer must be exactly what its schema says. Raises pydantic's ValidationError."""
    if not settings.CHECK_RESPONSES or schema is None:
        return
    if schema not in _adapters:
        _adapters[schema] = TypeAdapter(schema)
    _adapters[schema].validate_json(body)


class OrjsonRenderer(BaseRenderer):
    """Renderer of the API."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return encode(data)


class OrjsonParser(Parser):
    """Parser of request bodies: JSON only, no NUL characters, clear errors."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        kind = (request.content_type or "").lower()
        if body and kind != "application/json" and not kind.endswith("+json"):
            raise WrongMediaType(
                "kernel.media_type",
                "此地址只接收 JSON：请求须带 Content-Type: application/json；上传文件请用上传功能。",
            )
        if b"\\u0000" in body:
            raise Problem("kernel.bad_request", "内容中含有不能保存的控制字符，请删除后重试。")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Problem("kernel.bad_json", "提交的内容不是有效的 JSON，请检查格式。") from error
