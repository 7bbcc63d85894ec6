"""Messages and todos that follow from corrections; handlers may run twice."""

from __future__ import annotations

from dangjian.directory.members import commands
from dangjian.directory.members.events import CorrectionAsked, CorrectionDecided
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.testing import assert_handler_contract
from tests.world import World


def _state() -> tuple[list[tuple[object, str]], list[tuple[object, str]]]:
    messages = Message.objects.across_tenants("test").order_by("id").values_list("person_id", "title")
    todos = Todo.objects.across_tenants("test").order_by("id").values_list("person_id", "state")
    return list(messages), list(todos)


def test_PRV_1_those_who_decide_are_told_once_and_the_member_hears_the_answer(
    world: World, member: Actor, secretary: Actor
) -> None:
    with acting_as(member):
        row = commands.ask_correction(field="job_title", new_value="班长", reason="岗位变动")
    person = world.people["member"]
    asked = CorrectionAsked(
        aggregate_id=row.id,
        person_id=person.id,
        person_name=person.name,
        organisation_id=person.organisation_id,
        field_title="行政职务（岗位）",
    )
    messages, todos = assert_handler_contract(asked, world.system(), _state)
    told = {world.people["secretary"].id, world.people["deputy"].id}
    assert {person_id for person_id, _ in messages} == told
    assert {state for _, state in todos} == {"open"}
    with acting_as(secretary):
        commands.decide_correction(correction_id=row.id, approve=True, note="")
    decided = CorrectionDecided(
        aggregate_id=row.id, person_id=person.id, field_title="行政职务（岗位）", approved=True, note=""
    )
    messages, todos = assert_handler_contract(decided, world.system(), _state)
    assert messages[-1] == (person.id, "您申请更正“行政职务（岗位）”：已采纳，信息已更新")
    assert {state for _, state in todos} == {"done"}
