"""Handbook and attendance ledger: LIFE-3."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from dangjian.foundation.printing.document import Document, Heading, KeyValues, Paragraph, Table, TitlePage
from dangjian.foundation.printing.formats import PrintFormat
from dangjian.foundation.printing.models import PrintRequest
from dangjian.kernel.actor import acting_as
from dangjian.kernel.errors import BadInput, NotFound, Problem
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.testing import assert_command_contract, exactly_queries
from dangjian.work.handbooks.commands import ask_handbook
from dangjian.work.handbooks.printouts import attendance_document, branch_handbook, handbooks
from tests.work.life import held
from tests.world import SignedInClient, World, building

YEAR = 2026


def _headings(document: Document) -> list[str]:
    return [b.text for s in document.sections for b in s.blocks if isinstance(b, Heading)]


def _words(document: Document) -> str:
    found: list[str] = []
    for block in (b for s in document.sections for b in s.blocks):
        match block:
            case Heading():
                found.append(block.text)
            case Paragraph():
                found.append("".join(span.text for span in block.spans))
            case KeyValues():
                found += [f"{fact.label}={fact.value}" for fact in block.facts]
            case Table():
                found += [" ".join(str(cell) for cell in row) for row in block.rows]
            case TitlePage():
                found += [block.title, *(value for _, value in block.facts)]
    return "\n".join(found)


def _handbook(world: World, key: str = "secretary", org: str = "first") -> Document:
    with acting_as(world.actor(key)):
        return branch_handbook(organisation_id=world.orgs[org].pk, year=YEAR)


def test_LIFE_3_handbook_holds_the_records_of_the_year(world: World) -> None:
    held.archived(world, held.running(world))

    document = _handbook(world)
    words = _words(document)

    headings = _headings(document)
    assert headings[:6] == [
        "一、支部基本情况",
        "二、支部班子及分工",
        "三、党员名册",
        "四、发展党员工作台账",
        "五、年度组织生活计划及完成情况",
        "六、组织生活台账",
    ]
    assert "七、主题党日记录" in headings
    assert "2026-11-21　11月主题党日" in headings
    assert headings[-4:] == ["八、党课台账", "九、谈心谈话统计", "十、考勤台账", "十一、决议和整改台账"]
    for expected in ("一车间党支部", "曾志强 书记", "王芳", "吴倩", "围绕三号机组检修逐一发言", "主题=学习全会精神"):
        assert expected in words
    assert world.people["officer"].name in words


def test_LIFE_3_handbook_of_a_branch_without_records_is_complete_nevertheless(world: World) -> None:
    document = _handbook(world)

    assert "（本年度暂无已提交的记录）" in _words(document)


def test_handbook_shows_a_planned_meeting_in_the_list_only(world: World) -> None:
    held.planned(world)

    document = _handbook(world)

    assert "2026-11-21　11月主题党日" not in _headings(document)
    assert "11月主题党日" in _words(document)


def test_handbook_never_shows_what_was_talked_about_or_sealed_numbers(world: World) -> None:
    document = _handbook(world)
    words = _words(document)

    with building(world.tenant_id):
        for person in world.people.values():
            assert person.id_number.reveal() not in words
            assert person.mobile_phone.reveal() not in words


def test_handbook_takes_the_same_statements_for_one_meeting_and_for_three(world: World) -> None:
    held.archived(world, held.running(world))
    with exactly_queries(34):
        _handbook(world)
    held.archived(world, held.running(world, title="第二次"))
    held.archived(world, held.running(world, title="第三次"))
    with exactly_queries(34):
        _handbook(world)


@pytest.mark.parametrize("key", ["other_member", "stranger"])
def test_handbook_of_a_branch_out_of_reach_is_not_found(world: World, key: str) -> None:
    with acting_as(world.actor(key)), pytest.raises(NotFound):
        branch_handbook(organisation_id=world.orgs["first"].pk, year=YEAR)


@pytest.mark.parametrize(
    ("org", "year", "code"),
    [
        ("works", YEAR, "life.handbook.branch_only"),
        ("first", 2017, "life.handbook.year"),
        ("first", 2027, "life.handbook.year"),
    ],
)
def test_handbook_refuses_what_has_no_records(world: World, org: str, year: int, code: str) -> None:
    with acting_as(world.actor("chief")), pytest.raises(BadInput) as refused:
        branch_handbook(organisation_id=world.orgs[org].pk, year=year)

    assert refused.value.code == code


def test_LIFE_3_handbooks_below_a_committee_stand_one_after_the_other(world: World) -> None:
    with acting_as(world.actor("office")):
        documents = handbooks(organisation_id=str(world.orgs["works"].pk), year=YEAR)

    assert [document.title for document in documents] == [
        "2026年党支部工作手册汇编",
        "2026年党支部工作手册",
        "2026年党支部工作手册",
    ]
    assert [document.header for document in documents] == ["制造公司党总支", "一车间党支部", "二车间党支部"]


def test_LIFE_3_attendance_ledger_counts_people(world: World) -> None:
    meeting = held.running(world)
    held.come(world, meeting, ["secretary", "officer", "member"], others=None)
    held.archived(world, held.fresh(world, meeting.pk))

    with acting_as(world.actor("secretary")):
        document = attendance_document(
            organisation_id=world.orgs["first"].pk, since=date(2026, 1, 1), until=date(2026, 12, 31)
        )

    rows = {str(row[1]): row[2:] for row in document.tables()[0].rows}
    assert rows["王芳"] == (1, 1, 0, 0, 0, 0, "100.0%")
    assert rows["张伟"] == (1, 0, 0, 0, 1, 0, "0.0%")
    assert rows["合计"][:2] == (8, 3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until": date(2027, 6, 1)}, "life.ledger.span"),
        ({"until": date(2025, 6, 1)}, "life.ledger.span"),
        ({"kind": "party"}, "life.ledger.kind"),
    ],
)
def test_attendance_ledger_refuses_impossible_filters(world: World, changes: dict[str, Any], code: str) -> None:
    given = {"organisation_id": world.orgs["first"].pk, "since": date(2026, 1, 1), "until": date(2026, 12, 31)}

    with acting_as(world.actor("secretary")), pytest.raises(Problem) as refused:
        attendance_document(**{**given, **changes})

    assert refused.value.code == code


@pytest.mark.parametrize("file_format", ["pdf", "docx", "xlsx"])
def test_LIFE_3_handbook_comes_as_pdf_word_and_excel(
    world: World, secretary_client: SignedInClient, tmp_path: Path, file_format: str
) -> None:
    held.archived(world, held.running(world))

    answer = secretary_client.fetch(
        "/api/v1/work/handbook", organisation_id=world.orgs["first"].pk, year=YEAR, file_format=file_format
    )

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert f".{file_format}" in answer["Content-Disposition"]
    assert "围绕三号机组检修逐一发言" in "".join(_text_of(answer.content, file_format, tmp_path).split())


def _text_of(data: bytes, file_format: str, folder: Path) -> str:
    if file_format == "docx":
        return "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
    if file_format == "xlsx":
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("正文").to_python()
        return "\n".join(str(cell) for row in rows for cell in row)
    path = folder / "h.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()


def test_ledger_file_is_sent(world: World, secretary_client: SignedInClient) -> None:
    answer = secretary_client.fetch(
        "/api/v1/work/attendance-ledger/file",
        organisation_id=world.orgs["first"].pk,
        since="2026-01-01",
        until="2026-12-31",
    )

    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("key", "status"), [("member", 403), ("other_member", 404), ("stranger", 404), ("anybody", 401)]
)
def test_handbook_file_is_refused_to_others(world: World, key: str, status: int) -> None:
    answer = world.client(key).fetch("/api/v1/work/handbook", organisation_id=world.orgs["first"].pk, year=YEAR)

    assert answer.status_code == status


def test_asking_for_handbooks_keeps_the_contract_of_commands(world: World) -> None:
    row = assert_command_contract(
        ask_handbook,
        {"organisation_id": world.orgs["first"].pk, "year": YEAR, "file_format": PrintFormat.PDF},
        allowed=world.actor("secretary"),
        without_right=world.actor("member"),
        elsewhere=world.actor("other_member"),
        stranger=world.actor("stranger"),
        bad=[({"year": 2017}, "life.handbook.year")],
    )

    assert (row.title, row.params) == (
        "一车间党支部2026年党支部工作手册",
        {"organisation_id": str(world.orgs["first"].pk), "year": YEAR},
    )


@pytest.mark.django_db(transaction=True)
def test_LIFE_3_handbooks_of_a_committee_are_made_in_the_background(
    world: World, office_client: SignedInClient, other_member_client: SignedInClient
) -> None:
    asked = office_client.call(
        "POST", "/api/v1/work/handbook", {"organisation_id": str(world.orgs["works"].pk), "year": YEAR}
    )
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")

    run_pending()

    ready = office_client.fetch(f"/api/v1/foundation/prints/{asked.json()['id']}").json()
    file = office_client.fetch(f"/api/v1/kernel/files/{ready['file_id']}", download="true")
    assert (ready["state"], ready["problem"]) == ("done", "")
    with pikepdf.open(io.BytesIO(b"".join(file.streaming_content))) as pdf:
        assert [item.title for item in pdf.open_outline().root] == ["制造公司党总支", "一车间党支部", "二车间党支部"]
        assert len(pdf.pages) > 10
    assert other_member_client.fetch(f"/api/v1/kernel/files/{ready['file_id']}").status_code == 404
    assert other_member_client.fetch(f"/api/v1/foundation/prints/{asked.json()['id']}").status_code == 404
    assert office_client.fetch("/api/v1/foundation/messages").json()["items"][0]["subject_id"] == ready["id"]
    with building(world.tenant_id):
        assert PrintRequest.objects.count() == 1
