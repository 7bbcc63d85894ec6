"""The way to a payment platform and back. Nothing is sent inside a transaction; a command judges what comes back."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from dangjian.kernel import clock
from dangjian.kernel.actor import acting_as, current_actor, system_actor
from dangjian.kernel.crypto.rsa import KeyUnusable
from dangjian.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, Problem, Unavailable
from dangjian.kernel.jobs import JobContext, periodic
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused, send
from dangjian.work.dues import commands, queries
from dangjian.work.dues.models import ChannelOrder, PaymentAccount
from dangjian.work.dues.queries.loading.channels import channel_of, notice_address, page_address
from dangjian.work.dues.rules.channels.asking import is_hopeless, is_over
from dangjian.work.dues.rules.channels.base import (
    Asked,
    ChannelFailed,
    NewOrder,
    Notice,
    NoticeRefused,
    PayState,
    PayWay,
    Reply,
    Scene,
)
from dangjian.work.dues.rules.channels.judging import OrderState
from dangjian.work.dues.rules.channels.settings import PlatformKind

log = logging.getLogger("dangjian.work.dues")
MOST_ASKED = 200
FURTHEST_BACK = timedelta(days=90)
"""Orders asked about in one go."""
FAILURES = (OutgoingFailed, OutgoingRefused, NoticeRefused, ChannelFailed, KeyUnusable)


def open_payment(*, kind: PlatformKind, periods: Sequence[str], scene: Scene, token: str = "") -> UUID:
    """Open an order at a platform for what the sheet says; returns its id. Raises what the command raises, and
    Unavailable when the platform does not take it: then nothing is under way."""
    order = commands.open_channel_order(kind=kind, periods=periods, scene=scene, token=token)
    if order.way_address or order.way_code:
        return UUID(str(order.pk))
    account = _account_of(order)
    try:
        way = _way(account, order, scene)
    except FAILURES as failed:
        log.warning("payment order was not opened: %s", _code(failed))
        commands.give_up_order(order_id=order.pk, problem=_words(failed))
        raise Unavailable(
            "dues.pay.not_opened",
            f"{PlatformKind(account.kind).label}没有接受这笔支付，没有扣款。请稍后再试，或改用其他方式。",
        ) from failed
    commands.keep_way(order_id=order.pk, way=way)
    return UUID(str(order.pk))


def _way(account: PaymentAccount, order: ChannelOrder, scene: Scene) -> PayWay:
    channel = channel_of(account)
    new = NewOrder(
        number=order.number,
        fen=order.amount_fen,
        subject="党费",
        ends_at=order.ends_at,
        notify_url=notice_address(account),
        scene=scene,
        payer_address=current_actor().address,
        return_url=page_address(order),
    )
    asked = channel.create(new, now=clock.now(), nonce=secrets.token_hex(16))
    return asked if isinstance(asked, PayWay) else channel.created(new, _sent(asked), now=clock.now())


def receive_notice(*, account_id: UUID, headers: Mapping[str, str], body: bytes) -> None:
    """A platform says something. Believed, it is taken in before the platform is thanked; otherwise NotAllowed."""
    rows = PaymentAccount.objects.across_tenants("a platform signs in by its signature; the account is in the address")
    account: PaymentAccount | None = rows.filter(pk=account_id).first()
    if account is None:
        raise NotFound()
    with acting_as(system_actor(account.tenant_id, "支付平台通知")):
        try:
            notice = channel_of(account).notified(headers, body, now=clock.now())
        except (NoticeRefused, KeyUnusable) as refused:
            code = _code(refused)
            if code == "event":  # signed, and about something that we did not ask for
                return
            log.warning("payment notice refused: %s", code)
            commands.count_refused(account_id=account.pk, code=code)
            raise NotAllowed("dues.notice.refused", "通知没有通过核对，没有登记。") from refused
        commands.take_notice(account_id=account.pk, notice=notice)


def ask_order(order: ChannelOrder) -> None:
    """Ask the platform about an open order and do what the answer means; the system itself acts."""
    with acting_as(system_actor(order.tenant_id, "查询线上收款")):
        account = _account_of(order)
        now = clock.now()
        try:
            channel = channel_of(account)
            reply = _sent(channel.query(order.number, now=now, nonce=secrets.token_hex(16)))
            notice = channel.queried(order.number, reply, now=clock.now())
        except FAILURES as failed:
            log.warning("payment order could not be asked about: %s", _code(failed))
            if is_hopeless(order.ends_at, now):
                commands.take_notice(account_id=account.pk, notice=_closed(order))
            else:
                commands.ask_again_later(order_id=order.pk, problem=_words(failed))
            return
        if notice.state in {PayState.WAITING, PayState.UNKNOWN}:
            if not is_over(order.ends_at, now):
                commands.ask_again_later(order_id=order.pk)
                return
            notice = _closed(order)
        commands.take_notice(account_id=account.pk, notice=notice)


def ask_own(order_id: UUID) -> None:
    """The payer asks for the result of the own payment. Raises NotFound."""
    order = queries.own_order(order_id=order_id)
    if order.state == OrderState.OPEN:
        ask_order(order)


def give_up(order_id: UUID) -> None:
    """The payer gives an open order up: the platform is asked first, whether it was paid after all.

    Raises NotFound, Conflict when there is a result.
    """
    ask_own(order_id)
    commands.give_up_order(order_id=order_id, problem="付款人取消")


@periodic("work.dues.ask_platforms", every=timedelta(minutes=1))
def ask_platforms(ctx: JobContext) -> None:
    """Ask payment platforms about orders of which nothing was heard."""
    ask_open_orders()


def ask_open_orders() -> int:
    """Ask about every open order of the tenant whose time has come; returns how many."""
    rows = ChannelOrder.objects.unscoped("orders of all members that nothing was heard of")
    due = rows.filter(state=OrderState.OPEN, next_ask_at__lte=clock.now()).order_by("next_ask_at", "pk")
    orders = list(due[:MOST_ASKED])
    for order in orders:
        ask_order(order)
    return len(orders)


def fetch_statement(*, account_id: UUID, day: date) -> UUID:
    """Fetch the statement of a day that is over and compare it with the books; returns its id.

    Raises NotFound, BadInput for a day that is not over or too long ago, Conflict when the
    keys of the account are none, Unavailable when the platform gives none.
    """
    account = queries.account_to_compare(account_id=account_id)
    if not clock.today() - FURTHEST_BACK <= day < clock.today():
        raise BadInput("dues.statement.day", "平台次日生成对账单，可取最近 90 天内、今天以前的日期。", field="day")
    try:
        channel = channel_of(account)
        now, nonce = clock.now(), secrets.token_hex(16)
        told = _sent(channel.statement(day, now=now, nonce=nonce))
        asked, digest = channel.statement_file(told, now=clock.now(), nonce=secrets.token_hex(16))
        lines = channel.lines(_sent(asked).body, digest)
    except KeyUnusable as failed:
        raise Conflict("dues.account.key", _words(failed)) from failed
    except FAILURES as failed:
        log.warning("payment statement was not fetched: %s", _code(failed))
        text = f"没有取到 {day} 的对账单：{_words(failed)}平台一般次日上午 10 时后生成，请稍后再试。"
        raise Unavailable("dues.statement.not_fetched", text) from failed
    return UUID(str(commands.keep_statement(account_id=account_id, day=day, lines=lines).pk))


@periodic("work.dues.fetch_statements", at="10:30")
def fetch_statements(ctx: JobContext) -> None:
    """Compare yesterday's statement of every account that is in use; what cannot be fetched is fetched by people."""
    rows = PaymentAccount.objects.unscoped("accounts of the whole enterprise, compared every day")
    for account in rows.filter(is_on=True):
        try:
            fetch_statement(account_id=account.pk, day=clock.today() - timedelta(days=1))
        except Problem as problem:
            log.warning("payment statement was not compared: %s", problem.code)


def _closed(order: ChannelOrder) -> Notice:
    return Notice(order.number, PayState.CLOSED, 0, "", None)


def _account_of(order: ChannelOrder) -> PaymentAccount:
    rows = PaymentAccount.objects.unscoped("the account that an order was opened at")
    found: PaymentAccount = rows.get(pk=order.account_id)
    return found


def _sent(asked: Asked) -> Reply:
    answer = send(asked.method, asked.url, headers=asked.headers, content=asked.body or None)
    if answer.status >= 500:
        raise OutgoingFailed(f"支付平台暂时没有答复（{answer.status}），系统会再次查询。")
    return Reply(answer.status, answer.headers, answer.body)


def _code(failed: Exception) -> str:
    return str(getattr(failed, "code", type(failed).__name__))


def _words(failed: Exception) -> str:
    if isinstance(failed, OutgoingFailed | OutgoingRefused):
        return str(failed)
    if isinstance(failed, ChannelFailed):
        return f"支付平台拒绝：{failed.code}"
    if isinstance(failed, KeyUnusable):
        return "收款账户的密钥不能使用，请在线上收款设置中重新填写。"
    return f"支付平台的回应没有通过核对（{_code(failed)}），请核对平台公钥。"
