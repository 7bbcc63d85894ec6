"""Opening and closing by source, one's own list, ending by hand, the daily reminder (TSK-2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian.foundation.duties.commands import close_todo, complete_todo, open_todo
from dangjian.foundation.duties.events import TodoCompleted
from dangjian.foundation.duties.jobs import remind
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import Conflict
from dangjian.kernel.ids import new_id
from dangjian.kernel.jobs import JobContext
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from tests.world import TODAY, SignedInClient, World

URL = "/api/v1/foundation/todos"
SOURCE = "work.life.resolution"


def _open(world: World, *keys: str, ref: str = "1", **more: Any) -> list[Todo]:
    people = [world.people[key].pk for key in keys]
    content = {"title": "落实决议：慰问困难党员"} | more
    with acting_as(world.system()):
        return open_todo(person_ids=people, source=SOURCE, source_ref=ref, **content)


def _states(world: World) -> list[tuple[str, str]]:
    with acting_as(world.system()):
        names = {person.pk: key for key, person in world.people.items()}
        return sorted((names[row.person_id], row.state) for row in Todo.objects.all())


def test_opening_is_idempotent_and_brings_open_ones_up_to_date(world: World) -> None:
    _open(world, "member", "deputy")
    _open(world, "member", "deputy", title="落实决议（改）", due_on=TODAY)
    with acting_as(world.system()):
        rows = list(Todo.objects.values_list("title", "due_on"))

    assert rows == [("落实决议（改）", TODAY)] * 2


def test_closed_stays_closed_unless_it_comes_back(world: World) -> None:
    _open(world, "member", "deputy")
    with acting_as(world.system()):
        closed = [
            close_todo(source=SOURCE, source_ref="1", person_id=world.people["member"].pk, done_by_name="王芳"),
            close_todo(source=SOURCE, source_ref="1", is_done=False, note="决议撤销"),
            close_todo(source=SOURCE, source_ref="1"),
            close_todo(source=SOURCE, source_ref="2"),
        ]
    after = _states(world)
    _open(world, "member", "deputy")
    replayed = _states(world)
    _open(world, "member", reopen=True)

    assert closed == [1, 1, 0, 0]
    assert after == replayed == [("deputy", "cancelled"), ("member", "done")]
    assert _states(world) == [("deputy", "cancelled"), ("member", "open")]


def test_list_of_todos_is_by_date_with_late_ones_marked(
    world: World, member_client: SignedInClient, stranger_client: SignedInClient
) -> None:
    subject = new_id()
    _open(world, "member", ref="late", title="逾期", due_on=TODAY - timedelta(days=1), is_manual=True)
    _open(world, "member", "secretary", ref="none", title="无期限", subject_kind="meeting", subject_id=subject)

    rows = assert_list_contract(
        member_client,
        URL,
        queries=2,
        more=lambda: [
            _open(world, "member", ref="far", title="以后", due_on=TODAY + timedelta(days=8)),
            _open(world, "member", ref="soon", title="今天", due_on=TODAY),
        ],
        foreigner=stranger_client,
    )
    counts = member_client.fetch(f"{URL}/counts").json()

    assert [(r["title"], r["is_overdue"], r["is_due_soon"]) for r in rows] == [
        ("逾期", True, False),
        ("今天", False, True),
        ("以后", False, False),
        ("无期限", False, False),
    ]
    assert (rows[3]["subject_kind"], rows[3]["subject_id"], rows[3]["due_on"]) == ("meeting", str(subject), None)
    assert counts == {"open": 4, "overdue": 1, "due_soon": 1}


def test_ending_ones_own_by_hand(world: World, member: Actor, secretary: Actor, stranger: Actor) -> None:
    todo = _open(world, "member", is_manual=True)[0]
    _open(world, "member", ref="auto")

    done = assert_command_contract(
        complete_todo,
        {"todo_id": todo.pk, "note": " 已走访 "},
        allowed=member,
        without_right=secretary,
        elsewhere=world.actor("office"),
        stranger=stranger,
        events=[TodoCompleted],
        bad=[({"todo_id": new_id()}, "duties.todo.unknown")],
    )

    assert (done.state, done.closing_note, done.done_by, done.done_by_name) == (
        "done",
        "已走访",
        member.person_id,
        "王芳",
    )
    with acting_as(member):
        with pytest.raises(Conflict, match="已经结束"):
            complete_todo(todo_id=todo.pk)
        with pytest.raises(Conflict, match="自动结束"):
            complete_todo(todo_id=Todo.objects.get(source_ref="auto").pk)


def test_ending_over_http_moves_it_to_the_done_ones(world: World, member_client: SignedInClient) -> None:
    todo = _open(world, "member", is_manual=True, due_on=TODAY - timedelta(days=3))[0]

    answer = member_client.call("POST", f"{URL}/{todo.pk}/complete", {"note": "完成"})
    done = member_client.fetch(URL, state="done").json()["items"]

    assert (answer.status_code, answer.json()) == (200, {"id": str(todo.pk)})
    assert [(r["state"], r["note"], r["is_overdue"]) for r in done] == [("done", "完成", False)]
    assert member_client.fetch(URL).json()["items"] == []


def _reminders(world: World) -> list[tuple[str, str]]:
    names = {person.pk: key for key, person in world.people.items()}
    with acting_as(world.system()):
        return sorted((names[m.person_id], m.title) for m in Message.objects.all())


def test_TSK_2_one_reminder_a_working_day_and_person(world: World) -> None:
    context = JobContext(job_id=new_id(), tenant_id=world.tenant_id, attempt=1, fence=1)
    friday = date(2026, 11, 20)
    _open(world, "member", ref="a", due_on=date(2026, 11, 23))
    _open(world, "member", ref="b", due_on=date(2026, 11, 19))
    _open(world, "deputy", ref="c", due_on=date(2026, 11, 24))
    _open(world, "secretary", ref="d")

    with acting_as(world.system()):
        remind(context)  # a Saturday
        on_saturday = _reminders(world)
        with frozen(friday):
            remind(context)
            remind(context)

    assert on_saturday == []
    assert _reminders(world) == [("member", "待办提醒：1 件已逾期，1 件即将到期")]
