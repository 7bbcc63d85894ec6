"""Facts in the past tense, and who listens to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from pydantic import TypeAdapter


@dataclasses.dataclass(frozen=True)
class Event:
    """A small, frozen, versioned fact: what happened, told by ids, dates, numbers and short texts.

    A subclass is a frozen dataclass with `name` ("work.life.MeetingArchived") and `version`. Its first field is the
    id of the aggregate unless `aggregate` names another; handlers hear the events of one aggregate in their order.
    """

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    aggregate: ClassVar[str] = ""

    def about(self) -> str:
        """The aggregate that this fact is about, as text; empty for a fact about nothing in particular."""
        names = [item.name for item in dataclasses.fields(self)]
        field = self.aggregate or (names[0] if names else "")
        return str(getattr(self, field)) if field else ""

    @classmethod
    def upgrade(cls, version: int, payload: dict[str, Any]) -> dict[str, Any]:
        """Bring the fields of an older `version` to the present form; override when `version` is raised."""
        return payload

    def to_payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        fields: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return fields

    @classmethod
    def from_payload(cls, version: int, payload: dict[str, Any]) -> Self:
        """The event from its stored fields. Raises pydantic's ValidationError when they do not fit."""
        fields = payload if version == cls.version else cls.upgrade(version, payload)
        event: Self = _adapter(cls).validate_python(fields)
        return event


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(cls: type[Event]) -> TypeAdapter[Any]:
    key = f"{cls.__module__}.{cls.__qualname__}"
    if key not in _adapters:
        _adapters[key] = TypeAdapter(cls)
    return _adapters[key]


@dataclasses.dataclass(frozen=True)
class Handler:
    """A function that wants to hear of an event. Its name is where it stands: `work.life.handlers.remind`."""

    name: str
    event: type[Event]
    function: Callable[[Any], None]

    @property
    def module(self) -> str:
        """The module that owns the handler."""
        return self.name.split(".", 1)[0]


E = TypeVar("E", bound=Event)

_handlers: dict[str, Handler] = {}
_by_event: dict[str, list[Handler]] = {}


def on(event: type[E], *, name: str = "") -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Declare a handler: called after the commit, under the system actor of the tenant, at least once.

    What it writes and the note that it is done are one transaction, so its own writes happen once; anything else it
    does may happen twice. Long or remote work belongs into a job that it enqueues.

    `name` keeps the old name of a handler that moved: deliveries waiting in the data base are addressed by it.
    """
    if not event.name:
        raise ValueError(f"{event.__qualname__} has no name")

    def register(function: Callable[[E], None]) -> Callable[[E], None]:
        known_as = name or f"{function.__module__.removeprefix('dangjian.')}.{function.__qualname__}"
        handler = Handler(known_as, event, function)
        if known_as not in _handlers:
            _by_event.setdefault(event.name, []).append(handler)
        _handlers[known_as] = handler
        return function

    return register


def handlers_of(event_name: str) -> list[Handler]:
    """Handlers of an event in every module, carried here or elsewhere."""
    return list(_by_event.get(event_name, ()))


def all_handlers() -> dict[str, Handler]:
    """Every declared handler by name."""
    return dict(_handlers)


def carried_handlers() -> list[str]:
    """Names of the handlers whose module this process carries (DANGJIAN_MODULES)."""
    return sorted(name for name, handler in _handlers.items() if handler.module in settings.CARRIED_MODULES)
