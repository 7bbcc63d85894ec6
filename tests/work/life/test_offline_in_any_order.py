"""Sign-ins that phones keep and send later: whatever comes when, and how often, the list of a meeting says the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.work.life import commands
from dangjian.work.life.models import Attendance, Meeting
from tests.work.life import held
from tests.work.life.test_check_in import code_at
from tests.world import World, building

PHONES = {"member": 1, "officer": 3, "deputy": 4, "first_5": 9, "other_member": 14}
"""Whose phone scanned the code in which minute of the meeting; one of them is not on the list."""
SAID = ("state", "source", "role", "has_vote", "event_at", "device_at")
SENT = st.lists(st.tuples(st.sampled_from(sorted(PHONES)), st.integers(0, 600)), max_size=12)
"""Sendings besides one of each: whose, and how many minutes after the one before."""


def _come(world: World, meeting: Meeting, sent: list[tuple[str, int]]) -> dict[str, Any]:
    """Let sign-ins come in this order; what the list says then, but for when it was written down."""
    moment = meeting.ends_at
    for who, minutes in sent:
        moment += timedelta(minutes=minutes)
        scanned = meeting.starts_at + timedelta(minutes=PHONES[who])
        with frozen(moment), acting_as(world.actor(who)):
            commands.check_in(
                meeting_id=meeting.pk,
                code=code_at(world, meeting.pk, scanned),
                device_at=scanned + timedelta(seconds=9),
            )
    with building(world.tenant_id):
        rows = Attendance.objects.filter(meeting=meeting).order_by("person_name")
        return {
            row.person_name: (row.state, row.source, row.role, row.has_vote, row.event_at, row.device_at)
            for row in rows
        }


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(order=st.permutations(sorted(PHONES)), more=SENT, places=st.lists(st.integers(0, 30), max_size=12))
@example(order=sorted(PHONES, reverse=True), more=[("member", 0), ("member", 0)], places=[0, 0])
def test_sec_rel_08_sign_ins_that_come_late_twice_or_out_of_order_say_the_same(
    world: World, order: list[str], more: list[tuple[str, int]], places: list[int]
) -> None:
    sent = [(who, 1) for who in order]
    for one, place in zip(more, places, strict=False):
        sent.insert(place % (len(sent) + 1), one)
    found = []
    for way in ([(who, 1) for who in sorted(PHONES, key=PHONES.__getitem__)], sent):
        with transaction.atomic():
            meeting = held.running(world)
            found.append(_come(world, meeting, way))
            transaction.set_rollback(True)

    assert found[0] == found[1]
    assert sum(state == "present" for state, *_ in found[0].values()) == len(PHONES)
