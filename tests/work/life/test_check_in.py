"""Signing in: code, offline, remote, list (LIFE-1, BEY-4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotFound
from dangjian.kernel.ids import new_id
from dangjian.kernel.testing import assert_command_contract, exactly_queries, refusal_of
from dangjian.work.life import commands, queries
from dangjian.work.life.queries.loading.codes import mac_of
from dangjian.work.life.rules.checkin import slot_of
from dangjian.work.life.rules.kinds import AttendanceState, MeetingMode
from tests.work.life import held
from tests.world import World


def code_at(world: World, meeting_id: object, moment: datetime) -> str:
    slot = slot_of(moment)
    with acting_as(world.system()):
        return f"{slot}.{mac_of(world.tenant_id, meeting_id, slot)}"  # type: ignore[arg-type]


def test_check_in_contract(world: World) -> None:
    meeting = held.planned(world)
    other = held.planned(world, title="另一个会议")
    line = assert_command_contract(
        commands.check_in,
        {"meeting_id": meeting.pk, "code": code_at(world, meeting.pk, clock.now())},
        allowed=world.actor("member"),
        stranger=None,  # without a genuine code nothing is told, not even that there is no such meeting: see below
        bad=[
            ({"code": "nonsense"}, "life.check_in.code"),
            ({"code": f"{slot_of(clock.now())}.{'a' * 32}"}, "life.check_in.code"),
            ({"code": code_at(world, other.pk, clock.now())}, "life.check_in.code"),
            ({"code": code_at(world, meeting.pk, clock.now() - timedelta(minutes=5))}, "life.check_in.expired"),
        ],
    )
    assert (line.state, line.source, line.event_at, line.recorded_at) == ("present", "qr", clock.now(), clock.now())


def test_sec_sess_04_a_code_that_is_altered_old_or_of_another_meeting_opens_nothing(world: World) -> None:
    """It carries what it is for (the key of its signature), its object (the meeting) and its moment."""
    meeting, other = held.planned(world), held.planned(world, title="另一个会议")
    good = code_at(world, meeting.pk, clock.now())
    slot, mac = good.split(".")
    found = []
    for shown in (
        f"{slot}.{'A' if mac[0] != 'A' else 'B'}{mac[1:]}",
        f"{int(slot) + 1}.{mac}",
        code_at(world, other.pk, clock.now()),
        code_at(world, meeting.pk, clock.now() - timedelta(minutes=2)),
        code_at(world, meeting.pk, clock.now() + timedelta(minutes=2)),
    ):
        with acting_as(world.actor("member")):
            problem = refusal_of(partial(commands.check_in, meeting_id=meeting.pk, code=shown))
        found.append(problem.code if problem else "let in")

    assert found == ["life.check_in.code"] * 3 + ["life.check_in.expired"] * 2


def test_sec_ac_04_a_code_that_is_not_genuine_tells_nothing_about_the_meeting(world: World) -> None:
    meeting = held.planned(world)
    code = code_at(world, meeting.pk, clock.now())
    found = []
    for who, meeting_id, shown in (
        ("stranger", meeting.pk, code),
        ("stranger", new_id(), code),
        ("other_member", meeting.pk, "nonsense"),
        ("other_member", new_id(), "nonsense"),
    ):
        with acting_as(world.actor(who)):
            problem = refusal_of(partial(commands.check_in, meeting_id=meeting_id, code=shown))
        found.append(problem.code if problem else "let in")

    assert found == ["life.check_in.code"] * 4


def test_sec_ac_04_joining_from_afar_tells_nothing_to_those_not_on_the_list(world: World) -> None:
    meeting = held.planned(world)

    with acting_as(world.actor("other_member")):
        problem = refusal_of(lambda: commands.join_remotely(meeting_id=meeting.pk))

    assert isinstance(problem, NotFound)


def test_signing_in_twice_changes_nothing(world: World) -> None:
    meeting = held.planned(world)
    code = code_at(world, meeting.pk, clock.now())
    with acting_as(world.actor("member")):
        first = commands.check_in(meeting_id=meeting.pk, code=code)
        with frozen(clock.now() + timedelta(seconds=30)):
            second = commands.check_in(meeting_id=meeting.pk, code=code)
    assert first == second


def test_check_in_is_one_update_of_one_row(world: World) -> None:
    """Conditional update and audit entry: no statement grows with the number of people, the meeting is not locked."""
    meeting = held.planned(world)
    code = code_at(world, meeting.pk, clock.now())
    with acting_as(world.actor("secretary")):
        commands.check_in(meeting_id=meeting.pk, code=code)
    with acting_as(world.actor("member")), exactly_queries(4) as captured:
        commands.check_in(meeting_id=meeting.pk, code=code)
    statements = [q["sql"].split(" ")[0] for q in captured.captured_queries]
    assert statements == ["SAVEPOINT", "UPDATE", "INSERT", "RELEASE"]
    assert "FOR UPDATE" not in " ".join(q["sql"] for q in captured.captured_queries)


def test_somebody_not_on_the_list_becomes_a_guest_without_vote(world: World) -> None:
    meeting = held.running(world)
    code = code_at(world, meeting.pk, clock.now())
    with acting_as(world.actor("other_member")):
        first = commands.check_in(meeting_id=meeting.pk, code=code)
        assert commands.check_in(meeting_id=meeting.pk, code=code) == first
    assert (first.role, first.person_name) == ("non_voting", "孙丽")
    line = held.line_of(world, meeting, "other_member")
    assert (line.role, line.has_vote, line.state, line.source) == ("non_voting", False, "present", "qr")


def test_sign_in_begins_two_hours_before(world: World) -> None:
    start = clock.now() + timedelta(hours=2, minutes=1)
    meeting = held.planned(world, starts_at=start, ends_at=start + timedelta(hours=1))
    with acting_as(world.actor("member")), pytest.raises(Conflict) as caught:
        commands.check_in(meeting_id=meeting.pk, code=code_at(world, meeting.pk, clock.now()))
    assert caught.value.code == "life.check_in.early"


def test_TRM_3_a_code_scanned_offline_counts_later_with_the_time_of_the_phone(world: World) -> None:
    meeting = held.running(world)
    shown = meeting.starts_at + timedelta(minutes=1)
    code = code_at(world, meeting.pk, shown)
    device = shown + timedelta(seconds=20)
    with frozen(meeting.ends_at + timedelta(hours=3)), acting_as(world.actor("member")):
        line = commands.check_in(meeting_id=meeting.pk, code=code, device_at=device)
    assert (line.state, line.source, line.device_at, line.event_at, line.recorded_at) == (
        "present",
        "offline",
        device,
        datetime.fromtimestamp(slot_of(shown) * 30, shown.tzinfo),
        meeting.ends_at + timedelta(hours=3),
    )


def test_an_offline_sign_in_mends_an_absence_until_the_record_is_signed(world: World) -> None:
    meeting = held.running(world)
    held.come(world, meeting, ["secretary", "deputy", "officer"])
    meeting = held.submitted(world, meeting)
    assert held.line_of(world, meeting, "member").state == "absent"
    code = code_at(world, meeting.pk, meeting.starts_at)
    with frozen(held.later(meeting, minutes=6)):
        with acting_as(world.actor("member")):
            commands.check_in(meeting_id=meeting.pk, code=code, device_at=meeting.starts_at)
        with acting_as(world.actor("officer")):
            commands.sign_as_recorder(meeting_id=meeting.pk)
        with acting_as(world.actor("secretary")):
            commands.sign_as_chair(meeting_id=meeting.pk)
            commands.archive_meeting(meeting_id=meeting.pk)
        with acting_as(world.actor("first_5")), pytest.raises(Conflict) as caught:
            commands.check_in(meeting_id=meeting.pk, code=code, device_at=meeting.starts_at)
    assert held.fresh(world, meeting.pk).present_count == 4
    assert caught.value.code == "life.check_in.signed"


def test_an_offline_code_from_outside_the_meeting_is_refused(world: World) -> None:
    meeting = held.running(world)
    shown = meeting.ends_at + timedelta(hours=1)
    with frozen(shown + timedelta(hours=1)), acting_as(world.actor("member")), pytest.raises(BadInput) as caught:
        commands.check_in(meeting_id=meeting.pk, code=code_at(world, meeting.pk, shown), device_at=shown)
    assert caught.value.code == "life.check_in.offline"


def test_join_remotely_contract(world: World) -> None:
    meeting = held.running(world, mode=MeetingMode.HYBRID)
    line = assert_command_contract(
        commands.join_remotely,
        {"meeting_id": meeting.pk},
        allowed=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
    )
    assert (line.state, line.source) == (AttendanceState.REMOTE, "remote")


def test_nobody_joins_a_meeting_on_site_from_afar(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("member")), pytest.raises(Conflict) as caught:
        commands.join_remotely(meeting_id=meeting.pk)
    assert caught.value.code == "life.check_in.on_site"


def test_the_recorders_tick_keeps_the_evidence_of_a_code(world: World) -> None:
    meeting = held.running(world)
    with acting_as(world.actor("member")):
        commands.check_in(meeting_id=meeting.pk, code=code_at(world, meeting.pk, clock.now()))
    held.come(world, meeting)
    line = held.line_of(world, meeting, "member")
    assert (line.source, held.line_of(world, meeting, "first_5").source) == ("qr", "list")


def test_the_screen_gets_codes_that_work(world: World) -> None:
    meeting = held.planned(world)
    with acting_as(world.actor("officer")):
        shown = queries.sign_in_codes(meeting_id=meeting.pk, count=3)
    assert (len(shown["codes"]), shown["renew_seconds"], shown["due"], shown["present"]) == (3, 30, 8, 0)
    with acting_as(world.actor("member")):
        assert commands.check_in(meeting_id=meeting.pk, code=shown["codes"][0]["code"]).state == "present"


def test_codes_are_for_those_who_run_the_meeting(world: World) -> None:
    meeting = held.planned(world)
    for key in ("other_member", "stranger"):
        with acting_as(world.actor(key)), pytest.raises(NotFound):
            queries.sign_in_codes(meeting_id=meeting.pk)
