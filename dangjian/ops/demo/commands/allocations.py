"""What committees passed down of the dues that they keep, one of it not confirmed yet, and interest of the account."""

from __future__ import annotations

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.clock import frozen
from dangjian.ops.demo.commands.expenses import demo_slip
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.work.dues import commands
from dangjian.work.dues.ports import INTEREST_EVIDENCE
from dangjian.work.dues.queries.loading.funds import funds_of

_USES = ("补助生活困难党员", "支部主题党日活动")
_FEWEST_FEN = 50_000
"""Committees that keep less pass nothing down."""


def load_allocations(loaded: Loaded) -> None:
    """Pass dues down to branches directly below; the first of each committee has arrived."""
    today = loaded.made.today
    everybody = sorted(loaded.orgs.values(), key=lambda each: each.org_path)
    for org in everybody:
        if org.org_kind == "branch" or org.parent_id is None:
            continue
        branches = [each for each in everybody if each.parent_id == org.pk and each.org_kind == "branch"]
        with frozen(moment(today, 10)):
            _pass_down(org, branches[: len(_USES)], loaded)


def _pass_down(org: Organisation, branches: list[Organisation], loaded: Loaded) -> None:
    today = loaded.made.today
    available = funds_of(org, today).available
    if available < _FEWEST_FEN or not branches:
        return
    for number, (branch, subject) in enumerate(zip(branches, _USES, strict=False)):
        sent = commands.send_allocation(
            from_organisation_id=org.pk,
            organisation_id=branch.pk,
            amount_fen=available // 1_000 * 100,
            sent_on=today,
            subject=subject,
        )
        if number == 0:
            commands.confirm_allocation(allocation_id=sent.pk, received_on=today)
    slip = demo_slip("结息单.png", INTEREST_EVIDENCE.code)
    commands.record_interest(
        organisation_id=org.pk, amount_fen=available % 900 + 35, credited_on=today, file_ids=(slip,)
    )
