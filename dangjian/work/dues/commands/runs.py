"""The monthly run: what each member owes, assessed once, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Sum

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import Conflict
from dangjian.kernel.jobs import Waited, enqueue
from dangjian.kernel.models.bulk import Mould
from dangjian.work.dues.commands.steps.booking import Booking, Line, book_many
from dangjian.work.dues.events import DuesAssessed
from dangjian.work.dues.models import DuesOrder, DuesPayment, DuesRun
from dangjian.work.dues.permissions import RUN_DUES
from dangjian.work.dues.queries.loading.months import refuse_month
from dangjian.work.dues.queries.loading.plan import Planned, portions
from dangjian.work.dues.rules.kinds import Account, PaymentKind, PostingKind
from dangjian.work.dues.rules.months import month_of, words

RUN_JOB = "work.dues.run"


@command(RUN_DUES)
def ask_run(unit: Unit, *, organisation_id: UUID, period: str) -> DuesRun:
    """Ask for a month to be assessed in the background; the person finds it in the task centre.

    Raises NotFound, BadInput for a month to come, Conflict while the same month is being assessed.
    """
    organisation = unit.get(Organisation, organisation_id)
    refuse_month(period, month_of(unit.today))
    if DuesRun.objects.filter(organisation=organisation, period=period, state="waiting").exists():
        raise Conflict("dues.run.waiting", f"{words(period)}正在核定，请稍候，完成后会有提示。")
    run = unit.create(
        DuesRun(
            organisation=organisation,
            org_path=organisation.org_path,
            org_name=organisation.short_name,
            period=period,
            asked_by=unit.actor.name[:80],
            owner_account_id=unit.actor.account_id,
            owner_person_id=unit.actor.person_id,
        )
    )
    waited = Waited(f"核定{organisation.short_name}{words(period)}党费", "dues-run", run.pk)
    job = enqueue(RUN_JOB, {"run_id": str(run.pk)}, waited=waited)
    return unit.update(run, job_id=job.pk)


@command(RUN_DUES)
def run_dues(
    unit: Unit,
    *,
    run_id: UUID,
    report: Callable[[int, int, str], None] = lambda done, total, text: None,
    confirm: Callable[[], None] = lambda: None,
) -> DuesRun:
    """Assess what the month lacks: one order for each member, booked for each branch, in one transaction.

    Killed on the way it leaves nothing; run again it adds nothing. `confirm` is called last and may raise.
    """
    run = unit.get(DuesRun, run_id)
    if run.state == "done":
        return run
    for portion, done, total in portions(run.org_path, run.period):
        _write(unit, run, portion.planned)
        run.made += len(portion.planned)
        run.total_fen += sum(each.amount for each in portion.planned)
        report(done, total, f"已核定 {done} 人")
    made, total_fen = run.made, run.total_fen
    run.made = run.total_fen = 0
    unit.update(run, made=made, total_fen=total_fen, state="done", problem="", ended_at=unit.now)
    unit.emit(DuesAssessed(run.pk, run.organisation_id, run.period, made))
    confirm()
    return run


def _write(unit: Unit, run: DuesRun, planned: list[Planned]) -> None:
    mould = Mould(DuesOrder(period=run.period, paid_fen=0))
    orders = [
        mould.row(
            organisation_id=each.organisation_id,
            org_path=each.org_path,
            person_id=each.person_id,
            person_name=each.person_name,
            payer_kind=each.payer_kind,
            base_id=each.base_id,
            rate=each.rate,
            is_capped=each.is_capped,
            rounding=each.rounding,
            due_fen=each.amount,
            standing=run.period,
        )
        for each in planned
    ]
    unit.create_many(orders)
    book_many(unit, bookings=_by_branch(orders), kind=PostingKind.ASSESSMENT, on=unit.today, memo=f"核定{run.period}")
    use_advances(unit, orders, run.period)


def _by_branch(orders: list[DuesOrder]) -> list[Booking]:
    branches: dict[UUID, tuple[str, list[Line]]] = {}
    for order in orders:
        lines = branches.setdefault(order.organisation_id, (order.org_path, []))[1]
        lines.append(Line(Account.RECEIVABLE, order.due_fen, order.period, order.person_id, order.pk))
    return [
        Booking(pk, path, [*lines, Line(Account.ASSESSED, -sum(line.amount for line in lines), lines[0].period)])
        for pk, (path, lines) in branches.items()
    ]


def use_advances(unit: Unit, orders: list[DuesOrder], period: str) -> None:
    """What members paid in advance for the month settles their orders."""
    ids = [order.person_id for order in orders]
    rows = DuesPayment.objects.unscoped("advances of members that were loaded in scope, wherever they paid")
    held = rows.filter(
        person_id__in=ids, period=period, kind=PaymentKind.ADVANCE, reversal__isnull=True, order__isnull=True
    )
    paid = dict(held.order_by().values_list("person_id").annotate(total=Sum("amount_fen")))
    if not paid:
        return
    settled, bookings = [], []
    for order in orders:
        amount = min(paid.get(order.person_id, 0), order.due_fen)
        if amount:
            order.paid_fen = amount
            order.paid_at = unit.now if amount == order.due_fen else None
            settled.append(order)
            lines = [
                Line(Account.ADVANCE, amount, period, order.person_id, order.pk),
                Line(Account.RECEIVABLE, -amount, period, order.person_id, order.pk),
            ]
            bookings.append(Booking(order.organisation_id, order.org_path, lines))
    unit.update_batch(settled, ["paid_fen", "paid_at"])
    book_many(unit, bookings=bookings, kind=PostingKind.ADVANCE_USED, on=unit.today, memo=f"预交抵扣{period}")


@command(RUN_DUES)
def fail_run(unit: Unit, *, run_id: UUID, text: str) -> DuesRun:
    """Say why a run could not be done; nothing of it was written."""
    run = unit.get(DuesRun, run_id)
    if run.state != "waiting":
        return run
    return unit.update(run, state="failed", problem=text[:400], ended_at=unit.now)
