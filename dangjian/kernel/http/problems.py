"""Turning every failure into application/problem+json in Chinese."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError, ValidationError

from dangjian.kernel.errors import FieldProblem, Problem

logger = logging.getLogger("dangjian.http")

_MESSAGES: dict[str, str] = {
    "missing": "请填写此项。",
    "extra_forbidden": "不能识别此项，请删除后重试。",
    "string_too_short": "内容太短，至少 {min_length} 个字。",
    "string_too_long": "内容太长，最多 {max_length} 个字。",
    "string_type": "应为文字。",
    "string_pattern_mismatch": "格式不正确。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "int_from_float": "应为整数。",
    "float_parsing": "应为数字。",
    "decimal_parsing": "应为数字。",
    "bool_parsing": "应为是或否。",
    "bool_type": "应为是或否。",
    "date_from_datetime_parsing": "日期格式应为 2026-11-21。",
    "date_parsing": "日期格式应为 2026-11-21。",
    "date_type": "日期格式应为 2026-11-21。",
    "date_from_datetime_inexact": "此处只填日期，格式为 2026-11-21。",
    "datetime_parsing": "时间格式应为 2026-11-21T09:00:00+08:00。",
    "datetime_from_date_parsing": "时间格式应为 2026-11-21T09:00:00+08:00。",
    "datetime_type": "时间格式应为 2026-11-21T09:00:00+08:00。",
    "timezone_aware": "时间须带时区，例如 2026-11-21T09:00:00+08:00。",
    "uuid_parsing": "编号格式不正确。",
    "uuid_type": "编号格式不正确。",
    "enum": "请从给定的选项中选择。",
    "literal_error": "请从给定的选项中选择。",
    "greater_than": "应大于 {gt}。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than": "应小于 {lt}。",
    "less_than_equal": "不能大于 {le}。",
    "too_short": "至少需要 {min_length} 项。",
    "too_long": "最多 {max_length} 项。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "model_type": "应为对象。",
    "json_invalid": "不是有效的 JSON。",
}


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer for a problem."""
    return _answer(
        request, problem.status, problem.title, problem.code, problem.text, fields=problem.fields, extra=problem.extra
    )


def _answer(
    request: HttpRequest,
    status: int,
    title: str,
    code: str,
    detail: str,
    *,
    fields: tuple[FieldProblem, ...] = (),
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "trace_id": getattr(request, "request_id", ""),
        "fields": [{"path": f.path, "code": f.code, "text": f.text} for f in fields],
        **(extra or {}),
    }
    response = HttpResponse(orjson.dumps(body), content_type="application/problem+json", status=status)
    retry_after = (extra or {}).get("retry_after")
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def _text_of(error: dict[str, Any]) -> str:
    kind = str(error.get("type", ""))
    context = error.get("ctx") or {}
    if kind == "value_error":
        return str(context.get("error", "内容不正确。"))
    template = _MESSAGES.get(kind)
    if template is None:
        return "内容不正确。"
    try:
        return template.format(**context)
    except (KeyError, IndexError):
        return "内容不正确。"


def validation_problem(request: HttpRequest, errors: list[dict[str, Any]]) -> HttpResponse:
    """422 with one line a wrong field; paths are as the client wrote them."""
    fields = []
    for error in errors[:100]:
        place = [str(part) for part in error.get("loc", ())]
        while place and place[0] in {"body", "query", "path", "form", "file", "header", "cookie", "page", "filters"}:
            place = place[1:]
        path = ".".join(place)
        fields.append(FieldProblem(path, f"kernel.input.{error.get('type', 'wrong')}", _text_of(error)))
    return _answer(
        request,
        422,
        "填写有误",
        "kernel.bad_input",
        f"有 {len(errors)} 处填写有误，请按提示修改后再提交。",
        fields=tuple(fields),
    )


def answer_for(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The answer for any exception. What is not expected is logged and answered without internals."""
    if isinstance(error, Problem):
        return problem_response(request, error)
    if isinstance(error, ValidationError):
        return validation_problem(request, list(error.errors))
    if isinstance(error, Http404):
        return _answer(request, 404, "没有找到", "kernel.no_such_address", "没有这个地址，请检查链接是否完整。")
    if isinstance(error, HttpError) and isinstance(error.__cause__, Problem):
        return problem_response(request, error.__cause__)
    if isinstance(error, HttpError):
        if error.status_code == 400:
            return _answer(request, 400, "请求有误", "kernel.bad_request", "请求内容无法识别，请检查格式。")
        return _answer(request, error.status_code, "请求有误", "kernel.bad_request", "请求无法处理，请检查后重试。")
    if isinstance(error, RequestDataTooBig):
        return _answer(
            request, 413, "内容过大", "kernel.too_large", "提交的内容超过 2 MB，请精简后重试；附件请用上传功能。"
        )
    if isinstance(error, DisallowedHost):
        return _answer(
            request,
            400,
            "请求有误",
            "kernel.unknown_host",
            "本系统不接受用这个域名访问，请使用单位公布的地址；管理员可以用 DANGJIAN_HOSTS 设置域名。",
        )
    if isinstance(error, TooManyFilesSent | MultiPartParserError | SuspiciousOperation):
        return _answer(request, 400, "请求有误", "kernel.bad_request", "请求内容无法识别，请检查格式。")
    if isinstance(error, IntegrityError):
        logger.warning("integrity error", exc_info=error, extra={"request_id": getattr(request, "request_id", "")})
        return _answer(
            request, 409, "当前状态不允许", "kernel.already_changed", "数据刚刚被他人修改或已存在，请刷新页面后重试。"
        )
    if isinstance(error, OperationalError):
        logger.error(
            "data base does not answer", exc_info=error, extra={"request_id": getattr(request, "request_id", "")}
        )
        return _answer(
            request,
            503,
            "暂时不可用",
            "kernel.data_base_busy",
            "系统繁忙，请稍候重试，您填写的内容不会丢失。",
            extra={"retry_after": 2},
        )
    logger.error("unexpected error", exc_info=error, extra={"request_id": getattr(request, "request_id", "")})
    return _answer(
        request,
        500,
        "系统出错",
        "kernel.unexpected",
        "系统出现意外错误，已记录。请稍后重试；如仍不行，请把追踪编号告诉管理员。",
    )
