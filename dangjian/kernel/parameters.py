"""Parameters that administrators may set: declared beside the code that obeys them, with kind, bounds and default."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from dangjian.kernel.actor import acting_as, current_actor, system_actor
from dangjian.kernel.models.tenancy import Setting

Kind = Literal["integer", "boolean", "text", "time", "choice", "networks"]
_CACHE_SECONDS = 30.0
_lock = threading.Lock()
_values: dict[UUID, tuple[float, dict[str, Any]]] = {}
_declared: dict[str, Parameter] = {}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be set for an enterprise. `title` and `note` are what the administrator reads.

    Rules of the work are no parameters: they have dates and clauses and live in the rule book.
    """

    key: str
    title: str
    note: str
    group: str
    kind: Kind
    default: Any
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    two_persons: tuple[Any, ...] = ()
    """Values that one administrator alone does not set (SEC-AC-08)."""
    objection: Callable[[Any], str] | None = None
    """Why the acting person must not set a value now, in words; empty: nothing against it."""

    def __post_init__(self) -> None:
        if problem_of(self, self.default):
            raise ValueError(f"parameter {self.key} has a default that it refuses")
        _declared[self.key] = self

    def value(self) -> Any:
        """What holds for the acting person's enterprise: what an administrator set, else the default."""
        return self.value_in(current_actor().tenant_id)

    def value_in(self, tenant_id: UUID) -> Any:
        """What holds for an enterprise, before anybody acts in it."""
        return _own_values(tenant_id).get(self.key, self.default)


def parameters() -> list[Parameter]:
    """Every declared parameter, by group and key."""
    return sorted(_declared.values(), key=lambda item: (item.group, item.key))


def find_parameter(key: str) -> Parameter | None:
    """The declared parameter of that key."""
    return _declared.get(key)


def problem_of(parameter: Parameter, value: Any) -> str:
    """Why a value does not fit a parameter; empty when it does."""
    if parameter.kind == "boolean":
        return "" if isinstance(value, bool) else "请选择是或否。"
    if parameter.kind == "integer":
        if isinstance(value, bool) or not isinstance(value, int):
            return "应为整数。"
        if parameter.minimum is not None and value < parameter.minimum:
            return f"不能小于 {parameter.minimum}。"
        return f"不能大于 {parameter.maximum}。" if parameter.maximum is not None and value > parameter.maximum else ""
    if not isinstance(value, str):
        return "应为文字。"
    if parameter.kind == "choice":
        return "" if value in dict(parameter.choices) else "请从给定的选项中选择。"
    if parameter.kind == "time":
        return _time_problem(value)
    if parameter.kind == "networks":
        return _networks_problem(value)
    limit = parameter.maximum or 200
    return f"最多 {limit} 个字。" if len(value) > limit else ""


def _time_problem(value: str) -> str:
    hours, colon, minutes = value.partition(":")
    fits = bool(colon) and len(hours) == len(minutes) == 2 and hours.isdecimal() and minutes.isdecimal()
    return "" if fits and int(hours) < 24 and int(minutes) < 60 else "时间格式应为 21:30。"


def networks_of(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks of a value of the kind `networks`: addresses or ranges, with commas or blanks between them."""
    return [ipaddress.ip_network(part, strict=False) for part in text.replace("，", ",").replace(",", " ").split()]


def _networks_problem(value: str) -> str:
    try:
        networks_of(value)
    except ValueError:
        return "请填写网络地址或网段，如 10.1.0.0/16，多个之间用逗号分隔；留空表示不限。"
    return "最多 400 个字。" if len(value) > 400 else ""


def own_values() -> dict[str, Setting]:
    """What administrators of the acting person's enterprise set, by key; one statement."""
    return {row.key: row for row in Setting.objects.all()}


def _own_values(tenant_id: UUID) -> dict[str, Any]:
    with _lock:
        known = _values.get(tenant_id)
    if known is not None and time.monotonic() - known[0] < _CACHE_SECONDS:
        return known[1]
    with acting_as(system_actor(tenant_id, "parameters")):
        found = dict(Setting.objects.values_list("key", "value"))
    with _lock:
        _values[tenant_id] = (time.monotonic(), found)
    return found


def forget_cache() -> None:
    """Read again at the next question (after something was set)."""
    with _lock:
        _values.clear()
