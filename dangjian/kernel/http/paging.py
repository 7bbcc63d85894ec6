"""Cursor paging: bounded, ordered, and as fast on the last page as on the first."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import orjson
from django.db.models import Q, QuerySet
from pydantic import Field

from dangjian.kernel.errors import BadInput
from dangjian.kernel.http.schema import Schema
from dangjian.kernel.models.listing import Listing

T = TypeVar("T")
MAX_LIMIT = 200


class PageRequest(Schema):
    """Which page of a list: size, place, order, and whether to count all rows."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(None, max_length=400)
    sort: str | None = Field(None, max_length=40)
    with_total: bool = False


class Page(Schema, Generic[T]):
    """One page of a list. `next_cursor` is null on the last page; `total` is given when it was asked for."""

    items: list[T]
    next_cursor: str | None = None
    total: int | None = None


def order_of(page: PageRequest, orders: dict[str, tuple[str, ...]], default: str) -> tuple[str, ...]:
    """The order asked for (`name` or `-name`), from the list's declared ones. Raises BadInput for another."""
    wanted = page.sort or default
    name = wanted.removeprefix("-")
    if name not in orders:
        raise BadInput("kernel.list.sort", f"不能按“{wanted[:20]}”排序，可选：{'、'.join(orders)}。", field="sort")
    order = orders[name]
    return tuple(_flip(field) for field in order) if wanted.startswith("-") else order


def _flip(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def paginate(
    rows: QuerySet[Any],
    page: PageRequest,
    *,
    order: tuple[str, ...] = ("id",),
    show: Callable[[Any], Any] | None = None,
    values: tuple[str, ...] | None = None,
    listing: Listing | None = None,
) -> dict[str, Any]:
    """One page of `rows` in `order` (non-null fields, the last one unique; "-" reverses).

    With `values`, rows are plain dicts of these columns; `rows` may have them already, with the fields of the order
    among them. With the `listing` that `rows` were narrowed from, only their conditions are compiled (fastest). `show`
    turns each row into its answer.
    Raises BadInput for a cursor of another list.
    """
    total = rows.count() if page.with_total else None
    names = [field.removeprefix("-") for field in order]
    selected = rows if rows.query.order_by == order else rows.order_by(*order)
    if page.cursor:
        selected = selected.filter(_after(order, _decode(page.cursor, order)))
    if values is not None and not rows.query.values_select:
        selected = selected.values(*dict.fromkeys((*values, *names)))
    items = listing.read(selected, page.limit + 1) if listing is not None else list(selected[: page.limit + 1])
    cursor = None
    if len(items) > page.limit:
        items = items[: page.limit]
        last = items[-1]
        cursor = _encode(order, [last[n] if values is not None else getattr(last, n) for n in names])
    shown = [show(item) for item in items] if show is not None else items
    return {"items": shown, "next_cursor": cursor, "total": total}


def _encode(order: tuple[str, ...], values: list[Any]) -> str:
    raw = orjson.dumps([",".join(order), *values], default=str)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(cursor: str, order: tuple[str, ...]) -> list[Any]:
    try:
        raw = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise _bad_cursor() from error
    if not isinstance(raw, list) or len(raw) != len(order) + 1 or raw[0] != ",".join(order):
        raise _bad_cursor()
    for value in raw[1:]:
        if not isinstance(value, str | int | float | bool):
            raise _bad_cursor()
        if isinstance(value, str) and "\0" in value:
            raise _bad_cursor()
    return raw[1:]


def _bad_cursor() -> BadInput:
    return BadInput("kernel.list.cursor", "翻页位置已失效，请回到第一页。", field="cursor")


def _after(order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows behind the given one: the lexicographic comparison, led by a plain range on the first field."""
    condition = Q()
    equal = Q()
    for field, value in zip(order, values, strict=True):
        name, beyond = (field[1:], "lt") if field.startswith("-") else (field, "gt")
        condition |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    first, value = order[0], values[0]
    name, reach = (first[1:], "lte") if first.startswith("-") else (first, "gte")
    return Q(**{f"{name}__{reach}": value}) & condition


__all__ = ["MAX_LIMIT", "Page", "PageRequest", "order_of", "paginate"]
