"""Project and temporary branches: somebody hears before their planned end, and the todo ends with the matter."""

from __future__ import annotations

from datetime import date

from dangjian.directory.organisations import commands
from dangjian.directory.organisations.models import Organisation
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.events import drain
from dangjian.kernel.jobs import enqueue, run_pending
from tests.world import World, building


def run(world: World, day: date) -> None:
    with frozen(day), acting_as(world.system()):
        enqueue("directory.organisations.remind_of_planned_ends")
        run_pending()
        drain()


def open_todos(world: World) -> list[tuple[str, date | None]]:
    with building(world.tenant_id):
        rows = Todo.objects.filter(state=Todo.OPEN, source="directory.organisations.planned_end")
        return list(rows.values_list("title", "due_on"))


def test_ORG_1_told_before_and_after_the_planned_end(world: World) -> None:
    first = world.orgs["first"]
    with building(world.tenant_id):
        Organisation.objects.filter(pk=first.pk).update(branch_kind="project", planned_end_on=date(2027, 1, 10))

    run(world, date(2026, 12, 10))
    assert open_todos(world) == []
    run(world, date(2026, 12, 11))
    run(world, date(2026, 12, 12))
    run(world, date(2027, 1, 11))

    with building(world.tenant_id):
        people = {person.pk: key for key, person in world.people.items()}
        told = [(people[row.person_id], row.title) for row in Message.objects.order_by("id")]
    assert {who for who, _ in told} == {"secretary", "deputy", "office"}
    assert sorted({title for _, title in told}) == [
        "一车间党支部计划将于 2027-01-10 结束",
        "一车间党支部计划已于 2027-01-10 结束",
    ]
    assert len(told) == 6
    assert open_todos(world) == [("一车间党支部到期处理", date(2027, 1, 10))]


def test_a_later_end_closes_the_todo_until_it_comes_near_again(world: World) -> None:
    first = world.orgs["first"]
    with building(world.tenant_id):
        Organisation.objects.filter(pk=first.pk).update(branch_kind="project", planned_end_on=date(2026, 12, 1))
    run(world, date(2026, 11, 21))
    assert len(open_todos(world)) == 1

    with acting_as(world.actor("office")):
        commands.update_organisation(
            organisation_id=first.pk, expected_version=1, values={"planned_end_on": date(2027, 6, 1)}
        )
        drain()
    assert open_todos(world) == []
    run(world, date(2027, 5, 20))
    assert open_todos(world) == [("一车间党支部到期处理", date(2027, 6, 1))]


def test_reminder_months_of_the_rule_book_decide_how_far_ahead_is_looked(world: World) -> None:
    with building(world.tenant_id):
        Organisation.objects.exclude(pk=world.orgs["first"].pk).update(term_end=None)
        Organisation.objects.filter(pk=world.orgs["first"].pk).update(term_end=date(2027, 6, 15))
    with frozen(date(2026, 12, 15)), acting_as(world.system()):
        assert commands.remind_of_terms() == 1
