"""Finding the route of an address quickly: the framework tries one pattern after another, two hundred of them.

Patterns that begin with the same literal folder are put under one pattern for that folder, so that an address is
compared with a few folders and the routes of its own. Addresses, names and the order inside a folder stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

_FEWEST = 2
"""A folder of one pattern would only be compared twice."""


def by_folder(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same patterns, those of one literal folder under one resolver, level by level."""
    folders: dict[str, list[URLPattern]] = {}
    order: list[str | URLPattern | URLResolver] = []
    for pattern in patterns:
        folder = _folder(pattern)
        if folder is None or not isinstance(pattern, URLPattern):
            order.append(pattern)
            continue
        if folder not in folders:
            folders[folder] = []
            order.append(folder)
        folders[folder].append(pattern)
    grouped: list[URLPattern | URLResolver] = []
    for item in order:
        if not isinstance(item, str):
            grouped.append(item)
        elif len(folders[item]) < _FEWEST:
            grouped += folders[item]
        else:
            grouped.append(path(item, include(by_folder([_inside(item, pattern) for pattern in folders[item]]))))
    return grouped


def _folder(pattern: URLPattern | URLResolver) -> str | None:
    """The first folder of a pattern when it is literal: `members/` of `members/<uuid:id>`."""
    if not isinstance(pattern, URLPattern) or not isinstance(pattern.pattern, RoutePattern):
        return None
    first, slash, _ = str(pattern.pattern).partition("/")
    return None if not slash or "<" in first else first + slash


def _inside(folder: str, pattern: URLPattern) -> URLPattern:
    """The pattern as it stands inside its folder."""
    rest = str(pattern.pattern).removeprefix(folder)
    return path(rest, pattern.callback, pattern.default_args, pattern.name)
