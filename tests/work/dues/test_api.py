"""Dues over HTTP: lists, refusals, what is shown to whom, and what a look leaves behind."""

from __future__ import annotations

import io
from typing import Any

from python_calamine import CalamineWorkbook

from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.models.audit import AuditEntry
from dangjian.kernel.testing import assert_list_contract, assert_replay, exactly_queries
from dangjian.work.dues import commands, queries
from dangjian.work.dues.models import DuesPayment
from tests.work.dues.kept import FIRST, MONTH, fix, order, pay, run, tick
from tests.world import SignedInClient, World, building

URL = "/api/v1/work/dues"


def base(world: World, **changes: Any) -> dict[str, Any]:
    entry = {"person_id": str(world.people["member"].pk), "valid_from": "2026-01", "payer_kind": "wage"}
    return {"entries": [{**entry, "base_yuan": "6,000.00", **changes}]}


def test_due_1_a_base_over_http(world: World, secretary_client: SignedInClient) -> None:
    made = secretary_client.call("POST", f"{URL}/bases", base(world))
    assert (made.status_code, made.json()) == (201, {"count": 1})
    wrong = secretary_client.call("POST", f"{URL}/bases", base(world, base_yuan="六千"))
    assert wrong.status_code == 422
    assert wrong.json()["fields"][0]["path"] == "entries.0.base_yuan"

    shown = secretary_client.fetch(f"{URL}/bases", organisation_id=world.orgs["first"].pk, period=MONTH).json()
    found = {row["person_name"]: row["base"] for row in shown["items"]}
    assert found["王芳"]["base_fen"] == 600_000
    assert (
        found["王芳"]["words"]
        == "基数 6,000.00 元（5,000.00 元以上至 10,000.00 元以下（含），全额按此档）× 1.5% = 90.00 元"
    )
    assert found["李娜"] is None
    assert AuditEntry.objects.filter(note="查看党费计算基数").count() == 1, "a look at pay is in the trail"


def test_due_1_pay_is_shown_to_nobody_but_its_keepers(world: World, secretary: Actor) -> None:
    fix(world, secretary, *FIRST)
    run(world, secretary)
    asked = {"organisation_id": str(world.orgs["first"].pk), "period": MONTH}
    for who in ("member", "officer", "leader", "administrator", "auditor"):
        client = world.client(who)
        for page in ("sheet", "bases"):
            assert client.fetch(f"{URL}/{page}", **asked).status_code == 403, (who, page)
    for who in ("other_member", "operations_secretary", "stranger"):
        client = world.client(who)
        for page in ("sheet", "bases", "preview"):
            assert client.fetch(f"{URL}/{page}", **asked).status_code in {403, 404}, (who, page)
    for who in ("member", "officer", "leader"):
        text = world.client(who).fetch(f"{URL}/publicity", **asked).content.decode()
        assert "9000" not in text
        assert "600000" not in text


def test_due_1_receipts_are_a_bounded_list(world: World, secretary: Actor, secretary_client: SignedInClient) -> None:
    fix(world, secretary, *FIRST)
    run(world, secretary)
    tick(world, secretary, "member")

    rows = assert_list_contract(
        secretary_client,
        f"{URL}/payments",
        queries=7,
        more=lambda: tick(world, secretary, "officer", "deputy"),
        foreigner=world.client("stranger"),
        query={"organisation_id": str(world.orgs["first"].pk)},
    )
    assert sorted(row["receipt_no"] for row in rows) == ["2026-00001", "2026-00002", "2026-00003"]


def test_due_1_a_payment_sent_twice_is_taken_once(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    fix(world, secretary, "member")
    run(world, secretary)
    body = {"person_id": str(world.people["member"].pk), "paid_on": "2026-11-20"}
    body |= {"months": [{"period": MONTH, "amount_yuan": "90"}]}  # type: ignore[dict-item]  # a body of JSON

    def count() -> int:
        with building(world.tenant_id):
            return int(DuesPayment.objects.count())

    answer = assert_replay(secretary_client, f"{URL}/payments", body, count)
    assert answer == {"count": 1, "total_fen": 9_000, "receipt_nos": ["2026-00001"]}


def test_due_1_the_sheet_of_a_month_is_counted_in_statements(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    asked: dict[str, Any] = {"organisation_id": world.orgs["first"].pk, "period": MONTH}
    for keys in (FIRST[:2], FIRST[2:]):
        fix(world, secretary, *keys)
        run(world, secretary)
        with acting_as(secretary), exactly_queries(3 if keys == FIRST[2:] else 4):
            queries.sheet(**asked)
    found = secretary_client.fetch(f"{URL}/sheet", **asked).json()
    assert len(found["items"]) == len(FIRST)


def test_due_1_a_statement_as_a_workbook(world: World, chief: Actor, chief_client: SignedInClient) -> None:
    fix(world, chief, "member", "second_3")
    run(world, chief, "group")
    pay(world, chief, "member", (MONTH, 9_000))
    answer = chief_client.fetch(
        f"{URL}/statement/file", organisation_id=world.orgs["group"].pk, first_month=MONTH, last_month=MONTH
    )

    assert answer.status_code == 200
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = {str(row[0]).strip("\u3000"): row for row in sheet.to_python()}
    assert rows["集团党委"][4:7] == ["180.00", "90.00", "90.00"]
    assert rows["一车间党支部"][4:7] == ["90.00", "90.00", "90.00"]


def test_due_1_trying_an_amount_keeps_nothing(world: World) -> None:
    client = world.client("member")
    found = client.call("POST", f"{URL}/calculation", {"payer_kind": "wage", "amount_yuan": "5000.01"}).json()
    assert (found["amount_fen"], "第一、二条" in found["clause"]) == (7_500, True)
    league = client.call("POST", f"{URL}/calculation", {"payer_kind": "league", "amount_yuan": "2499.99"}).json()
    assert league["amount_fen"] == 400
    union = client.call("POST", f"{URL}/calculation", {"payer_kind": "union_fee", "amount_yuan": "3456.78"}).json()
    assert union["amount_fen"] == 1_725
    assert client.call("POST", f"{URL}/calculation", {"payer_kind": "wage"}).status_code == 422


def test_due_1_orders_are_mended_over_http(world: World, secretary: Actor, secretary_client: SignedInClient) -> None:
    fix(world, secretary, "member")
    run(world, secretary)
    found = order(world, "member").pk
    for verb, body in (("excuse", {"reason": "住院"}), ("count-again", None), ("cancel", {"reason": "基数有误"})):
        assert secretary_client.call("POST", f"{URL}/orders/{found}/{verb}", body).status_code == 204, verb
    assert secretary_client.call("POST", f"{URL}/orders/{found}/cancel", {"reason": "再次"}).status_code == 409


def test_due_1_a_run_is_asked_for_and_followed(
    world: World, secretary: Actor, secretary_client: SignedInClient
) -> None:
    fix(world, secretary, "member")
    asked = {"organisation_id": str(world.orgs["first"].pk), "period": MONTH}
    made = secretary_client.call("POST", f"{URL}/runs", asked)
    assert made.status_code == 202
    assert secretary_client.call("POST", f"{URL}/runs", asked).status_code == 409
    with acting_as(secretary):
        commands.run_dues(run_id=made.json()["id"])
    shown = secretary_client.fetch(f"{URL}/runs/{made.json()['id']}").json()
    assert (shown["state"], shown["made"], shown["total_fen"]) == ("done", 1, 9_000)
    assert secretary_client.fetch(f"{URL}/runs").json()["items"][0]["id"] == made.json()["id"]
