"""Notices down: whom they reach, who has read, urging, withdrawing, superseding (DOC-1)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from dangjian.kernel.actor import acting_as
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.testing import assert_list_contract
from dangjian.work.documents.commands import distribute, urge_unread
from tests.work.documents.conftest import URL, fresh, messages_of, notice, readers, sent, todos_of
from tests.world import World


def test_DOC_1_notice_reaches_officers_of_the_chosen_and_of_all_below(world: World) -> None:
    one = sent(world, notice(world, "first"))
    all_below = sent(world, notice(world, "works", with_below=True), by="chief")

    assert set(readers(world, one)) == {"曾志强", "张伟", "李娜"}
    assert set(readers(world, all_below)) >= {"曾志强", "张伟", "李娜", "郭凯"}
    assert "王芳" not in readers(world, all_below)
    assert messages_of(world, "secretary")[0] == "通知：关于开展主题党日活动的通知"
    assert todos_of(world, "secretary")[0] == ("阅读通知：关于开展主题党日活动的通知", "open")


def test_DOC_1_notice_to_members_reaches_members_and_not_activists(world: World) -> None:
    found = readers(world, sent(world, notice(world, "first", audience="members")))

    assert {"王芳", "周涛", "曾志强"} <= set(found)
    assert "吴倩" not in found
    assert "郭凯" not in found


def test_DOC_1_member_reads_and_the_committee_sees_who_has_not(world: World) -> None:
    document = sent(world, notice(world, "first", "second", audience="members"))
    member = world.client("member")
    seen = member.fetch(f"{URL}/{document}").json()
    first = member.call("POST", f"{URL}/{document}/read").json()
    again = member.call("POST", f"{URL}/{document}/read").json()

    office = world.client("office")
    places = {row["org_name"]: (row["read"], row["told"]) for row in office.fetch(f"{URL}/{document}/reading").json()}
    unread = office.fetch(f"{URL}/{document}/readers", unread_only="true", limit=100).json()["items"]

    assert (seen["mine"], seen["body"][:3], seen["told"], seen["targets"]) == ({"read_at": None}, "请各党", 0, [])
    assert first == again
    assert todos_of(world, "member") == [("阅读通知：关于开展主题党日活动的通知", "done")]
    assert places["一车间党支部"][0] == 1
    assert places["二车间党支部"][0] == 0
    assert "王芳" not in {row["person_name"] for row in unread}
    assert "陈建国" in {row["person_name"] for row in unread}


def test_DOC_1_a_branch_sees_the_reading_of_its_own_people_only(world: World) -> None:
    document = sent(world, notice(world, "first", "second", audience="members"))
    secretary = world.client("secretary")
    places = [row["org_name"] for row in secretary.fetch(f"{URL}/{document}/reading").json()]
    names = {row["org_name"] for row in secretary.fetch(f"{URL}/{document}/readers", limit=100).json()["items"]}

    assert places == ["一车间党支部"]
    assert names == {"一车间党支部"}


@pytest.mark.parametrize("who", ["other_member", "operations_secretary", "stranger", "activist"])
def test_DOC_1_nobody_else_sees_a_notice(world: World, who: str) -> None:
    document = sent(world, notice(world, "first", audience="members"))
    if who == "activist" and who not in world.here.accounts:
        return
    client = world.client(who)

    assert client.fetch(f"{URL}/{document}").status_code == 404
    assert client.call("POST", f"{URL}/{document}/read").status_code == 404


def test_DOC_1_draft_is_its_senders_alone_and_can_be_revised_and_discarded(world: World) -> None:
    office = world.client("office")
    body = notice(world, "first")
    made = office.call("POST", URL, body).json()
    fields = {name: value for name, value in body.items() if name not in {"kind", "organisation_id"}}
    changed = office.call("PUT", f"{URL}/{made['id']}", fields | {"title": "改后的标题"}, version=made["version"])
    stale = office.call("PUT", f"{URL}/{made['id']}", fields, version=made["version"])

    assert [world.client(key).fetch(f"{URL}/{made['id']}").status_code for key in ("secretary", "chief")] == [404, 404]
    assert world.client("chief").fetch(f"{URL}/sent", state="draft").json()["items"] == []
    assert (changed.status_code, stale.status_code) == (200, 412)
    assert office.fetch(f"{URL}/sent", state="draft").json()["items"][0]["title"] == "改后的标题"
    assert office.call("DELETE", f"{URL}/{made['id']}").status_code == 204
    again = office.call("POST", URL, body).json()
    sent_now = office.call("POST", f"{URL}/{again['id']}/send", version=again["version"])
    assert (sent_now.status_code, sent_now.json()["number"].endswith("〔2026〕1号")) == (200, True)
    assert office.fetch(f"{URL}/sent", state="draft").json()["items"] == []


def test_DOC_1_what_was_sent_is_not_edited_and_not_sent_twice(world: World) -> None:
    document = sent(world, notice(world, "first"))
    office = world.client("office")
    row = fresh(world, document)
    body = notice(world, "first")
    fields = {name: value for name, value in body.items() if name not in {"kind", "organisation_id"}}

    answers = [
        office.call("PUT", f"{URL}/{document}", fields, version=row.version),
        office.call("DELETE", f"{URL}/{document}"),
        office.call("POST", f"{URL}/{document}/send", version=row.version),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]


def test_DOC_1_numbers_run_within_an_organisation_a_word_and_a_year(world: World) -> None:
    numbers = [
        fresh(world, sent(world, notice(world, "first", word=word))).number
        for word in ("制党发", "制党发", "", "制党发")
    ]

    assert numbers[:2] + numbers[3:] == [f"制党发〔2026〕{n}号" for n in (1, 2, 3)]
    assert numbers[2].endswith("通知〔2026〕1号")


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"target_ids": []}, 422, "target_ids"),
        ({"read_by": "2020-01-01"}, 422, "read_by"),
        ({"title": ""}, 422, "title"),
    ],
)
def test_wrong_notices_are_told_at_their_field(
    world: World, changes: dict[str, object], status: int, field: str
) -> None:
    answer = world.client("office").call("POST", URL, notice(world, "first") | changes)

    assert (answer.status_code, answer.json()["fields"][0]["path"].split(".")[0]) == (status, field)


def test_sec_ac_04_targets_and_places_are_ones_own(world: World) -> None:
    office = world.client("office")
    foreign = office.call("POST", URL, notice(world, "operations"))
    unknown = office.call("POST", URL, notice(world, "first") | {"target_ids": [str(world.people["member"].pk)]})
    upward = world.client("secretary").call("POST", URL, notice(world, "works", place="first"))
    elsewhere = office.call("POST", URL, notice(world, "first", place="operations"))

    assert [answer.status_code for answer in (foreign, unknown, upward, elsewhere)] == [404, 404, 404, 404]
    assert world.client("member").call("POST", URL, notice(world, "first", place="first")).status_code in {403, 404}


def test_DOC_1_urging_reminds_those_who_have_not_read_once_a_day(world: World) -> None:
    document = sent(world, notice(world, "first"))
    world.client("secretary").call("POST", f"{URL}/{document}/read")
    office = world.client("office")
    urged = office.call("POST", f"{URL}/{document}/urge")
    again = office.call("POST", f"{URL}/{document}/urge")
    with frozen(now() + timedelta(days=1)), acting_as(world.actor("office")):
        tomorrow = urge_unread(document_id=document)

    assert (urged.json()["told"], again.status_code, tomorrow) == (2, 409, 2)
    assert "请阅读：关于开展主题党日活动的通知" in messages_of(world, "deputy")
    assert "请阅读：关于开展主题党日活动的通知" not in messages_of(world, "secretary")


def test_DOC_1_withdrawn_notice_hides_its_text_and_ends_the_todos(world: World) -> None:
    document = sent(world, notice(world, "first"))
    office = world.client("office")
    done = office.call("POST", f"{URL}/{document}/withdraw", {"reason": "时间有误"})
    seen = world.client("secretary").fetch(f"{URL}/{document}").json()
    reading = world.client("secretary").call("POST", f"{URL}/{document}/read")

    assert done.status_code == 200
    assert (seen["state"], seen["body"], seen["end_reason"]) == ("withdrawn", "", "时间有误")
    assert office.fetch(f"{URL}/{document}").json()["body"] != ""
    assert (reading.status_code, todos_of(world, "secretary")[0][1]) == (409, "cancelled")
    assert messages_of(world, "secretary")[-1] == "已撤回：关于开展主题党日活动的通知"
    assert office.call("POST", f"{URL}/{document}/withdraw", {"reason": "再来"}).status_code == 409
    assert office.call("POST", f"{URL}/{document}/urge").status_code == 409


def test_DOC_1_superseding_ends_the_earlier_notice_when_the_new_one_is_sent(world: World) -> None:
    old = sent(world, notice(world, "first"))
    office = world.client("office")
    office.call("POST", URL, notice(world, "first", title="更正通知", supersedes_id=str(old)))
    before = fresh(world, old).state
    new = sent(world, notice(world, "first", title="更正通知", supersedes_id=str(old)))
    seen = world.client("secretary").fetch(f"{URL}/{old}").json()
    twice = office.call("POST", URL, notice(world, "first", supersedes_id=str(old)))

    assert before == "sent"
    assert (seen["state"], seen["superseded_by"]["id"]) == ("superseded", str(new))
    assert world.client("secretary").fetch(f"{URL}/{new}").json()["supersedes"]["id"] == str(old)
    assert [state for _, state in todos_of(world, "secretary")] == ["cancelled", "open"]
    assert twice.status_code == 409


def test_DOC_1_handing_out_twice_tells_once(world: World) -> None:
    document = sent(world, notice(world, "first"))
    with acting_as(world.system()):
        assert distribute(document_id=document) == 0
    run_pending()

    assert len(messages_of(world, "secretary")) == 1


def test_lists_of_documents_are_bounded_and_counted(world: World) -> None:
    sent(world, notice(world, "first"))
    rows = assert_list_contract(
        world.client("office"),
        f"{URL}/sent",
        queries=3,
        more=lambda: [sent(world, notice(world, "first", title=f"第 {n} 号通知")) for n in range(2)],
        foreigner=world.client("stranger"),
    )
    assert (rows[-1]["told"], rows[-1]["read"]) == (3, 0)


def test_received_and_own_lists(world: World) -> None:
    sent(world, notice(world, "first", audience="members"))
    received = world.client("secretary").fetch(f"{URL}/received").json()["items"]
    mine = world.client("member").fetch(f"{URL}/mine", unread_only="true").json()["items"]

    assert [row["received_by"] for row in received] == ["一车间党支部"]
    assert [row["read_at"] for row in mine] == [None]


def test_DOC_1_reading_is_exported_as_a_workbook(world: World) -> None:
    document = sent(world, notice(world, "first"))
    world.client("secretary").call("POST", f"{URL}/{document}/read")
    answer = world.client("office").fetch(f"{URL}/{document}/readers/file")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    assert ["一车间党支部", "曾志强", "已阅"] in [row[:3] for row in rows]
    assert ["一车间党支部", "张伟", "未阅", ""] in [row[:4] for row in rows]
    assert world.client("secretary").fetch(f"{URL}/{document}/readers/file").status_code in {403, 404}


def test_search_finds_documents_by_title(world: World) -> None:
    document = sent(world, notice(world, "first", title="关于换届的通知"))
    found = world.client("office").fetch("/api/v1/foundation/search", q="换届").content.decode()

    assert str(document) in found
