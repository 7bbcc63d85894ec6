"""What people filled in: kinds, bounds and checks of a step's fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from dangjian.foundation.process.definitions.document import FormField, Step
from dangjian.foundation.process.rules.clocks import Names, holds, typed
from dangjian.kernel.errors import FieldProblem

LONG, SHORT = 4000, 200
_WRONG = {
    "integer": "请填写整数。",
    "decimal": "请填写数字，最多两位小数。",
    "date": "请选择日期。",
    "choice": "请从给定的选项中选择。",
    "boolean": "请选择是或否。",
    "person": "请选择人员。",
}


def check_values(step: Step, values: Mapping[str, Any], names: Names) -> tuple[dict[str, Any], list[FieldProblem]]:
    """The values as they are stored, and everything that is wrong with them, by field."""
    clean: dict[str, Any] = {}
    known = {item.key: item for item in step.fields}
    unknown = "本环节没有这一项，请刷新页面后重试。"
    wrong = [_problem(key, "unknown", unknown) for key in values if key not in known]
    for item in step.fields:
        value, text = _read(item, values.get(item.key))
        if text:
            wrong.append(_problem(item.key, "value", text))
        else:
            clean[item.key] = value
    together = {**names, "data": {**names["data"], **typed(known, clean)}}
    for item in step.fields:
        if item.check and clean.get(item.key) is not None:
            value = together["data"][item.key]
            if not holds(item.check, {**together, "value": value}):
                wrong.append(_problem(item.key, "check", item.text))
    return clean, wrong


def _problem(key: str, code: str, text: str) -> FieldProblem:
    return FieldProblem(f"values.{key}"[:120], f"process.field.{code}", text)


def _read(item: FormField, value: Any) -> tuple[Any, str]:
    """A value as it is stored, or what is wrong with it."""
    if value is None or value == "":
        return None, f"请填写“{item.title}”。" if item.is_required else ""
    read = _READERS[item.kind](value)
    if read is None:
        return None, _WRONG.get(item.kind, "请填写文字。")
    if item.kind == "choice" and value not in {choice.key for choice in item.choices}:
        return None, _WRONG["choice"]
    return read, _bounds(item, read)


def _bounds(item: FormField, value: Any) -> str:
    if isinstance(value, str) and item.kind in {"text", "long_text"}:
        most = min(item.maximum or LONG, LONG if item.kind == "long_text" else SHORT)
        if len(value) > most:
            return f"“{item.title}”最多 {most} 个字。"
        return f"“{item.title}”至少 {item.minimum} 个字。" if item.minimum and len(value) < item.minimum else ""
    if item.kind in {"integer", "decimal"}:
        number = Decimal(str(value))
        if item.minimum is not None and number < item.minimum:
            return f"“{item.title}”不能小于 {item.minimum}。"
        return f"“{item.title}”不能大于 {item.maximum}。" if item.maximum is not None and number > item.maximum else ""
    return ""


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) and "\0" not in value else None


def _integer(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return (
        int(text) if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 16 else None
    )


def _decimal(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
        fits = number.is_finite() and number == number.quantize(Decimal("0.01")) and abs(number) < 10**15
    except InvalidOperation:
        return None
    return f"{number:f}" if fits else None


def _date(value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _person(value: Any) -> str | None:
    try:
        return str(UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None


_READERS = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "choice": _text,
    "boolean": lambda value: value if isinstance(value, bool) else None,
    "person": _person,
}
