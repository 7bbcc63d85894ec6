"""Members out of contact: search, cases opened by the clock, decisions by people, written into the register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian.directory.members.commands import move_people, register_leaving, restore_person, suspend_person
from dangjian.directory.members.models import MembershipChange, Person
from dangjian.foundation.duties.models import Todo
from dangjian.kernel.actor import Actor, acting_as, system_actor
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleEdit
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from dangjian.work.standing import commands, jobs, queries
from dangjian.work.standing.events import ContactCaseChanged
from dangjian.work.standing.models import ContactCase
from dangjian.work.standing.rules.contact import DecisionKind, Means
from tests.world import TODAY, SignedInClient, World, building

URL = "/api/v1/work/contact-cases"
SINCE = date(2026, 3, 31)
RIPE = date(2026, 9, 30)
BODY = "制造公司党总支"


def lose(world: World, actor: Actor, key: str = "member", since: date = SINCE) -> ContactCase:
    with acting_as(actor):
        return commands.open_case(person_id=world.people[key].pk, since=since, reason="电话停机，离职后未返回")


def attempt(actor: Actor, case: ContactCase, on: date, *, reached: bool = False) -> None:
    with acting_as(actor):
        commands.log_attempt(
            case_id=case.pk, happened_on=on, means=Means.FAMILY, is_reached=reached, text="联系其父，无音讯"
        )


def look(world: World) -> None:
    with acting_as(system_actor(world.tenant_id, "test")):
        jobs.look()
    drain()


def decide(actor: Actor, case: ContactCase, kind: DecisionKind, on: date, **changes: Any) -> ContactCase:
    with acting_as(actor):
        return commands.decide_case(
            **{
                "case_id": case.pk,
                "kind": kind,
                "decided_on": on,
                "body": BODY,
                "document_no": "〔2026〕8 号",
                **changes,
            }
        )


def fresh(world: World, case: ContactCase) -> ContactCase:
    with building(world.tenant_id):
        found: ContactCase = ContactCase.objects.get(pk=case.pk)
    return found


def person(world: World, key: str = "member") -> Person:
    with building(world.tenant_id):
        found: Person = Person.objects.get(pk=world.people[key].pk)
    return found


def todos(world: World, key: str) -> list[str]:
    drain()
    with building(world.tenant_id):
        rows = Todo.objects.filter(source="work.standing", person_id=world.people[key].pk, state=Todo.OPEN)
        return list(rows.values_list("title", flat=True))


def suspended(world: World, secretary: Actor) -> ContactCase:
    """A case of a member whose membership was suspended on 10 October."""
    case = lose(world, secretary)
    attempt(secretary, case, date(2026, 5, 1))
    look(world)
    return decide(world.actor("office"), case, DecisionKind.SUSPEND, date(2026, 10, 10))


def test_mem_5_a_search_begins_and_each_attempt_keeps_both_times(world: World, secretary: Actor) -> None:
    assert_command_contract(
        commands.open_case,
        {"person_id": world.people["member"].pk, "since": SINCE, "reason": "电话停机"},
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[ContactCaseChanged],
        bad=[({"since": date(2026, 11, 22)}, "standing.future")],
    )
    with building(world.tenant_id):
        case = ContactCase.objects.get()
    assert (person(world).out_of_contact, person(world).out_of_contact_since) == (True, SINCE)
    attempt(secretary, case, date(2026, 5, 1))
    with acting_as(secretary):
        shown = queries.show_case(case_id=case.pk)
    assert shown["attempts_made"][0]["happened_on"] == date(2026, 5, 1)
    assert shown["attempts_made"][0]["recorded_at"].date() == TODAY
    assert shown["milestones"][0]["earliest_on"] == RIPE
    assert "不自动停止" in shown["milestones"][0]["text"]
    assert todos(world, "secretary") == ["请查找失联党员并逐次登记：王芳"]
    with pytest.raises(BadInput):
        attempt(secretary, case, date(2026, 3, 30))
    with acting_as(secretary), pytest.raises(Conflict):
        commands.open_case(person_id=world.people["member"].pk, since=SINCE, reason="再登记一次")


def test_mem_5_the_clock_opens_cases_and_people_decide(world: World, secretary: Actor) -> None:
    office = world.actor("office")
    case = lose(world, secretary, since=date(2026, 5, 22))
    look(world)
    assert fresh(world, case).state == "searching", "one day early"
    with pytest.raises(Conflict):
        decide(office, case, DecisionKind.SUSPEND, TODAY)
    with frozen(date(2026, 11, 22)):
        look(world)
        look(world)
        assert fresh(world, case).state == "to_decide"
        assert person(world).membership_status == "normal", "nothing is suspended by the clock"
        assert todos(world, "office") == ["期限已满，请研究是否停止党籍：王芳"]
        with pytest.raises(BadInput) as unsearched:
            decide(office, case, DecisionKind.SUSPEND, date(2026, 11, 22))
        assert "查找记录" in unsearched.value.text
        attempt(secretary, case, date(2026, 6, 1))
        with pytest.raises(BadInput) as early:
            decide(office, case, DecisionKind.SUSPEND, date(2026, 11, 21))
        assert "2026-11-22" in early.value.text
        assert "第二十四条" in early.value.text
        with pytest.raises(NotAllowed):
            decide(secretary, case, DecisionKind.SUSPEND, date(2026, 11, 22))
        version = fresh(world, case).version
        decide(office, case, DecisionKind.SUSPEND, date(2026, 11, 22), expected_version=version)
        with pytest.raises(StaleEdit):
            decide(world.actor("chief"), case, DecisionKind.SUSPEND, date(2026, 11, 22), expected_version=version)
        with pytest.raises(Conflict):
            decide(world.actor("chief"), case, DecisionKind.SUSPEND, date(2026, 11, 22))
        assert todos(world, "office") == []
    found = person(world)
    assert (found.membership_status, found.suspended_on) == ("suspended", date(2026, 11, 22))
    with building(world.tenant_id):
        change = MembershipChange.objects.get(person=found)
        assert (change.reason, BODY in change.note, "〔2026〕8 号" in change.note) == ("suspended", True, True)


def test_mem_5_striking_off_after_two_years_needs_the_meeting(world: World, secretary: Actor) -> None:
    case, office = suspended(world, secretary), world.actor("office")
    with frozen(date(2028, 10, 9)):
        look(world)
        assert fresh(world, case).state == "suspended"
    with frozen(date(2028, 10, 10)):
        look(world)
        assert fresh(world, case).state == "strike_due"
        assert person(world).register_state == "active"
        with pytest.raises(BadInput) as unnamed:
            decide(office, case, DecisionKind.STRIKE_OFF, date(2028, 10, 10), document_no="")
        assert unnamed.value.code == "standing.document"
        decide(office, case, DecisionKind.STRIKE_OFF, date(2028, 10, 10))
        drain()
    found = person(world)
    assert (found.register_state, found.left_reason) == ("left", "self_left_struck_off")
    assert (fresh(world, case).state, fresh(world, case).open_person_id) == ("struck_off", None)


def test_mem_5_found_again_and_restored(world: World, secretary: Actor) -> None:
    case, office = suspended(world, secretary), world.actor("office")
    with pytest.raises(BadInput):
        attempt(secretary, case, date(2026, 10, 9), reached=True)
    attempt(secretary, case, date(2026, 11, 1), reached=True)
    assert (fresh(world, case).state, person(world).out_of_contact) == ("found_suspended", False)
    assert person(world).membership_status == "suspended", "found is not restored"
    with pytest.raises(BadInput):
        decide(office, case, DecisionKind.RESTORE, date(2026, 10, 31))
    decide(office, case, DecisionKind.RESTORE, date(2026, 11, 20))
    assert (person(world).membership_status, fresh(world, case).state) == ("normal", "restored")
    assert todos(world, "office") == []


def test_mem_5_found_before_any_suspension(world: World, secretary: Actor) -> None:
    office = world.actor("office")
    case = lose(world, secretary)
    attempt(secretary, case, date(2026, 10, 20), reached=True)
    with acting_as(secretary):
        kinds = [choice["kind"] for choice in queries.show_case(case_id=case.pk)["can_decide"]]
    assert kinds == ["no_measure"]
    with pytest.raises(BadInput):
        decide(office, case, DecisionKind.CORRECT, TODAY, until=date(2027, 11, 22))
    decide(office, case, DecisionKind.CORRECT, TODAY, until=date(2027, 5, 21))
    assert fresh(world, case).state == "recontacted"
    soon = lose(world, secretary, key="first_5", since=date(2026, 9, 1))
    attempt(secretary, soon, date(2026, 10, 1), reached=True)
    with pytest.raises(BadInput):
        decide(office, soon, DecisionKind.CORRECT, TODAY, until=date(2027, 5, 21))
    with acting_as(secretary):
        commands.settle_case(case_id=soon.pk, kind=DecisionKind.NO_MEASURE, decided_on=TODAY, body="一车间党支部委员会")
    assert (fresh(world, soon).state, person(world, "first_5").out_of_contact) == ("recontacted", False)


def test_mem_5_a_decision_to_go_on_searching_holds_until_its_day(world: World, secretary: Actor) -> None:
    case = lose(world, secretary)
    look(world)
    given: dict[str, Any] = {"case_id": case.pk, "kind": DecisionKind.CONTINUE, "decided_on": TODAY, "body": "支委会"}
    with acting_as(secretary):
        with pytest.raises(BadInput):
            commands.settle_case(**given)
        commands.settle_case(**given, until=date(2027, 2, 1))
    look(world)
    assert fresh(world, case).state == "searching"
    with frozen(date(2027, 2, 1)):
        look(world)
    assert fresh(world, case).state == "to_decide"
    assert "期限已满，请研究是否停止党籍：王芳" in todos(world, "office")


def test_mem_5_whoever_the_register_calls_lost_gets_one_case(world: World) -> None:
    with building(world.tenant_id):
        rows = Person.objects.filter(pk=world.people["member"].pk)
        rows.update(out_of_contact=True, out_of_contact_since=SINCE)
        rows = Person.objects.filter(pk=world.people["first_5"].pk)
        rows.update(is_abroad=True, abroad_since=date(2021, 11, 21))
        rows = Person.objects.filter(pk=world.people["first_6"].pk)
        rows.update(is_abroad=True, abroad_since=date(2021, 11, 22))
        rows = Person.objects.filter(pk=world.people["activist"].pk)
        rows.update(out_of_contact=True, out_of_contact_since=SINCE)
    look(world)
    look(world)
    with building(world.tenant_id):
        found = {(row.person_name, row.cause, row.state) for row in ContactCase.objects.all()}
    assert found == {("王芳", "out_of_contact", "to_decide"), ("刘洋", "abroad", "to_decide")}


def test_mem_5_somebody_who_is_moved_or_leaves_meanwhile(world: World, secretary: Actor) -> None:
    moved, left = lose(world, secretary), lose(world, secretary, key="first_5")
    attempt(secretary, moved, date(2026, 5, 1))
    chief = world.actor("chief")
    with acting_as(chief):
        move_people(person_ids=[world.people["member"].pk], to_organisation_id=world.orgs["operations"].pk, on=TODAY)
        register_leaving(person_id=world.people["first_5"].pk, reason="deceased", on=TODAY)
    drain()
    assert fresh(world, left).state == "left"
    with acting_as(secretary), pytest.raises(NotFound):
        queries.show_case(case_id=moved.pk)
    with acting_as(world.actor("operations_secretary")):
        assert len(queries.show_case(case_id=moved.pk)["attempts_made"]) == 1


def test_mem_5_cases_follow_a_register_that_was_changed_by_another_way(world: World, secretary: Actor) -> None:
    case = lose(world, secretary)
    with acting_as(world.actor("chief")):
        suspend_person(person_id=world.people["member"].pk, on=date(2026, 10, 1), note="另行决定")
    look(world)
    assert (fresh(world, case).state, fresh(world, case).suspended_on) == ("suspended", date(2026, 10, 1))
    with acting_as(world.actor("chief")):
        restore_person(person_id=world.people["member"].pk, on=TODAY, note="另行决定")
    look(world)
    assert fresh(world, case).state == "restored"


def test_mem_5_cases_over_http(world: World, secretary: Actor, secretary_client: SignedInClient) -> None:
    body = {"person_id": str(world.people["member"].pk), "since": "2026-03-31", "reason": "电话停机"}
    made = secretary_client.call("POST", URL, body).json()
    assert (made["next_title"], made["earliest_on"]) == ("停止党籍", "2026-09-30")
    one = f"{URL}/{made['id']}"
    tried = {"happened_on": "2026-05-01", "means": "visit", "is_reached": False, "text": "上门走访，无人"}
    assert secretary_client.call("POST", f"{one}/attempts", tried, version=made["version"]).json()["attempts"] == 1
    look(world)
    office = world.client("office")
    shown = office.fetch(one).json()
    assert [choice["kind"] for choice in shown["can_decide"]] == ["suspend", "continue"]
    decided = {"kind": "suspend", "decided_on": "2026-10-01", "body": BODY}
    done = office.call("POST", f"{one}/decide", decided, version=shown["version"]).json()
    assert (done["state"], done["next_title"], done["earliest_on"]) == ("suspended", "除名", "2028-10-01")
    assert office.call("POST", f"{one}/decide", decided, version=shown["version"]).status_code == 412
    assert secretary_client.call("POST", f"{one}/decide", decided, version=done["version"]).status_code == 403

    def more() -> None:
        lose(world, secretary, key="first_5")
        lose(world, secretary, key="first_6")

    rows = assert_list_contract(
        secretary_client, URL, queries=3, more=more, foreigner=world.client("stranger"), query={}
    )
    assert len(rows) == 3
    assert world.client("second_secretary").fetch(URL).json()["items"] == []
    assert world.client("member").fetch(URL).status_code == 403
