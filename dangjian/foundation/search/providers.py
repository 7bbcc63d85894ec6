"""What can be searched: each app registers its kinds in its `search.py` (loaded at start)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dangjian.kernel.permissions import Action


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `title` as people call it, `note` to tell it from others (its organisation, its date)."""

    id: UUID
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A searchable kind of thing.

    `kind` names the page that opens a hit (route `<kind>-detail`); `action` is needed to be asked at all; `find(text,
    limit)` is usually the app's own query and returns only what the acting person may see, best first, by one
    statement. `order` places the kind among the others.
    """

    kind: str
    title: str
    action: Action
    find: Callable[[str, int], Sequence[Hit]]
    order: int = 100


_providers: dict[str, Provider] = {}


def register_provider(provider: Provider) -> Provider:
    """Make a kind searchable. Raises RuntimeError for a second provider of a kind."""
    known = _providers.get(provider.kind)
    if known is not None and known.find.__qualname__ != provider.find.__qualname__:
        raise RuntimeError(f"search kind {provider.kind} is declared twice")
    _providers[provider.kind] = provider
    return provider


def providers() -> list[Provider]:
    """Every provider, in order."""
    return sorted(_providers.values(), key=lambda provider: (provider.order, provider.kind))
