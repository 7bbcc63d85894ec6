"""The attendance ledger over HTTP."""

from __future__ import annotations

from tests.work.life import held
from tests.world import World


def test_attendance_ledger_counts_archived_meetings(world: World) -> None:
    meeting = held.running(world)
    held.come(world, meeting, ["secretary", "deputy", "officer", "member"])
    held.archived(world, meeting)
    rows = (
        world.client("secretary")
        .fetch(
            "/api/v1/work/attendance-ledger",
            organisation_id=str(world.orgs["first"].pk),
            since="2026-11-01",
            until="2026-11-30",
        )
        .json()["items"]
    )
    by_name = {row["person_name"]: (row["due"], row["present"], row["absent"], row["rate"]) for row in rows}
    assert by_name["王芳"] == (1, 1, 0, "100.0")
    assert by_name["刘洋"] == (1, 0, 1, "0.0")
