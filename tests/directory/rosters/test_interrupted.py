"""Work that dies, runs twice or overlaps: nothing half done, nothing stuck, no correction lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dangjian.directory.columns.enums import RosterKind
from dangjian.directory.members.models import Person
from dangjian.directory.rosters import commands, queries
from dangjian.directory.rosters.commands.batches import PartMapping
from dangjian.directory.rosters.jobs import commit, settle
from dangjian.directory.rosters.models import ImportBatch
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import Conflict
from dangjian.kernel.jobs import JobContext, run_pending
from dangjian.kernel.jobs.queue import claim, take_back
from dangjian.kernel.models.jobs import Job
from tests.directory.rosters.sheets import HEAD, checked, committed, member_row, upload, workbook
from tests.world import World


def _content() -> bytes:
    return workbook(("党员", [HEAD, member_row(201, "欧阳建国"), member_row(202, "上官云")]))


def _again(actor: Actor, batch: ImportBatch) -> ImportBatch:
    with acting_as(actor):
        return queries.get_batch(batch_id=batch.pk)


def _begun(actor: Actor) -> ImportBatch:
    batch = checked(actor, _content())
    with acting_as(actor):
        return commands.begin_commit(batch_id=batch.pk, expected_version=batch.version)


def _kill_workers_until_dead(name: str) -> None:
    """Every attempt is claimed by a worker that is gone at once, as after kill -9."""
    while Job.objects.filter(name=name, state__in=["waiting", "running"]).exists():
        Job.objects.filter(name=name).update(run_at=clock.now())
        assert claim("elsewhere.1.gone", [name]) is not None
        Job.objects.filter(name=name).update(lease_until=clock.now() - timedelta(seconds=1))
        take_back()


def _settle(world: World) -> None:
    job = Job(name="directory.rosters.settle", tenant_id=world.here.tenant.pk)
    with acting_as(world.here.system()):
        settle(JobContext(job.pk, job.tenant_id, 1, 1))


def test_commit_whose_workers_were_killed_can_be_tried_again(world: World, chief: Actor) -> None:
    batch = _begun(chief)
    _kill_workers_until_dead("directory.rosters.commit")
    assert _again(chief, batch).state == "committing"
    _settle(world)
    back = _again(chief, batch)
    assert (back.state, back.error_code) == ("previewed", "roster.commit_died")
    assert "没有写入任何数据" in back.error_text
    done = committed(chief, back)
    assert (done.state, done.error_code, done.counts["written"]["people_new"]) == ("committed", "", 2)


def test_dead_commit_is_given_back_even_before_the_periodic_look(world: World, chief: Actor) -> None:
    batch = _begun(chief)
    _kill_workers_until_dead("directory.rosters.commit")
    with acting_as(chief):
        now = queries.get_batch(batch_id=batch.pk)
        commands.begin_commit(batch_id=batch.pk, expected_version=now.version)
        run_pending()
    assert _again(chief, batch).state == "committed"


def test_last_failing_attempt_of_a_commit_gives_the_batch_back(
    world: World, chief: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = _begun(chief)

    def full_disk(**_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(commands, "commit_batch", full_disk)
    for attempt in (1, 2, 3):
        ctx = JobContext(batch.job_id, batch.tenant_id, attempt, attempt)  # type: ignore[arg-type]  # a job stands behind it
        with acting_as(world.here.system()), pytest.raises(OSError, match="no space"):
            commit(ctx, batch_id=str(batch.pk))
        expected = "previewed" if attempt == 3 else "committing"
        assert _again(chief, batch).state == expected
    assert _again(chief, batch).error_code == "roster.commit_died"


def test_dead_check_and_dead_undo_say_so(world: World, chief: Actor) -> None:
    unchecked = upload(chief, _content())
    done = committed(chief, checked(chief, workbook(("党员", [HEAD, member_row(203, "司马青")]))))
    with acting_as(chief):
        commands.request_preview(batch_id=unchecked.pk)
        commands.request_undo(batch_id=done.pk, expected_version=done.version)
    _kill_workers_until_dead("directory.rosters.preview")
    _kill_workers_until_dead("directory.rosters.undo")
    _settle(world)
    assert (_again(chief, unchecked).state, _again(chief, unchecked).error_code) == ("failed", "roster.check_died")
    assert (_again(chief, done).state, _again(chief, done).error_code) == ("committed", "roster.undo_died")
    with acting_as(chief):
        commands.request_preview(batch_id=unchecked.pk)
        commands.request_undo(batch_id=done.pk, expected_version=_again(chief, done).version)
        run_pending()
    assert (_again(chief, unchecked).state, _again(chief, done).state) == ("previewed", "undone")


def test_commit_and_undo_that_run_twice_change_nothing_the_second_time(world: World, chief: Actor) -> None:
    batch = committed(chief, checked(chief, _content()))
    with acting_as(world.here.system()):
        commit(JobContext(batch.job_id, batch.tenant_id, 2, 2), batch_id=str(batch.pk))  # type: ignore[arg-type]  # a job stands behind it
    again = _again(chief, batch)
    assert (again.state, again.error_code, again.version) == ("committed", "", batch.version)
    with acting_as(world.here.system()):
        assert Person.objects.unscoped("test").filter(name="欧阳建国").count() == 1


def _correct(batch: ImportBatch) -> Any:
    return commands.correct_cell(batch_id=batch.pk, part=0, row=2, field="ethnic_group", text="回族")


def _replace(batch: ImportBatch) -> Any:
    return commands.replace_text(batch_id=batch.pk, part=0, field="ethnic_group", old="汉族", text="回族")


def _decide(batch: ImportBatch) -> Any:
    return commands.decide_row(batch_id=batch.pk, part=0, row=2, decision="skip")


def _map(batch: ImportBatch) -> Any:
    choice = PartMapping(0, True, RosterKind.MEMBER, {0: "name", 7: "branch"})
    return commands.set_mapping(batch_id=batch.pk, expected_version=batch.version, choices=[choice])


def _commit(batch: ImportBatch) -> Any:
    return commands.begin_commit(batch_id=batch.pk, expected_version=batch.version)


@pytest.mark.parametrize("change", [_correct, _replace, _decide, _map, _commit])
def test_nothing_changes_while_the_rows_are_being_checked(
    world: World, chief: Actor, change: Callable[[ImportBatch], Any]
) -> None:
    batch = checked(chief, _content())
    with acting_as(chief):
        batch = commands.request_preview(batch_id=batch.pk)
        with pytest.raises(Conflict) as caught:
            change(batch)
        assert (caught.value.code, caught.value.text) == (
            "roster.checking",
            "数据正在检查，请等检查完成后再修改或提交。",
        )
        run_pending()
        change(queries.get_batch(batch_id=batch.pk))


def test_import_given_up_during_its_check_stays_given_up(world: World, chief: Actor) -> None:
    batch = checked(chief, _content())
    with acting_as(chief):
        commands.request_preview(batch_id=batch.pk)
        commands.discard_batch(batch_id=batch.pk)
        run_pending()
    assert (_again(chief, batch).state, _again(chief, batch).error_code) == ("discarded", "")
