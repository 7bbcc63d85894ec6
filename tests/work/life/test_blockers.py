"""Open meetings keep their organisation from being dissolved."""

from __future__ import annotations

import pytest

from dangjian.directory.organisations import ports
from dangjian.work.life.models import Meeting
from dangjian.work.life.rules.kinds import MeetingState
from tests.work.life import held
from tests.world import World, building


@pytest.mark.parametrize(
    ("state", "blocker"),
    [
        (MeetingState.PLANNED, "planned_meetings"),
        (MeetingState.NOTIFIED, "planned_meetings"),
        (MeetingState.RECORDED, "unfinished_meetings"),
        (MeetingState.SIGNED, "unfinished_meetings"),
        (MeetingState.ARCHIVED, None),
        (MeetingState.CANCELLED, None),
    ],
)
def test_meetings_not_yet_closed_keep_their_branch(world: World, state: MeetingState, blocker: str | None) -> None:
    meeting = held.planned(world)
    with building(world.tenant_id):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        found = {item.name for item in ports.blockers_of(meeting.organisation_id)}

    assert found == {"members", "cells", *([blocker] if blocker else [])}
