"""A statement of the bank from upload to receipt: nothing doubled, nothing matched without a person."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.errors import BadInput, Conflict
from dangjian.kernel.files import intake
from dangjian.kernel.testing import assert_command_contract, assert_list_contract
from dangjian.work.dues import commands
from dangjian.work.dues.commands import MonthPaid
from dangjian.work.dues.events import DuesPaid
from dangjian.work.dues.models import BankLine, DuesPayment
from dangjian.work.dues.ports import BANK_FILE
from tests.work.dues.kept import MONTH, fix, order, run, trial_balance
from tests.world import SignedInClient, World, building

STATEMENT = """中国建设银行账户明细
交易日期,收入金额,对方户名,附言,交易流水号
2026-11-18,90.00,王芳,党费,A001
2026-11-18,180.00,王建国,代李娜交10、11月党费,A002
2026-11-19,3.21,,结息,A003
2026-11-19,,某公司,支出,A004
2026-11-20,壹佰,张伟,党费,A005
合计,273.21,,,
"""


def taken_in(world: World, actor: Actor, text: str = STATEMENT) -> commands.bank.TakenIn:
    """Upload a statement and take it in."""
    with acting_as(actor):
        file = intake(io.BytesIO(text.encode()), name="流水.csv", purpose=BANK_FILE.code)
        return commands.import_bank_file(file_id=file.pk, organisation_id=world.orgs["first"].pk)


def lines(world: World) -> dict[str, BankLine]:
    with building(world.tenant_id):
        return {line.reference: line for line in BankLine.objects.all()}


def test_due_1_a_statement_taken_in_twice_adds_nothing(world: World, secretary: Actor) -> None:
    first = taken_in(world, secretary)
    second = taken_in(world, secretary)

    assert (first.added, first.known) == (3, 0)
    assert [(each.row, each.text) for each in first.unreadable] == [(7, "金额不是数字"), (8, "日期看不懂")]
    assert (second.added, second.known) == (0, 3)
    assert trial_balance(world) == (0, [])
    with building(world.tenant_id):
        assert not DuesPayment.objects.exists(), "nothing is taken for paid before people say so"


def test_due_1_a_file_without_the_headings_says_what_is_missing(world: World, secretary: Actor) -> None:
    with pytest.raises(BadInput) as problem:
        taken_in(world, secretary, "姓名,支部\n王芳,一车间\n")

    assert problem.value.code == "dues.bank.headings"


def test_due_1_candidates_are_explained_and_people_confirm(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    fix(world, secretary, "member", "officer")
    for month in ("2026-10", MONTH):
        run(world, secretary, period=month)
    taken_in(world, secretary)
    shown = assert_list_contract(
        secretary_client,
        "/api/v1/work/dues/bank-lines",
        queries=10,
        foreigner=world.client("stranger"),
        query={"organisation_id": str(world.orgs["first"].pk)},
    )
    found = {row["reference"]: row["candidates"] for row in shown}
    assert [each["person_name"] for each in found["A001"]] == ["王芳"]
    assert found["A001"][0]["is_exact"]
    assert found["A002"][0]["person_name"] == "李娜"
    assert found["A002"][0]["months"] == [
        {"period": "2026-10", "amount_fen": 9_000}, {"period": MONTH, "amount_fen": 9_000},
    ]  # fmt: skip
    assert found["A003"] == []

    line = lines(world)["A002"]
    given: dict[str, Any] = {
        "line_id": line.pk,
        "person_id": world.people["officer"].pk,
        "months": [MonthPaid("2026-10", 9_000), MonthPaid(MONTH, 9_000)],
    }
    assert_command_contract(
        commands.match_bank_line,
        given,
        allowed=secretary,
        without_right=world.actor("officer"),
        elsewhere=world.actor("operations_secretary"),
        stranger=world.actor("stranger"),
        events=[DuesPaid],
        bad=[({"months": [MonthPaid(MONTH, 9_000)]}, "dues.bank.sum")],
    )
    assert order(world, "officer", "2026-10").paid_fen == order(world, "officer").paid_fen == 9_000
    with acting_as(secretary), pytest.raises(Conflict):
        commands.match_bank_line(**given)
    with acting_as(secretary):
        commands.leave_bank_line(line_id=lines(world)["A003"].pk, reason="银行结息")
        with pytest.raises(Conflict):
            commands.leave_bank_line(line_id=lines(world)["A003"].pk, reason="银行结息")
    assert {key: line.state for key, line in lines(world).items()} == {
        "A001": "open",
        "A002": "matched",
        "A003": "left",
    }
    assert lines(world)["A003"].note == "银行结息"
    assert trial_balance(world) == (0, [])


def test_due_1_a_statement_is_uploaded_over_http(world: World, secretary_client: SignedInClient) -> None:
    file = SimpleUploadedFile("流水.csv", STATEMENT.encode())
    kept = secretary_client.post(
        "/api/v1/kernel/files?purpose=work.dues.bank_file",
        {"file": file},
        headers={CSRF_HEADER: secretary_client._csrf},
    )
    assert kept.status_code == 201, kept.content
    body = {"file_id": kept.json()["id"], "organisation_id": str(world.orgs["first"].pk)}
    made = secretary_client.call("POST", "/api/v1/work/dues/bank-files", body)
    assert (made.status_code, made.json()["added"]) == (201, 3)
