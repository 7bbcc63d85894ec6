"""Running cases keep their version; they are moved only as a plan says that was shown before."""

from __future__ import annotations

from uuid import UUID

import pytest

from dangjian.foundation.process.commands import decide_step, migrate_cases, publish_definition, save_draft
from dangjian.foundation.process.enums import CaseState
from dangjian.foundation.process.models import CaseEntry, ProcessDefinition
from dangjian.foundation.process.queries import plan_migration
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import BadInput, Conflict
from tests.foundation.process.conftest import Desk, a_definition, a_step
from tests.world import World

SECRETARY = {"kind": "post", "codes": ["secretary"]}
FIELD = {"key": "why", "title": "理由", "kind": "text"}


def versions(desk: Desk) -> tuple[UUID, UUID]:
    """Two published versions; the second calls the step `b` `check` and has one more before the end."""
    old = desk.publish(a_definition(a_step("a", "b", fields=[FIELD]), a_step("b", "end", holder=SECRETARY)))
    desk.start("officer", key="probe")
    desk.decide("officer", "done", values={"why": "工作需要"})
    new = desk.publish(
        a_definition(
            a_step("a", "check"),
            a_step("check", "file", holder=SECRETARY, latest='date("2026-12-15")', clause="约定"),
            a_step("file", "end"),
        )
    )
    return old, new


def test_a_running_case_keeps_the_version_it_began_under(desk: Desk) -> None:
    old, new = versions(desk)
    assert desk.decide("secretary", "done").state == CaseState.DONE
    assert desk.case.definition_id == old
    assert desk.start("officer", key="probe").definition_id == new


def test_what_is_published_is_never_changed(desk: Desk, world: World) -> None:
    old, _ = versions(desk)
    with acting_as(world.actor("administrator")):
        with pytest.raises(Conflict):
            publish_definition(definition_id=old)
        before = ProcessDefinition.objects.get(pk=old).document
        from dangjian.foundation.process.commands.versions import read_document

        draft = save_draft(document=read_document(a_definition(a_step("x", "end"))))
        assert draft.number == 3
        assert ProcessDefinition.objects.get(pk=old).document == before


def test_a_plan_shows_what_is_lost_and_what_stands_against_it(desk: Desk, world: World) -> None:
    old, new = versions(desk)
    with acting_as(world.actor("administrator")):
        (case,) = plan_migration(definition_id=new, from_id=old, mapping={})["cases"]
        assert case["problems"] == ["正在办理的“环节b”在新版本中没有对应的环节。"]
        (case,) = plan_migration(definition_id=new, from_id=old, mapping={"b": "check"})["cases"]
        assert (case["problems"], case["lost"]) == ([], ["理由"])
        assert case["steps"] == [{"before": "环节b", "after": "环节check"}]
        with pytest.raises(BadInput):
            plan_migration(definition_id=new, from_id=old, mapping={"b": "nowhere"})
        with pytest.raises(BadInput):
            plan_migration(definition_id=old, from_id=old, mapping={})


def test_a_case_is_moved_as_the_plan_says_and_goes_on_there(desk: Desk, world: World) -> None:
    old, new = versions(desk)
    mapping = {"b": "check"}
    with acting_as(world.actor("administrator")):
        plan = plan_migration(definition_id=new, from_id=old, mapping=mapping)
        given = {"definition_id": new, "from_id": old, "mapping": mapping, "reason": "启用新版本"}
        with pytest.raises(Conflict):
            migrate_cases(**given, digest="0" * 64)
        assert migrate_cases(**given, digest=plan["digest"]) == 1
    run = desk.open("check")
    assert str(run.due_on) == "2026-12-15"
    assert [part.person_name for part in desk.parts(run)] == ["曾志强"]
    desk.decide("secretary", "done")
    assert desk.opened() == {"file"}
    assert desk.decide("officer", "done").state == CaseState.DONE
    assert desk.case.data == {"why": "工作需要"}
    with acting_as(world.system()):
        assert CaseEntry.objects.filter(case=desk.case, kind="migrated").count() == 1


def test_a_case_that_moved_on_after_the_plan_stops_the_migration(desk: Desk, world: World) -> None:
    old, new = versions(desk)
    mapping = {"b": "check"}
    with acting_as(world.actor("administrator")):
        plan = plan_migration(definition_id=new, from_id=old, mapping=mapping)
    desk.do("secretary", decide_step, run_id=desk.open("b").pk, outcome="done")
    with acting_as(world.actor("administrator")), pytest.raises(Conflict) as changed:
        migrate_cases(definition_id=new, from_id=old, mapping=mapping, digest=plan["digest"], reason="启用")
    assert changed.value.code == "process.plan_changed"
