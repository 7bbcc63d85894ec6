"""Cases of the small world: who acts, and short ways to move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from dangjian.foundation.process.commands.deciding import decide_step
from dangjian.foundation.process.commands.starting import start_case
from dangjian.foundation.process.commands.versions import publish_definition, read_document, save_draft
from dangjian.foundation.process.enums import RunState
from dangjian.foundation.process.models import Case, Part, StepRun
from dangjian.kernel.actor import acting_as
from dangjian.kernel.scope import Scope, bind_scope
from tests.world import World

FILLED = {"subject": "购置学习资料", "reason": "支部学习需要购置一批学习资料，请批准。", "urgency": "normal"}


class Desk:
    """Acts as people of the world on one case."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.case_id: UUID | None = None

    def start(self, who: str, key: str = "request_upward", org: str = "first", **more: Any) -> Case:
        with acting_as(self.world.actor(who)):
            case = start_case(
                process_key=key, organisation_id=self.world.orgs[org].pk, title="关于购置学习资料的请示", **more
            )
        self.case_id = case.pk
        return case

    @property
    def case(self) -> Case:
        with acting_as(self.world.system()):
            case: Case = Case.objects.unscoped("test").select_related("definition").get(pk=self.case_id)
            return case

    def runs(self) -> list[StepRun]:
        with acting_as(self.world.system()):
            return list(StepRun.objects.filter(case_id=self.case_id).order_by("seq"))

    def open(self, step_key: str = "") -> StepRun:
        found = [r for r in self.runs() if r.state == RunState.OPEN and (not step_key or r.step_key == step_key)]
        assert len(found) == 1, [run.step_key for run in found]
        return found[0]

    def opened(self) -> set[str]:
        return {run.step_key for run in self.runs() if run.state == RunState.OPEN}

    def parts(self, run: StepRun) -> list[Part]:
        with acting_as(self.world.system()):
            return list(Part.objects.filter(run=run).order_by("position", "id"))

    def decide(self, who: str, outcome: str, step_key: str = "", **more: Any) -> Case:
        run = self.open(step_key)
        with acting_as(self.world.actor(who)):
            return decide_step(case_id=self.case_id, run_id=run.pk, outcome=outcome, **more)

    def do(self, who: str, command: Callable[..., Any], **given: Any) -> Any:
        actor = self.world.system() if who == "system" else self.world.actor(who)
        with acting_as(actor):
            return command(case_id=self.case_id, **given)

    def publish(self, document: dict[str, Any]) -> UUID:
        """Make a definition of one's own hold; its key."""
        with acting_as(self.world.actor("administrator")):
            draft = save_draft(document=read_document(document))
            publish_definition(definition_id=draft.pk)
        return draft.pk


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    """A desk without a case."""
    with bind_scope(Scope(world.tenant_id, "test", ())):
        yield Desk(world)


@pytest.fixture
def works_secretary(world: World) -> None:
    """The general branch above has a secretary."""
    from dangjian.directory.posts.enums import PostKind
    from dangjian.directory.posts.models import PostHolding
    from dangjian.kernel import clock
    from dangjian.kernel.writing import allow_writing

    person = world.people["office"]
    with acting_as(world.system()), allow_writing():
        PostHolding(
            tenant_id=world.tenant_id,
            org_path=world.orgs["works"].org_path,
            person=person,
            person_name=person.name,
            organisation=world.orgs["works"],
            post_kind=PostKind.SECRETARY,
            started_on=clock.today(),
            created_at=clock.now(),
        ).save(force_insert=True)


def a_step(key: str, *ways: dict[str, Any] | str, **more: Any) -> dict[str, Any]:
    """A task of the starter, with ways on."""
    return {
        "key": key,
        "title": f"环节{key}",
        "kind": "task",
        "help": "办理",
        "holder": {"kind": "starter"},
        "ways": [{"to": way} if isinstance(way, str) else way for way in ways],
        **more,
    }


def a_definition(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A process of these steps, which starts with the first."""
    return {
        "key": "probe",
        "title": "试验流程",
        "purpose": "用于测试",
        "first": steps[0]["key"],
        "starters": ["branch_secretary", "branch_officer", "member"],
        "steps": list(steps),
        **more,
    }
