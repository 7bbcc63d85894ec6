"""Registering people, changing records, the list and the counts, through HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.directory.members import commands
from dangjian.directory.members.events import PeopleRegrouped, PersonRegistered
from dangjian.directory.members.models import MembershipChange, OrgRelation, Person
from dangjian.identity.accounts.models import Account
from dangjian.kernel import clock
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models import AuditEntry, FieldChange
from dangjian.kernel.models.outbox import OutboxEvent
from dangjian.kernel.testing import assert_command_contract, assert_list_contract, assert_replay
from tests.world import SignedInClient, World, add_people, building

URL = "/api/v1/directory/members"


def _new(world: World, **more: Any) -> dict[str, Any]:
    return {
        "organisation_id": str(world.orgs["first"].id),
        "name": "方 小 舟",
        "person_category": "probationary_member",
        "joined_on": "2026-03-01",
        **more,
    }


def test_registering_keeps_the_command_contract(
    world: World, secretary: Actor, member: Actor, other_member: Actor, stranger: Actor
) -> None:
    values = {"name": "方小舟", "person_category": "full_member", "joined_on": date(2015, 5, 4)}
    person = assert_command_contract(
        commands.register_person,
        {"organisation_id": world.orgs["first"].id, "values": values},
        allowed=secretary,
        without_right=member,
        elsewhere=other_member,
        stranger=stranger,
        events=[PersonRegistered],
        bad=[
            ({"values": {**values, "joined_on": date(2027, 1, 1)}}, "directory.member.record"),
            ({"since": date(2027, 1, 1)}, "directory.member.since_in_future"),
        ],
    )
    assert (person.org_path, person.name_search) == (world.orgs["first"].org_path, "fangxiaozhou fxz 方小舟")


def test_MEM_1_identity_number_fills_birth_date_and_sex(world: World, secretary_client: SignedInClient) -> None:
    answer = secretary_client.call("POST", URL, _new(world, id_number=" 11010519491231002x ", joined_on="1980-01-01"))
    assert answer.status_code == 201, answer.content.decode()
    record = secretary_client.fetch(f"{URL}/{answer.json()['id']}").json()["record"]
    assert {k: record[k] for k in ("name", "birth_date", "sex", "id_number")} == {
        "name": "方小舟",
        "birth_date": "1949-12-31",
        "sex": "female",
        "id_number": "1101************2X",
    }


def test_the_same_identity_number_is_refused_with_what_to_do(world: World, secretary_client: SignedInClient) -> None:
    body = _new(world, id_number="440524188001010014", joined_on=None)
    assert secretary_client.call("POST", URL, body).status_code == 201
    second = secretary_client.call("POST", URL, {**body, "name": "另一人"})
    assert (second.status_code, second.json()["code"]) == (409, "directory.member.id_number_taken")


def test_people_belong_to_a_branch_not_to_a_committee(world: World, chief_client: SignedInClient) -> None:
    answer = chief_client.call("POST", URL, _new(world, organisation_id=str(world.orgs["works"].id)))
    assert (answer.status_code, answer.json()["code"]) == (422, "directory.member.not_a_branch")


def test_a_repeated_registration_happens_once(world: World, secretary_client: SignedInClient) -> None:
    assert_replay(secretary_client, URL, _new(world), lambda: Person.objects.across_tenants("test").count())


def test_MEM_1_every_change_keeps_value_source_and_both_times(world: World, secretary_client: SignedInClient) -> None:
    person = world.people["member"]
    answer = secretary_client.call(
        "PATCH",
        f"{URL}/{person.id}",
        {"job_title": "班组长", "mobile_phone": "139 0000 1234", "effective_on": "2026-10-01"},
        version=person.version,
    )
    assert answer.status_code == 200, answer.content.decode()
    history = secretary_client.fetch(f"{URL}/{person.id}/history").json()
    assert {(row["field"], row["new_value"], row["source"], row["effective_on"]) for row in history} == {
        ("job_title", "班组长", "edit", "2026-10-01"),
        ("mobile_phone", "139****1234", "edit", "2026-10-01"),
    }
    stored = "".join(FieldChange.objects.values_list("new_value", flat=True))
    audited = str(list(AuditEntry.objects.values_list("changes", flat=True)))
    assert "13900001234" not in stored + audited


def test_two_people_editing_one_record_keep_both_texts(world: World, secretary_client: SignedInClient) -> None:
    person = world.people["member"]
    url = f"{URL}/{person.id}"
    assert secretary_client.call("PATCH", url, {"department": "生产部"}, version=1).status_code == 200
    stale = secretary_client.call("PATCH", url, {"department": "设备部"}, version=1)
    assert (stale.status_code, stale.json()["code"], stale.json()["current_version"]) == (412, "kernel.stale_edit", 2)
    without = secretary_client.call("PATCH", url, {"department": "设备部"})
    assert (without.status_code, without.json()["fields"][0]["path"]) == (422, "If-Match")


def test_an_old_gap_does_not_block_another_edit(world: World, secretary_client: SignedInClient) -> None:
    person = world.people["member"]
    with building(world.tenant_id):
        Person.objects.filter(pk=person.pk).update(birth_date=date(2015, 1, 1), joined_on=date(2016, 1, 1))
    fine = secretary_client.call("PATCH", f"{URL}/{person.id}", {"department": "生产部"}, version=1)
    assert fine.status_code == 200
    wrong = secretary_client.call("PATCH", f"{URL}/{person.id}", {"joined_on": "2017-01-01"}, version=2)
    assert "directory.member.under_18" in {field["code"] for field in wrong.json()["fields"]}


def test_MEM_3_list_contract(world: World, secretary_client: SignedInClient, stranger_client: SignedInClient) -> None:
    rows = assert_list_contract(
        secretary_client,
        URL,
        queries=2,
        more=lambda: add_people(world.here, "first", 3),
        foreigner=stranger_client,
    )
    assert len(rows) == 12
    assert {row["organisation_name"] for row in rows} == {"一车间党支部"}


def test_MEM_3_search_by_pinyin_initials_part_of_name_and_number(world: World, chief_client: SignedInClient) -> None:
    def found(q: str) -> list[str]:
        return [row["name"] for row in chief_client.fetch(URL, q=q).json()["items"]]

    assert found("zengzhi") == ["曾志强"]
    assert found("zzq") == ["曾志强"]
    assert found("志强") == ["曾志强"]
    assert found("shan") == ["单文静"]
    assert found("没有这个人") == []


def test_order_follows_surname_readings(world: World, chief_client: SignedInClient) -> None:
    names = [row["name"] for row in chief_client.fetch(URL, limit=200).json()["items"]]
    assert names.index("仇丽华") < names.index("任晓东") < names.index("单文静") < names.index("解春生")


def test_a_member_sees_only_the_own_record(world: World, member_client: SignedInClient) -> None:
    own, colleague = world.people["member"], world.people["first_5"]
    assert member_client.fetch(f"{URL}/{own.id}").status_code == 200
    assert member_client.fetch(f"{URL}/me").json()["is_own"] is True
    assert member_client.fetch(f"{URL}/{colleague.id}").status_code == 404
    assert member_client.fetch(URL).status_code == 403


def test_counts_by_two_dimensions_are_one_statement(world: World, chief_client: SignedInClient) -> None:
    answer = chief_client.fetch(
        "/api/v1/directory/member-counts", rows="organisation", columns="person_category"
    ).json()
    assert answer["total"] == 25
    by_name = dict(zip((row["label"] for row in answer["rows"]), answer["row_sums"], strict=True))
    assert by_name == {"机关党支部": 5, "制造公司党总支": 14, "能源公司党总支": 6}
    assert [column["label"] for column in answer["columns"]] == ["正式党员", "预备党员", "入党积极分子"]


def test_MEM_3_counts_by_age_and_standing_agree_with_the_records(world: World, chief_client: SignedInClient) -> None:
    url, today = "/api/v1/directory/member-counts", clock.today()
    people = chief_client.fetch(URL, limit=200).json()["items"]
    for rows, columns in (("age", "education"), ("standing", "sex"), ("age", "standing")):
        answer = chief_client.fetch(url, rows=rows, columns=columns).json()
        assert answer["total"] == len(people) == sum(answer["row_sums"])
    ages = chief_client.fetch(url, rows="age").json()
    by_label = dict(zip((row["label"] for row in ages["rows"]), ages["row_sums"], strict=True))
    born = [date.fromisoformat(person["birth_date"]) for person in people if person["birth_date"]]
    young = [day for day in born if (today.year - day.year - ((today.month, today.day) < (day.month, day.day))) <= 30]
    assert by_label.get("30 岁及以下", 0) == len(young)
    assert by_label.get("未填写", 0) == len(people) - len(born)


def test_sensitive_fields_are_shown_with_a_purpose_and_a_trace(world: World, secretary_client: SignedInClient) -> None:
    person = world.people["member"]
    secretary_client.call("PATCH", f"{URL}/{person.id}", {"mobile_phone": "13900001234"}, version=1)
    answer = secretary_client.call("POST", f"{URL}/{person.id}/reveal", {"purpose": "通知参会"})
    assert answer.json()["mobile_phone"] == "13900001234"
    assert AuditEntry.objects.filter(note__contains="用途：通知参会").count() == 1


def test_BEY_12_moving_leaves_exactly_one_relation(
    world: World, office: Actor, secretary: Actor, other_member: Actor, stranger: Actor
) -> None:
    person = world.people["member"]
    from dangjian.directory.members.events import PeopleMoved

    assert_command_contract(
        commands.move_people,
        {"person_ids": [person.id], "to_organisation_id": world.orgs["second"].id, "on": date(2026, 11, 20)},
        allowed=office,
        without_right=secretary,
        elsewhere=other_member,
        stranger=stranger,
        events=[PeopleMoved],
        bad=[({"on": date(2026, 11, 22)}, "directory.member.move_in_future")],
    )
    with building(world.tenant_id):
        open_ones = OrgRelation.objects.filter(person=person, valid_to__isnull=True)
        assert [r.organisation_id for r in open_ones] == [world.orgs["second"].id]
        assert Person.objects.get(pk=person.pk).org_path == world.orgs["second"].org_path
        assert MembershipChange.objects.filter(person=person, reason="moved").count() == 1


def test_a_change_of_cell_is_announced_once_for_those_who_changed(world: World) -> None:
    cell, first = world.here.cells["cell_1"], world.orgs["first"]
    member, other = world.people["member"], world.people["first_5"]
    with building(world.tenant_id):
        Person.objects.filter(pk=other.pk).update(cell=cell)
    changed = assert_command_contract(
        commands.set_cell,
        {"person_ids": [member.pk, other.pk], "cell_id": cell.pk},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        events=[PeopleRegrouped],
    )
    assert changed == 1
    event = OutboxEvent.objects.order_by("id").last()
    assert event is not None
    assert (event.payload["aggregate_id"], event.payload["person_ids"]) == (str(first.pk), [str(member.pk)])


def test_roster_as_of_a_past_day_shows_who_belonged_then(world: World, chief_client: SignedInClient) -> None:
    person = world.people["member"]
    body = {"person_ids": [str(person.id)], "to_organisation_id": str(world.orgs["second"].id), "on": "2026-11-20"}
    assert chief_client.call("POST", f"{URL}/move", body).json() == {"changed": 1}

    def names(day: str) -> set[str]:
        url = f"/api/v1/directory/organisations/{world.orgs['first'].id}/roster"
        return {row["name"] for row in chief_client.fetch(url, day=day).json()}

    assert person.name in names("2026-11-19")
    assert person.name not in names("2026-11-20")


def test_leaving_keeps_where_to_and_the_note_beside_each_other(chief_client: SignedInClient, world: World) -> None:
    person = world.people["member"]
    body = {"reason": "transferred_out", "on": "2026-11-18", "counterpart": "市供水公司党委", "note": "介绍信 12 号"}
    assert chief_client.call("POST", f"{URL}/{person.pk}/leave", body).status_code == 200

    with building(world.tenant_id):
        change = MembershipChange.objects.unscoped("test").get(person=person, reason="transferred_out")
    assert (change.counterpart, change.note) == ("市供水公司党委", "介绍信 12 号")
    shown = chief_client.fetch(f"{URL}/{person.pk}").json()["changes"]
    assert "市供水公司党委；介绍信 12 号" in str(shown)


def test_leaving_takes_a_person_off_the_register_once(
    world: World, office: Actor, chief_client: SignedInClient
) -> None:
    person = world.people["member"]
    body = {"reason": "deceased", "on": "2026-11-01", "note": "因病去世"}
    assert chief_client.call("POST", f"{URL}/{person.id}/leave", body).status_code == 200
    again = chief_client.call("POST", f"{URL}/{person.id}/leave", body)
    assert (again.status_code, again.json()["code"]) == (409, "directory.member.left_already")
    names = [row["name"] for row in chief_client.fetch(URL, limit=200).json()["items"]]
    assert person.name not in names


def test_the_account_takes_over_a_corrected_name(world: World, secretary: Actor) -> None:
    person = world.people["member"]
    with acting_as(secretary):
        commands.update_person(person_id=person.pk, expected_version=1, values={"name": "王方"})

    with building(world.tenant_id):
        account = Account.objects.get(person_id=person.pk)
    assert (account.display_name, account.grants_version) == ("王方", 2)
