"""Out of the enterprise with a numbered letter, in with one, and between two enterprises of one installation."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import pytest

from dangjian.directory.members.models import MembershipChange, Person
from dangjian.foundation.duties.models import Todo
from dangjian.foundation.messaging.models import Message
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.testing import assert_list_contract
from dangjian.work.transfer import commands, queries
from dangjian.work.transfer.commands import PaperLetter
from dangjian.work.transfer.jobs import look
from dangjian.work.transfer.models import IncomingLetter, Transfer, TransferLetter
from dangjian.work.transfer.rules.checks import Declared
from dangjian.work.transfer.rules.hops import Outside, TransferScope
from tests.work.transfer.moved import fresh, start
from tests.world import TODAY, SignedInClient, World, building, identity_number

URL = "/api/v1/work/transfers"
CITY = Outside(TransferScope.CROSS_PROVINCE, "滨江机械厂第一党支部", "滨江机械厂党委")
BORN = date(1988, 3, 9)
PAPER = PaperLetter("第 0042 号", "滨江机械厂党委", date(2026, 11, 10), 30, "2026-10")


def issued(world: World, days: int | None = 20) -> Transfer:
    """A transfer of the ordinary member to the outside whose letter is issued."""
    chief = world.actor("chief")
    transfer = start(world, chief, to_organisation_id=None, outside=CITY)
    with acting_as(chief):
        return commands.issue_transfer(transfer_id=transfer.pk, valid_days=days)


def letters(world: World) -> list[TransferLetter]:
    with building(world.tenant_id):
        return list(TransferLetter.objects.order_by("number"))


def person_of(world: World) -> Person:
    with building(world.tenant_id):
        found: Person = Person.objects.get(pk=world.people["member"].pk)
    return found


def test_trf_1_the_term_of_a_letter_is_the_issuers_choice_under_the_ceiling(world: World) -> None:
    chief = world.actor("chief")
    transfer = start(world, chief, to_organisation_id=None, outside=CITY)
    with acting_as(chief):
        with pytest.raises(BadInput) as refused:
            commands.issue_transfer(transfer_id=transfer.pk, valid_days=91)
        assert "1 至 90 天" in refused.value.text
        commands.issue_transfer(transfer_id=transfer.pk, valid_days=90)
    (letter,) = letters(world)
    assert (letter.number, letter.valid_until) == ("〔2026〕第 0001 号", TODAY + timedelta(days=90))
    assert (fresh(world, transfer).state, fresh(world, transfer).now_with) == ("in_transit", "outside")
    assert person_of(world).register_state == "active", "the sender is responsible until acceptance"


def test_trf_1_the_receipt_is_chased_and_closes_the_matter(world: World) -> None:
    transfer = issued(world)
    chief = world.actor("chief")
    with acting_as(chief):
        with pytest.raises(BadInput):
            commands.note_acceptance(transfer_id=transfer.pk, accepted_on=TODAY - timedelta(days=1))
        commands.note_acceptance(transfer_id=transfer.pk, accepted_on=TODAY)
    left = person_of(world)
    assert (left.register_state, left.left_reason) == ("left", "transferred_out")
    drain()
    with building(world.tenant_id):
        assert Todo.objects.filter(title__startswith="请催收介绍信回执", state=Todo.OPEN).exists()
    with frozen(TODAY + timedelta(days=31)), acting_as(world.system()):
        look()
        look()
    with building(world.tenant_id):
        chased = Message.objects.filter(kind="transfer_late", person_id=world.people["chief"].pk)
        assert chased.count() == 1, "once a week, however often the look runs"
    with frozen(TODAY + timedelta(days=35)), acting_as(chief):
        with pytest.raises(Conflict):
            commands.withdraw_transfer(transfer_id=transfer.pk, remark="想撤回")
        commands.take_receipt(transfer_id=transfer.pk, received_on=TODAY + timedelta(days=34), receipt_no="回 17")
        drain()
    assert (fresh(world, transfer).state, letters(world)[0].receipt_no) == ("closed", "回 17")
    with building(world.tenant_id):
        assert not Todo.objects.filter(source="work.transfer", state=Todo.OPEN).exists()


def test_trf_1_warnings_before_the_end_and_back_to_the_sender_after_it(world: World) -> None:
    transfer = issued(world, days=20)
    seen: list[str] = []
    for days in (4, 5, 6, 13, 14, 20, 21, 22):
        with frozen(TODAY + timedelta(days=days)), acting_as(world.system()):
            look()
        with building(world.tenant_id):
            rows = Message.objects.filter(kind="transfer_letter", person_id=world.people["chief"].pk)
            seen.append(f"{days}:{rows.count()}:{fresh(world, transfer).state}")
    assert seen == [
        "4:0:in_transit", "5:1:in_transit", "6:1:in_transit", "13:2:in_transit", "14:2:in_transit",
        "20:3:in_transit", "21:3:expired", "22:3:expired",
    ]  # fmt: skip
    with frozen(TODAY + timedelta(days=22)), acting_as(world.actor("chief")):
        with pytest.raises(Conflict):
            commands.note_acceptance(transfer_id=transfer.pk, accepted_on=TODAY)
        commands.issue_transfer(transfer_id=transfer.pk)
    assert [letter.state for letter in letters(world)] == ["expired", "standing"]


def test_trf_1_a_lost_letter_is_void_and_the_next_has_another_number(world: World) -> None:
    transfer = issued(world)
    with acting_as(world.actor("chief")):
        commands.report_lost(transfer_id=transfer.pk, remark="邮寄途中遗失，已登报声明")
        assert queries.show_transfer(transfer_id=transfer.pk)["letters"][0]["state"] == "void"
        commands.issue_transfer(transfer_id=transfer.pk)
        commands.take_receipt(transfer_id=transfer.pk, received_on=TODAY)
    assert [letter.state for letter in letters(world)] == ["void", "used"]
    with building(world.tenant_id):
        change = MembershipChange.objects.get(person=world.people["member"], reason="transferred_out")
        assert (change.counterpart, change.note) == (CITY.name, "组织关系介绍信〔2026〕第 0002 号")


def test_trf_1_anybody_who_scans_the_code_learns_number_state_and_day_alone(world: World) -> None:
    issued(world)
    code = letters(world)[0].public_code
    answer = SignedInClient().get(f"/api/v1/work/letters/{code}")
    assert answer.json() == {
        "letter_no": "〔2026〕第 0001 号",
        "state": "standing",
        "state_label": "有效",
        "valid_until": (TODAY + timedelta(days=20)).isoformat(),
        "is_valid": True,
    }
    assert SignedInClient().get(f"/api/v1/work/letters/{'0' * 32}").status_code == 404
    assert SignedInClient().get(f"/api/v1/work/letters/{letters(world)[0].accept_key[:32]}").status_code == 404


def test_sec_sess_04_the_code_of_a_letter_that_is_void_or_altered_confirms_nothing(world: World) -> None:
    """The code on the paper says number, state and day and opens nothing; it lasts as long as the letter."""
    transfer = issued(world)
    code = letters(world)[0].public_code
    altered = ("0" if code[0] != "0" else "1") + code[1:]
    with acting_as(world.actor("chief")):
        commands.report_lost(transfer_id=transfer.pk, remark="邮寄途中遗失，已登报声明")
    void = SignedInClient().get(f"/api/v1/work/letters/{code}").json()

    assert len(code) == 32
    assert (void["state"], void["is_valid"]) == ("void", False)
    assert SignedInClient().get(f"/api/v1/work/letters/{altered}").status_code == 404


def test_trf_1_the_letter_is_printed_with_number_dues_and_code(world: World, secretary_client: SignedInClient) -> None:
    transfer = issued(world)
    answer = world.client("chief").get(f"{URL}/{transfer.pk}/letter", {"file_format": "docx"})
    assert answer.status_code == 200, answer.content[:300]
    with ZipFile(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)) as package:
        text = package.read("word/document.xml").decode()
        assert any(name.startswith("word/media/") for name in package.namelist()), "the code is a picture"
    with building(world.tenant_id):
        accept = letters(world)[0].accept_code.reveal()
        number = person_of(world).id_number.reveal()
    assert all(
        part in text for part in ("〔2026〕第 0001 号", "存根", "回执联", "王芳", number, accept, "有效期 20 天")
    )
    assert secretary_client.get(f"{URL}/{transfer.pk}/letter").status_code == 404
    assert AuditEntry.objects.filter(note__startswith="打印导出：组织关系介绍信").exists()


def body(world: World, **changes: Any) -> dict[str, Any]:
    given = {
        "organisation_id": str(world.orgs["first"].pk),
        "letter_no": PAPER.letter_no,
        "issuer_name": PAPER.issuer_name,
        "issued_on": "2026-11-10",
        "valid_days": 30,
        "dues_paid_until": "2026-10",
        "received_on": TODAY.isoformat(),
        "name": "柳青",
        "id_number": identity_number(7, BORN),
        "person_category": "full_member",
        "joined_on": "2015-07-01",
        "confirmed_on": "2016-07-01",
    }
    return {**given, **changes}


def test_trf_1_in_with_a_letter_once_and_only_while_it_counts(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    late = secretary_client.call("POST", f"{URL}/incoming", body(world, valid_days=5))
    assert (late.status_code, late.json()["code"]) == (422, "transfer.letter.expired")
    made = secretary_client.call("POST", f"{URL}/incoming", body(world))
    assert made.status_code == 201, made.content.decode()
    twice = secretary_client.call("POST", f"{URL}/incoming", body(world, id_number=identity_number(8, BORN)))
    assert (twice.status_code, twice.json()["code"]) == (409, "transfer.letter.used")
    row = made.json()
    assert (row["receipt_no"], row["receipt_sent_on"]) == ("〔2026〕第 0001 号", None)
    with building(world.tenant_id):
        change = MembershipChange.objects.get(person_id=row["person_id"])
        assert change.reason == "transferred_in"
    paper = secretary_client.get(f"{URL}/incoming/{row['id']}/print", {"file_format": "docx"})
    assert paper.status_code == 200
    sent = secretary_client.call(
        "POST", f"{URL}/incoming/{row['id']}/receipt", {"sent_on": TODAY.isoformat()}, version=row["version"]
    ).json()
    assert sent["receipt_sent_on"] == TODAY.isoformat()
    rows = assert_list_contract(
        secretary_client,
        f"{URL}/incoming",
        queries=2,
        more=lambda: secretary_client.call(
            "POST", f"{URL}/incoming", body(world, letter_no="第 43 号", id_number=identity_number(9, BORN))
        ),
        foreigner=world.client("stranger"),
        query={},
    )
    assert len(rows) == 2
    assert world.client("operations_secretary").fetch(f"{URL}/incoming").json()["items"] == []


def twin_branch(world: World) -> Any:
    return world.there.orgs["first"]


def test_trf_1_another_enterprise_accepts_by_code_and_reads_nothing_else(world: World) -> None:
    number = identity_number(6, BORN)
    with building(world.tenant_id):
        member = Person.objects.get(pk=world.people["member"].pk)
        member.id_number = member.id_number_index = number
        member.birth_date = BORN
        member.save()
    transfer = issued(world)
    with building(world.tenant_id):
        code = letters(world)[0].accept_code.reveal()
    stranger = world.actor("stranger")
    with acting_as(world.actor("chief")), pytest.raises(Conflict) as own:
        commands.look_at_letter(code=code)
    assert own.value.code == "transfer.letter.own"
    with acting_as(stranger):
        with pytest.raises(NotFound):
            commands.look_at_letter(code="AAAA-BBBB-CCCC-DDDD")
        seen = commands.look_at_letter(code=code.lower())
    assert (seen["person_name"], seen["letter_no"]) == ("王芳", "〔2026〕第 0001 号")
    assert number not in str(seen)
    looked = AuditEntry.objects.filter(note__contains="凭接收码查看介绍信", tenant_id=world.tenant_id)
    assert looked.exists(), "the issuing enterprise sees who looked"

    with acting_as(stranger):
        made = commands.receive_by_code(organisation_id=twin_branch(world).pk, code=code)
    assert (made.is_electronic, made.receipt_sent_on) == (True, TODAY)
    drain()
    assert fresh(world, transfer).state == "closed"
    assert person_of(world).register_state == "left"
    with building(world.there.tenant.pk):
        person = Person.objects.get(pk=made.person_id)
        assert (person.name, person.id_number.reveal(), person.organisation_id) == (
            "王芳", number, twin_branch(world).pk,
        )  # fmt: skip
        assert person.mobile_phone is None, "nothing crosses over that no letter says"
    with acting_as(stranger), pytest.raises(NotFound):
        commands.receive_by_code(organisation_id=twin_branch(world).pk, code=code)


def test_trf_1_what_fails_there_changes_nothing_here(world: World) -> None:
    transfer = issued(world)
    with building(world.tenant_id):
        code = letters(world)[0].accept_code.reveal()  # the twin has somebody with the same identity number
    with acting_as(world.actor("stranger")), pytest.raises(Conflict) as taken:
        commands.receive_by_code(organisation_id=twin_branch(world).pk, code=code)
    assert taken.value.code == "directory.member.id_number_taken"
    assert (fresh(world, transfer).state, person_of(world).register_state) == ("in_transit", "active")
    with building(world.there.tenant.pk):
        assert not IncomingLetter.objects.exists()


def test_trf_1_letters_need_the_right_of_the_committee(world: World, secretary: Actor) -> None:
    transfer = issued(world)
    for key in ("secretary", "officer", "operations_secretary", "stranger"):
        with acting_as(world.actor(key)), pytest.raises((NotFound, NotAllowed)):
            commands.take_receipt(transfer_id=transfer.pk, received_on=TODAY)
        with acting_as(world.actor(key)), pytest.raises((NotFound, NotAllowed)):
            commands.report_lost(transfer_id=transfer.pk, remark="在路上丢失了")


def test_trf_1_another_enterprise_sends_a_letter_back_with_a_coded_reason(world: World) -> None:
    transfer = issued(world)
    with building(world.tenant_id):
        code = letters(world)[0].accept_code.reveal()
    given = {"code": code, "refusal": "file_incomplete", "remark": "缺转正申请书"}
    stranger = world.client("stranger")
    short = stranger.call("POST", f"{URL}/incoming/send-back", {**given, "remark": "缺"})
    assert short.status_code == 422
    assert stranger.call("POST", f"{URL}/incoming/send-back", {**given, "refusal": "no reason"}).status_code == 422
    own = world.client("chief").call("POST", f"{URL}/incoming/send-back", given)
    assert (own.status_code, own.json()["code"]) == (409, "transfer.letter.own")
    assert fresh(world, transfer).state == "in_transit"

    sent = stranger.call("POST", f"{URL}/incoming/send-back", given)
    assert sent.status_code == 200, sent.content.decode()
    assert sent.json()["letter_no"] == "〔2026〕第 0001 号"
    assert set(sent.json()) == {"letter_no", "issuer_name"}, "nothing of the member crosses over"
    drain()
    row = fresh(world, transfer)
    assert (row.state, row.refused_for, row.now_with) == ("rejected", "file_incomplete", "from_branch")
    assert row.refusal_note.startswith("缺转正申请书（")
    assert person_of(world).register_state == "active", "the sender stays responsible"
    with building(world.tenant_id):
        assert [letter.state for letter in letters(world)] == ["void"]
        assert Todo.objects.filter(title="请审核转出：王芳", closed_at=None, text__contains="党员档案材料不全").exists()
    for again in ("send-back", "look"):
        body = given if again == "send-back" else {"code": code}
        assert stranger.call("POST", f"{URL}/incoming/{again}", body).status_code == 404
    for tenant in (world.tenant_id, world.there.tenant.pk):
        assert AuditEntry.objects.filter(tenant_id=tenant, intent__contains="transfer", at__date=TODAY).exists()

    chief = world.actor("chief")
    with acting_as(chief):
        commands.check_transfer(transfer_id=transfer.pk, declared=Declared(no_discipline_case=True, file_checked=True))
        commands.issue_transfer(transfer_id=transfer.pk)
    with building(world.tenant_id):
        second = letters(world)[1]
        assert (second.number, second.state) == ("〔2026〕第 0002 号", "standing")


def test_trf_1_whoever_may_not_receive_sends_nothing_back(world: World) -> None:
    issued(world)
    with building(world.tenant_id):
        code = letters(world)[0].accept_code.reveal()
    given = {"code": code, "refusal": "not_here", "remark": "本人没有来报到"}
    assert world.client("member").call("POST", f"{URL}/incoming/send-back", given).status_code == 403
    with building(world.tenant_id):
        assert letters(world)[0].state == "standing"
