"""Paying through platforms: booked exactly once, everything odd held for people, nothing forged believed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from dangjian.foundation.duties.models import Todo
from dangjian.kernel.actor import Actor, acting_as
from dangjian.kernel.clock import frozen, now
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Unavailable
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.http.paging import PageRequest
from dangjian.kernel.models.audit import AuditEntry
from dangjian.work.dues import commands, queries
from dangjian.work.dues.commands import MonthPaid
from dangjian.work.dues.jobs import platforms
from dangjian.work.dues.models import ChannelMoney, ChannelOrder, DuesPayment, PaymentAccount, SeenNotice
from dangjian.work.dues.rules.channels.base import Scene
from tests.roles import as_owner
from tests.work.dues.channels import platforms as fake
from tests.work.dues.channels.server import Platforms, Trade
from tests.work.dues.kept import MONTH, accounts, order, tick, trial_balance
from tests.work.dues.paid import ALIPAY, WECHAT, account, assessed, begin, given, money, order_of, platforms_here, tell
from tests.world import World, building


@pytest.fixture
def known(world: World, secretary: Actor) -> Iterator[Platforms]:
    assessed(world, secretary)
    with platforms_here() as found:
        yield found


def states(world: World) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in money(world)]


def payments(world: World, key: str = "member") -> list[DuesPayment]:
    with building(world.tenant_id):
        return list(DuesPayment.objects.filter(person=world.people[key]))


def test_due_4_a_member_pays_what_the_sheet_says_and_is_booked_once(
    world: World, office: Actor, known: Platforms
) -> None:
    at = account(world, office, known)
    with acting_as(world.actor("member")):
        offered = queries.pay_options()
    assert offered["channels"] == [{"kind": "wechat", "label": "微信支付"}]
    assert offered["months"] == [{"period": MONTH, "amount_fen": 9000}]

    opened = begin(world)
    assert (opened.amount_fen, opened.payer_id) == (9000, world.people["member"].pk)
    assert opened.way_address.startswith("https://127.0.0.1")
    back = f"https%3A%2F%2Fdangjian.example.cn%2Fm%2Fme%2Fdues%2Fpay%2F{opened.pk}"
    assert opened.way_address.endswith(f"&redirect_url={back}")
    assert known.trades[opened.number].fen == 9000
    assert known.trades[opened.number].notify_url.endswith(f"/api/v1/work/dues/pay-notices/{at.pk}")
    assert begin(world).pk == opened.pk, "a second tap takes the same order up again"

    known.pay(opened.number)
    for _ in range(3):  # twice, and under another name of the notification
        tell(known, at, opened.number)
    with building(world.tenant_id):
        SeenNotice.objects.all().delete()
    tell(known, at, opened.number)

    assert states(world) == [("booked", "")]
    (paid,) = payments(world)
    assert (paid.channel, paid.amount_fen, paid.channel_txn_id) == (
        "wechat",
        9000,
        known.trades[opened.number].transaction_id,
    )
    assert order(world, "member").paid_fen == 9000
    assert trial_balance(world) == (0, [])
    with acting_as(world.actor("member")):
        shown = queries.pay_order(order_id=opened.pk)
        assert (shown["state"], shown["receipt_id"]) == ("paid", paid.pk)
        assert queries.pay_options() == {"months": [], "channels": offered["channels"], "under_way": None}
    with acting_as(world.actor("first_5")), pytest.raises(NotFound):
        queries.pay_order(order_id=opened.pk)


def test_due_4_alipay_pays_by_the_same_way(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known, ALIPAY)
    opened = begin(world, kind=ALIPAY)
    known.trades[opened.number] = platforms_trade(opened)
    known.pay(opened.number)
    body = known.alipay_notice(opened.number)
    for _ in range(2):
        platforms.receive_notice(account_id=at.pk, headers={}, body=body)

    assert states(world) == [("booked", "")]
    assert payments(world)[0].channel == "alipay"


def platforms_trade(opened: ChannelOrder) -> Trade:
    return Trade(opened.number, opened.amount_fen, "")


def test_sec_net_05_what_is_not_signed_changes_nothing_and_is_counted(
    world: World, office: Actor, known: Platforms, caplog: pytest.LogCaptureFixture
) -> None:
    at = account(world, office, known)
    opened = begin(world)
    known.pay(opened.number)
    late = known.at - timedelta(minutes=6)
    with caplog.at_level(logging.WARNING):
        for signing in ({"signer": "somebody"}, {"serial": "A" * 40}, {"at": late}):
            with pytest.raises(NotAllowed):
                tell(known, at, opened.number, **signing)
        headers, body = known.wechat_notice(opened.number)
        with pytest.raises(NotAllowed):
            platforms.receive_notice(
                account_id=at.pk, headers=headers, body=body.replace(b"TRANSACTION", b"TRANSACTIOM")
            )
    assert money(world) == []
    assert order_of(world, opened.pk).state == "open"
    with acting_as(office):
        (shown,) = queries.list_accounts(page=PageRequest())["items"]
    assert shown["refused"] == 4
    assert "核对公钥" in shown["problem"]
    assert "PRIVATE" not in caplog.text
    with pytest.raises(NotFound):
        platforms.receive_notice(account_id=opened.pk, headers={}, body=b"{}")


def test_due_4_another_amount_is_held_and_people_give_it_a_place(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    opened = begin(world)
    known.pay(opened.number, fen=10_000)
    tell(known, at, opened.number)
    assert states(world) == [("held", "amount")]
    assert payments(world) == []
    assert order_of(world, opened.pk).state == "held"
    drain()
    with building(world.tenant_id):
        todo = Todo.objects.filter(source="work.dues.held").first()
    assert todo is not None
    assert "商户后台" in todo.text

    (row,) = money(world)
    with acting_as(office):
        with pytest.raises(BadInput, match="100"):
            commands.book_held(money_id=row.pk, person_id=world.people["member"].pk, months=[MonthPaid(MONTH, 9000)])
        commands.book_held(
            money_id=row.pk, person_id=world.people["member"].pk, months=[MonthPaid(MONTH, 9000)], voluntary_fen=1000
        )
        with pytest.raises(Conflict):
            commands.return_held(money_id=row.pk, reason="又退了")
    assert sum(each.amount_fen for each in payments(world)) == 10_000
    assert states(world) == [("booked", "amount")]
    drain()
    with building(world.tenant_id):
        assert not Todo.objects.filter(source="work.dues.held", state="open").exists()
    assert trial_balance(world) == (0, [])


def test_due_4_a_second_payment_and_one_for_no_order_are_held(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    opened = begin(world)
    known.pay(opened.number)
    tell(known, at, opened.number)
    known.pay(opened.number, transaction_id="4200SECOND")
    with building(world.tenant_id):
        SeenNotice.objects.all().delete()
    tell(known, at, opened.number)
    known.trades["STRANGE0001"] = platforms_trade(opened)
    known.trades["STRANGE0001"].number = "STRANGE0001"
    known.pay("STRANGE0001")
    tell(known, at, "STRANGE0001")

    assert sorted(states(world)) == [("booked", ""), ("held", "second"), ("held", "unknown")]
    assert len(payments(world)) == 1
    held = [row for row in money(world) if row.state == "held"]
    with acting_as(office):
        for row in held:
            with pytest.raises(BadInput):
                commands.return_held(money_id=row.pk, reason=" ")
        commands.return_held(money_id=held[0].pk, reason="商户平台退款单 5030")
        commands.leave_held(money_id=held[1].pk, reason="工会活动收款")
    assert sorted(states(world)) == [("booked", ""), ("left", "unknown"), ("returned", "second")]
    assert {row.finding for row in money(world)} == {"", "商户平台退款单 5030", "工会活动收款"}
    assert accounts(world)["money"] == 9000


def test_due_4_paid_in_cash_meanwhile_is_held_not_doubled(
    world: World, secretary: Actor, office: Actor, known: Platforms
) -> None:
    at = account(world, office, known)
    opened = begin(world)
    tick(world, secretary, "member")
    known.pay(opened.number)
    tell(known, at, opened.number)

    assert states(world) == [("held", "stale")]
    assert "还应交 0.00" in money(world)[0].finding
    assert accounts(world)["money"] == 9000


def test_due_4_money_for_a_closed_order_is_held(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    opened = begin(world)
    with acting_as(world.actor("member")):
        platforms.give_up(opened.pk)
        with pytest.raises(Conflict):
            platforms.give_up(opened.pk)
    known.pay(opened.number)
    tell(known, at, opened.number)

    assert states(world) == [("held", "late")]
    assert payments(world) == []


def test_due_4_money_that_the_platform_gave_back_is_reversed_by_people(
    world: World, office: Actor, known: Platforms
) -> None:
    at = account(world, office, known, ALIPAY)
    opened = begin(world, kind=ALIPAY)
    known.trades[opened.number] = platforms_trade(opened)
    known.pay(opened.number)
    platforms.receive_notice(account_id=at.pk, headers={}, body=known.alipay_notice(opened.number))
    back = known.alipay_notice(opened.number, refund_fee="90.00", trade_status="TRADE_CLOSED", notify_id="back")
    platforms.receive_notice(account_id=at.pk, headers={}, body=back)
    assert states(world) == [("held", "refund")]
    (row,) = money(world)
    with acting_as(office):
        with pytest.raises(Conflict):
            commands.book_held(money_id=row.pk, person_id=world.people["member"].pk, months=[MonthPaid(MONTH, 9000)])
        commands.return_held(money_id=row.pk, reason="本人申请退款")

    (paid,) = payments(world)
    assert paid.reversal_id is not None, "reversed by another posting, not edited"
    assert order(world, "member").paid_fen == 0
    assert trial_balance(world) == (0, [])
    assert "money" not in accounts(world)


def test_due_4_nothing_heard_is_asked_about_until_it_is_known(world: World, office: Actor, known: Platforms) -> None:
    account(world, office, known)
    opened = begin(world)
    second = begin(world, "first_5")
    known.pay(opened.number)
    with acting_as(office):
        assert platforms.ask_open_orders() == 0, "not at once"
    known.is_down = True
    known.at = now() + timedelta(minutes=1)
    with frozen(known.at), acting_as(office):
        assert platforms.ask_open_orders() == 2
    assert "503" in order_of(world, opened.pk).problem
    known.is_down = False
    known.at += timedelta(minutes=3)
    with frozen(known.at), acting_as(office):
        assert platforms.ask_open_orders() == 2
    assert states(world) == [("booked", "")]
    assert order_of(world, second.pk).state == "open"

    known.at += timedelta(minutes=30)
    with frozen(known.at), acting_as(office):
        platforms.ask_open_orders()
    assert order_of(world, second.pk).state == "closed"
    with frozen(known.at):
        begin(world, "first_5")
    with building(world.tenant_id):
        assert ChannelOrder.objects.filter(person=world.people["first_5"]).count() == 2


def test_due_4_somebody_else_pays_by_a_link(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    with acting_as(world.actor("member")):
        link, token = commands.make_pay_link(periods=[MONTH])
    with acting_as(world.actor("other_member")):
        seen = queries.look_at_link(token=token)
        assert (seen["person_name"], seen["months"]) == ("王芳", [{"period": MONTH, "amount_fen": 9000}])
        with pytest.raises(NotFound):
            queries.look_at_link(token=token[:-1])
    opened = begin(world, "other_member", periods=[], token=token)
    with pytest.raises(Conflict):
        begin(world)  # the member cannot pay the same at the same time
    known.pay(opened.number)
    tell(known, at, opened.number)

    (paid,) = payments(world)
    assert paid.handed_over_by == world.people["other_member"].name
    with acting_as(world.actor("other_member")):
        assert queries.pay_order(order_id=opened.pk)["receipt_id"] is None, "the receipt is the member's"
        assert queries.look_at_link(token=token)["is_settled"]
    with frozen(link.ends_at), acting_as(world.actor("other_member")), pytest.raises(NotFound):
        queries.look_at_link(token=token)


def test_due_4_only_what_is_owed_can_be_paid(world: World, office: Actor, known: Platforms) -> None:
    account(world, office, known)
    for periods in ([], ["2026-10"], [MONTH, "2026-12"]):
        with pytest.raises(BadInput):
            begin(world, periods=periods)
    with pytest.raises(Conflict):
        begin(world, kind=ALIPAY)
    assert known.trades == {}


def test_due_4_a_platform_that_does_not_answer_leaves_nothing_under_way(
    world: World, office: Actor, known: Platforms
) -> None:
    account(world, office, known)
    known.is_down = True
    with pytest.raises(Unavailable, match="没有扣款"):
        begin(world)
    with acting_as(world.actor("member")):
        assert queries.pay_options()["under_way"] is None
    known.is_down = False
    assert begin(world).state == "open"


def test_due_4_a_channel_that_is_not_set_up_is_not_offered(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    with acting_as(world.actor("operations_secretary")):
        assert queries.pay_options()["channels"] == [], "an account elsewhere"
    with override_settings(PUBLIC_URL="http://dangjian.example.cn"), acting_as(world.actor("member")):
        assert queries.pay_options()["channels"] == []
    with acting_as(office):
        commands.switch_account(account_id=at.pk, is_on=False)
    with acting_as(world.actor("member")):
        assert queries.pay_options()["channels"] == []


def test_sec_cry_02_settings_are_sealed_checked_and_never_shown(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    secret = fake.private_pem("merchant").splitlines()[3]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT private_key, sealing_key FROM work_dues_payment_account")
        raw = b"".join(bytes(each) for each in cursor.fetchone())
    assert secret.encode() not in raw
    assert fake.V3_KEY.encode() not in raw
    shown = world.client("office").fetch("/api/v1/work/dues/payment-accounts").content.decode()
    assert secret not in shown
    assert fake.V3_KEY not in shown
    assert not any(secret in str(row.changes) or fake.V3_KEY in str(row.changes) for row in AuditEntry.objects.all())

    with acting_as(office):
        bare = "".join(fake.private_pem("merchant").splitlines()[1:-1])
        changed = given(WECHAT, private_key=bare, sealing_key="", address=known.url, serial="ABCDEF0123456789")
        commands.update_account(account_id=at.pk, expected_version=2, given=changed)
    with building(world.tenant_id):
        kept = PaymentAccount.objects.get()
    assert (kept.serial, kept.sealing_key.reveal()) == ("ABCDEF0123456789", fake.V3_KEY)


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (WECHAT, {"merchant_id": "1234"}, "merchant_id"),
        (WECHAT, {"sealing_key": "short"}, "sealing_key"),
        (WECHAT, {"private_key": ""}, "private_key"),
        (WECHAT, {"private_key": "-----BEGIN NONSENSE-----"}, "private_key"),
        (WECHAT, {"platform_key": fake.public_pem("merchant")}, "platform_key"),
        (WECHAT, {"address": "http://169.254.169.254"}, "address"),
        (ALIPAY, {"merchant_id": "1900000109"}, "merchant_id"),
        (ALIPAY, {"platform_key": "公钥"}, "platform_key"),
    ],
)
def test_due_4_wrong_settings_are_refused_by_field(
    kind: Any, changes: dict[str, str], field: str, world: World, office: Actor
) -> None:
    with acting_as(office), pytest.raises(BadInput) as refused:
        commands.create_account(organisation_id=world.orgs["works"].pk, kind=kind, given=given(kind, **changes))
    assert [each.path for each in refused.value.fields] == [field]


def test_sec_rel_02_the_data_base_keeps_one_row_for_a_transaction(
    world: World, office: Actor, known: Platforms
) -> None:
    at = account(world, office, known)
    opened = begin(world)
    known.pay(opened.number)
    tell(known, at, opened.number)
    with building(world.tenant_id):
        row = ChannelMoney.objects.get()
        row.pk = at.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_sec_net_05_a_notice_over_http(world: World, office: Actor, known: Platforms) -> None:
    at = account(world, office, known)
    opened = begin(world, scene=Scene.DESK)
    assert opened.way_code.startswith("weixin://")
    known.pay(opened.number)
    url = f"/api/v1/work/dues/pay-notices/{at.pk}"
    nobody = world.client("member").__class__()
    headers, body = known.wechat_notice(opened.number, signer="somebody")
    assert nobody.generic("POST", url, body, "application/json", headers=headers).status_code == 403
    assert nobody.generic("POST", url, b"", "application/json").status_code == 403
    headers, body = known.wechat_notice(opened.number)
    answer = nobody.generic("POST", url, body, "application/json", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"success")
    assert states(world) == [("booked", "")]
