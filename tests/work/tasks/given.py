"""Ready-made tasks for the tests."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import UUID

from PIL import Image

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.files import intake
from dangjian.work.tasks import commands
from dangjian.work.tasks.models import SupervisedTask
from dangjian.work.tasks.rules.kinds import TaskSource
from tests.world import World, building

DUE = date(2026, 12, 11)


def task_values(world: World, org: str = "works", **changes: Any) -> dict[str, Any]:
    """Arguments of a registration."""
    given: dict[str, Any] = {
        "organisation_id": world.orgs[org].pk,
        "title": "冬季安全生产检查",
        "requirement": "逐班组检查，列出隐患清单并整改。",
        "source": TaskSource.SUPERIOR_DOCUMENT,
        "source_ref": "集团党发〔2026〕18号",
        "due_on": DUE,
    }
    return {**given, **changes}


def register(world: World, actor: Actor, org: str = "works", **changes: Any) -> SupervisedTask:
    """A task on the register of an organisation."""
    with acting_as(actor):
        return commands.register_task(**task_values(world, org, **changes))


def part(world: World, org: str, **changes: Any) -> commands.Part:
    """A part for an organisation below."""
    return commands.Part(organisation_id=world.orgs[org].pk, **changes)


def given_out(world: World, *orgs: str, actor: Actor | None = None) -> list[SupervisedTask]:
    """The whole and its parts for branches of the works, in the order given."""
    parts = [part(world, org) for org in orgs]
    whole = register(world, actor or world.actor("office"), parts=parts)
    made = parts_of(world, whole)
    return [reread(world, whole), *(made[world.orgs[org].short_name] for org in orgs)]


def reread(world: World, task: SupervisedTask | UUID) -> SupervisedTask:
    """A task as it is now."""
    with building(world.tenant_id):
        found: SupervisedTask = SupervisedTask.objects.select_related("issuer", "parent").get(
            pk=task if isinstance(task, UUID) else task.pk
        )
    return found


def parts_of(world: World, task: SupervisedTask) -> dict[str, SupervisedTask]:
    """The parts of a task by the short name of their organisation."""
    with building(world.tenant_id):
        rows = SupervisedTask.objects.filter(parent=task).select_related("issuer")
        return {row.org_name: row for row in rows}


def photo(actor: Actor) -> UUID:
    """An upload of somebody, to be kept as evidence."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "#c7161e").save(picture, "PNG")
    picture.seek(0)
    with acting_as(actor):
        found: UUID = intake(picture, name="现场.png", purpose="work.tasks.evidence").id
    return found


def submitted(world: World, task: SupervisedTask, actor: Actor) -> SupervisedTask:
    """The task accepted and reported as done by somebody."""
    with acting_as(actor):
        commands.accept_task(task_id=task.pk)
        commands.submit_task(task_id=task.pk, text="隐患已全部整改。", file_ids=[photo(actor)])
    return reread(world, task)
