"""The task centre: one's own background work is found again with its progress, and nobody else's is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dangjian.kernel.actor import acting_as
from dangjian.kernel.jobs import JobContext, Waited, enqueue, job, registry, run_pending
from dangjian.kernel.jobs.own import remaining_seconds
from dangjian.kernel.jobs.progress import Progress
from dangjian.kernel.testing import exactly_queries
from tests.world import SignedInClient, World

pytestmark = pytest.mark.django_db
URL = "/api/v1/kernel/tasks"
PAGE = UUID(int=5)
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    @job("kernel.test.long_work")
    def long_work(ctx: JobContext, *, refuse: bool = False) -> None:
        ctx.progress(2, 4, "正在写入")
        if refuse:
            ctx.refuse("文件已过期，请重新上传。")

    @job("kernel.test.broken_work", max_attempts=1)
    def broken_work(ctx: JobContext) -> None:
        raise ValueError("secret detail")

    yield
    for name in ("kernel.test.long_work", "kernel.test.broken_work"):
        del registry._jobs[name]


def _ask(world: World, who: str, title: str, name: str = "kernel.test.long_work", **payload: Any) -> None:
    with acting_as(world.actor(who)):
        enqueue(name, payload, waited=Waited(title, "roster-batch", PAGE))


def _tasks(client: SignedInClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.fetch(URL + query)
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_task_is_found_by_whoever_asked_and_by_nobody_else(world: World) -> None:
    _ask(world, "office", "写入花名册")
    with acting_as(world.actor("office")):
        enqueue("kernel.test.long_work")  # nobody waits for it

    assert [task["title"] for task in _tasks(world.client("office"))] == ["写入花名册"]
    for other in ("chief", "administrator", "member", "stranger"):
        assert _tasks(world.client(other)) == []
    assert world.client("anybody").fetch(URL).status_code == 401


def test_task_shows_state_result_page_and_what_went_wrong(world: World) -> None:
    client = world.client("office")  # one session: more than a person may have would end the oldest
    _ask(world, "office", "写入花名册")
    assert _tasks(client, "?going_on=true")[0]["state_label"] == "排队中"
    assert client.fetch(f"{URL}/going-on").json() == {"going_on": 1}
    _ask(world, "office", "检查花名册", refuse=True)
    _ask(world, "office", "生成手册", "kernel.test.broken_work")
    run_pending(strict=False)

    broken, refused, done = _tasks(client)

    assert (done["state"], done["state_label"], done["subject_kind"], done["subject_id"], done["problem"]) == (
        "done",
        "已完成",
        "roster-batch",
        str(PAGE),
        "",
    )
    assert (refused["state"], refused["problem"]) == ("refused", "文件已过期，请重新上传。")
    assert (broken["state"], broken["state_label"]) == ("dead", "未能完成")
    assert "secret" not in broken["problem"]
    assert broken["problem"].startswith("处理时系统出错，已记录。")
    assert _tasks(client, "?going_on=true") == []
    assert client.fetch(f"{URL}/going-on").json() == {"going_on": 0}


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_tasks_is_one_query_whatever_their_number(world: World, number: int) -> None:
    from dangjian.kernel.http import PageRequest
    from dangjian.kernel.jobs import own

    for index in range(number):
        _ask(world, "office", f"任务 {index}")

    with acting_as(world.actor("office")), exactly_queries(1):
        assert len(own.my_tasks(page=PageRequest(limit=50))["items"]) == number


@pytest.mark.parametrize(
    ("done", "total", "seconds", "left"),
    [(500, 1000, 10, 10), (50, 1000, 10, 190), (49, 1000, 10, None), (1000, 1000, 10, 0), (5, 0, 10, None)],
)
def test_remaining_time_follows_the_pace_so_far(done: int, total: int, seconds: int, left: int | None) -> None:
    assert remaining_seconds(Progress(done, total), NOON, NOON + timedelta(seconds=seconds)) == left
