"""Reports up, and requests with their numbers (DOC-1)."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import NotAllowed, NotFound
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.files import intake, readable_file
from dangjian.work.documents.commands import number_request
from tests.foundation.process.conftest import FILLED, Desk
from tests.foundation.process.conftest import desk as desk
from tests.kernel.files.samples import pdf
from tests.work.documents.conftest import URL, fresh, messages_of, notice, readers, report, sent
from tests.world import World


def test_DOC_1_report_goes_to_the_direct_superior_and_its_reading_is_seen_below(world: World) -> None:
    document = sent(world, report(world), by="officer")
    got = readers(world, document)
    office = world.client("office")
    body = office.fetch(f"{URL}/{document}").json()
    office.call("POST", f"{URL}/{document}/read")
    seen = world.client("secretary").fetch(f"{URL}/{document}").json()
    rows = world.client("secretary").fetch(f"{URL}/{document}/readers").json()["items"]

    assert list(got) == ["林晓燕"]
    assert body["body"].startswith("本月组织")
    assert (seen["told"], seen["read"]) == (1, 1)
    assert rows[0]["person_name"] == "林晓燕"
    assert messages_of(world, "office") == ["报告：关于主题党日活动开展情况的报告"]


def test_DOC_1_report_that_asks_for_something_is_refused_with_the_clause(world: World) -> None:
    answer = world.client("officer").call("POST", URL, report(world, body="拟购置资料，妥否，请批示。"))
    problem = answer.json()

    assert (answer.status_code, problem["fields"][0]["path"]) == (422, "body")
    assert "第十五条" in problem["detail"]
    assert "请示" in problem["detail"]


def test_DOC_1_report_of_the_root_has_nowhere_to_go(world: World) -> None:
    answer = world.client("chief").call("POST", URL, report(world, organisation_id=str(world.orgs["group"].pk)))

    assert (answer.status_code, answer.json()["code"]) == (409, "documents.report.no_superior")


def test_DOC_1_report_chooses_no_addressee(world: World) -> None:
    made = sent(world, report(world, target_ids=[str(world.orgs["second"].pk)]), by="officer")

    assert fresh(world, made).chosen == [str(world.orgs["works"].pk)]


def test_report_is_not_superseded_by_a_notice(world: World) -> None:
    old = sent(world, report(world), by="officer")
    answer = world.client("officer").call("POST", URL, notice(world, "first", place="first", supersedes_id=str(old)))

    assert answer.status_code == 409


def test_DOC_1_attachments_are_read_by_those_whom_the_document_reached(world: World) -> None:
    with acting_as(world.actor("officer")):
        stored = intake(BytesIO(pdf()), name="名单.pdf", purpose="work.documents.attachment")
    document = sent(world, report(world, file_ids=[str(stored.id)]), by="officer")
    names = [file["file_name"] for file in world.client("office").fetch(f"{URL}/{document}").json()["files"]]
    allowed = [_may_read(world, key, stored.id) for key in ("officer", "office")]
    refused = [_may_read(world, key, stored.id) for key in ("second_secretary", "stranger", "member")]
    world.client("officer").call("POST", f"{URL}/{document}/withdraw", {"reason": "数字有误"})

    assert names == ["名单.pdf"]
    assert allowed == [True, True]
    assert refused == [False, False, False]
    assert not _may_read(world, "office", stored.id)


def _may_read(world: World, key: str, file_id: UUID) -> bool:
    with acting_as(world.actor(key)):
        try:
            readable_file(file_id=file_id)
        except (NotFound, NotAllowed):
            return False
    return True


def test_DOC_1_request_gets_a_number_when_it_goes_up_and_keeps_it(world: World, desk: Desk) -> None:
    desk.start("officer")
    desk.decide("officer", "sent", values=FILLED)
    drain()
    before = world.client("officer").fetch(f"{URL}/requests").json()["items"]
    desk.decide("secretary", "agree")
    drain()
    with acting_as(world.system()):
        number_request(case_id=desk.case.pk)
    after = world.client("officer").fetch(f"{URL}/requests").json()["items"]

    assert [row["number"] for row in before] == [""]
    assert [row["number"] for row in after] == ["一车间党支部请示〔2026〕1号"]
    assert world.client("operations_secretary").fetch(f"{URL}/requests").json()["items"] == []
