"""What people were told: their messages and todos."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from tests.world import World, building


def told(world: World, **filters: Any) -> set[tuple[str, str]]:
    """Names and titles of messages."""
    names = {person.pk: person.name for person in world.people.values()}
    with building(world.tenant_id):
        rows = Message.objects.filter(**filters).values_list("person_id", "title")
        return {(names[person_id], title) for person_id, title in rows}


def todos(world: World, **filters: Any) -> set[tuple[str, str, str]]:
    """Names, titles and states of todos."""
    names = {person.pk: person.name for person in world.people.values()}
    with building(world.tenant_id):
        rows = Todo.objects.filter(**filters).values_list("person_id", "title", "state")
        return {(names[person_id], title, state) for person_id, title, state in rows}
