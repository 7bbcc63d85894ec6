"""What committees used of the dues that they keep: one expense booked, one that waits for a second person."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

from PIL import Image, ImageDraw

from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.clock import frozen
from dangjian.kernel.files import intake
from dangjian.ops.demo.loading.loaded import Loaded, moment
from dangjian.work.dues import commands
from dangjian.work.dues.commands import NewExpense
from dangjian.work.dues.ports import EXPENSE_EVIDENCE
from dangjian.work.dues.queries.loading.funds import funds_of
from dangjian.work.dues.rules.using import DecidingBody, ExpensePurpose

_USES = (
    (ExpensePurpose.MATERIALS, "新华书店", "为下属支部购买党员学习用书", 30),
    (ExpensePurpose.TRAINING, "市委党校", "入党积极分子培训班教材和资料", 20),
)
"""Purpose, payee, what for, and how many per cent of what may be spent."""
_FEWEST_FEN = 50_000
"""Committees that keep less spend nothing."""


def load_expenses(loaded: Loaded) -> None:
    """Record the expenses of committees that have money; the first of each is booked."""
    today = loaded.made.today
    for org in sorted(loaded.orgs.values(), key=lambda each: each.org_path):
        if org.org_kind == "branch" or org.parent_id is None:
            continue
        with frozen(moment(today, 9)):
            _spend(org, loaded)


def _spend(org: Organisation, loaded: Loaded) -> None:
    today = loaded.made.today
    available = funds_of(org, today).available
    if available < _FEWEST_FEN:
        return
    for number, (purpose, payee, subject, percent) in enumerate(_USES):
        made = commands.record_expense(
            entry=NewExpense(
                organisation_id=org.pk,
                purpose=purpose,
                amount_fen=available * percent // 10_000 * 100,
                spent_on=today,
                payee=payee,
                subject=subject,
                decided_in=DecidingBody.PARTY_COMMITTEE,
                decided_on=today - timedelta(days=3),
                file_ids=(demo_slip(f"发票{number + 1}.png", EXPENSE_EVIDENCE.code),),
            )
        )
        if number == 0:
            commands.approve_expense(expense_id=made.pk)


def demo_slip(name: str, purpose: str) -> UUID:
    """A picture that stands for a receipt or a bank's slip."""
    picture = io.BytesIO()
    image = Image.new("RGB", (360, 200), "#ffffff")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((8, 8, 352, 192), outline="#c7161e", width=3)
    drawing.text((150, 90), "DEMO", fill="#c7161e")
    image.save(picture, "PNG")
    picture.seek(0)
    found: UUID = intake(picture, name=name, purpose=purpose).id
    return found
