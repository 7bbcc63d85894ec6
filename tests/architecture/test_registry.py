"""What is registered hangs together: doors with their Actions, events, handlers, jobs, keys between tables."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import FunctionType, ModuleType
from typing import Any

from django.apps import apps
from django.db import models

from dangjian.kernel.events import Event
from dangjian.kernel.events.base import all_handlers
from dangjian.kernel.http.router import operations
from dangjian.kernel.jobs.registry import all_jobs
from dangjian.kernel.permissions import Action, Public, registry
from dangjian.project.topology import LAYERS, installed_apps
from dangjian.project.urls import api

# The API is built by the address table; importing it makes every route known.
assert api is not None


def _modules(kind: str) -> Iterator[ModuleType]:
    """The module or modules of that name in every app."""
    for app in installed_apps():
        name = f"{app}.{kind}"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        yield module
        for item in pkgutil.iter_modules(getattr(module, "__path__", [])):
            yield import_module(f"{name}.{item.name}")


def _public_functions(kind: str) -> Iterator[tuple[str, Any]]:
    """What an app offers to others: the functions of `commands.py`, or those that the folder's `__init__` exports.

    The files of a folder also hold the blocks that its doors are built of; they are the app's own. What stands in
    `loading/` answers ports: it is asked inside somebody else's door, or before there is an actor at all.
    """
    for module in _modules(kind):
        is_folder = hasattr(module, "__path__")
        if not is_folder and module.__name__.rsplit(".", 2)[-2] == kind:
            continue
        for name, value in vars(module).items():
            home = getattr(value, "__module__", "")
            own = (is_folder and ".loading." not in home) or home == module.__name__
            if isinstance(value, FunctionType) and not name.startswith("_") and own:
                yield f"{module.__name__}.{name}", value


def _rank(label: str) -> int:
    """How high an app stands: foreign keys may point to equal or lower ones."""
    module = label.split("_", 1)[0]
    order = list(reversed(LAYERS))
    return order.index(module) if module in order else -1


def test_foreign_keys_point_downward() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("dangjian.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and _rank(field.related_model._meta.app_label) > _rank(model._meta.app_label)
    ]

    assert upward == []


def test_every_command_goes_through_its_door() -> None:
    found = [name for name, function in _public_functions("commands") if getattr(function, "door", "") != "command"]

    assert found == []


def test_every_query_goes_through_its_door() -> None:
    found = [name for name, function in _public_functions("queries") if getattr(function, "door", "") != "query"]

    assert found == []


def test_every_door_names_a_known_action() -> None:
    known = registry.actions()
    for name, function in [*_public_functions("commands"), *_public_functions("queries")]:
        action = getattr(function, "action", None)
        assert isinstance(action, Action | Public), name
        assert isinstance(action, Public) or known[action.name] is action, name


def test_every_route_names_an_action_and_has_an_id_of_the_pattern() -> None:
    ids = [operation.operation_id for operation in operations]

    assert [o.operation_id for o in operations if not isinstance(o.action, Action | Public)] == []
    assert [o.operation_id for o in operations if not o.operation_id.startswith(f"{o.module}_{o.app}_")] == []
    assert [o.operation_id for o in operations if not o.url.startswith(f"/api/v1/{o.module}/")] == []
    assert sorted(ids) == sorted(set(ids))


def test_public_operations_say_why() -> None:
    assert [o.operation_id for o in operations if isinstance(o.action, Public) and len(o.action.reason) < 8] == []


def test_actions_are_named_after_their_app_and_titled_in_chinese() -> None:
    wrong = [
        name
        for name, action in registry.actions().items()
        if name.count(".") < 1 or not any("\u4e00" <= letter <= "\u9fff" for letter in action.title)
    ]

    assert wrong == []


def test_every_role_named_by_an_action_exists() -> None:
    wanted = {role for action in registry.actions().values() for role in action.roles}

    assert wanted <= set(registry.roles())


def test_jobs_are_named_after_their_app() -> None:
    own = {name: spec for name, spec in all_jobs().items() if not name.startswith("kernel.test.")}
    wrong = [
        name
        for name, spec in own.items()
        if not spec.function.__module__.startswith("dangjian." + name.rsplit(".", 1)[0].split(".")[0])
    ]

    assert wrong == []


def _events() -> list[type[Event]]:
    found: list[type[Event]] = []
    waiting = list(Event.__subclasses__())
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if event.__module__.startswith("dangjian."):
            found.append(event)
    return found


def test_events_are_frozen_named_after_their_app_and_small() -> None:
    for event in _events():
        app = event.__module__.removeprefix("dangjian.").rsplit(".events", 1)[0]
        assert event.name == f"{app}.{event.__name__}", event
        assert event.version >= 1, event
        assert event.__dataclass_params__.frozen, event  # type: ignore[attr-defined]  # set by dataclass
        fields = [name for name in event.__dataclass_fields__ if not name.startswith("_")]
        assert 1 <= len(fields) <= 20, event


def test_event_names_are_unique_and_handlers_hear_known_ones() -> None:
    names = [event.name for event in _events()]
    heard = {handler.event.name for handler in all_handlers().values() if not handler.name.startswith("kernel.test.")}

    assert sorted(names) == sorted(set(names))
    assert {name for name in heard if not name.startswith("kernel.test.")} <= set(names)


def test_doors_take_keywords_only() -> None:
    loose = []
    for name, function in [*_public_functions("commands"), *_public_functions("queries")]:
        parameters = list(inspect.signature(inspect.unwrap(function)).parameters.values())
        own = parameters[1:] if getattr(function, "door", "") == "command" else parameters
        loose += [name for p in own if p.kind not in {p.KEYWORD_ONLY, p.VAR_KEYWORD}]

    assert loose == []
