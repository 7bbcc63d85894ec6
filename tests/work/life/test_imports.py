"""Imports and meetings to come: new members are due at once, and an import can still be undone."""

from __future__ import annotations

from datetime import timedelta

from dangjian.directory.rosters import commands as rosters
from dangjian.directory.rosters import queries as batches
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.jobs import run_pending
from dangjian.work.life import commands
from tests.directory.rosters.sheets import HEAD, checked, committed, member_row, workbook
from tests.work.life import held
from tests.world import World

BRANCH = "集团党委/制造公司党总支/二车间党支部"


def test_LIFE_1_imported_members_join_the_list_and_leave_it_when_the_import_is_undone(
    world: World, chief: Actor
) -> None:
    with acting_as(chief):
        values = held.plan_values(world, organisation_id=world.orgs["second"].pk, chair_id=None, recorder_id=None)
        start = held.START + timedelta(days=7)
        meeting = commands.plan_meeting(**{**values, "starts_at": start, "ends_at": start + timedelta(hours=1)})
    before = {line.person_name for line in held.lines(world, meeting)}
    with frozen(held.START):
        sheet = workbook(("党员", [HEAD, member_row(201, "欧阳建国", BRANCH), member_row(202, "上官云", BRANCH)]))
        batch = committed(chief, checked(chief, sheet))
        drain()
        assert {line.person_name for line in held.lines(world, meeting)} == before | {"欧阳建国", "上官云"}
        with acting_as(chief):
            now = batches.get_batch(batch_id=batch.pk)
            rosters.request_undo(batch_id=batch.pk, expected_version=now.version)
            run_pending()
            after = batches.get_batch(batch_id=batch.pk)
    assert (after.state, after.error_text) == ("undone", "")
    assert {line.person_name for line in held.lines(world, meeting)} == before
