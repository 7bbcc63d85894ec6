"""What dues may be used for, and what stands against an expense (《规定》第十九、二十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dangjian.work.dues.rules.money import yuan
from dangjian.work.duties.rules.kinds import Labelled

EVIDENCE = "work.dues.expense"
"""The purpose of uploads that are the evidence of an expense."""
INTEREST_SLIP = "work.dues.interest"
"""The purpose of uploads that are the bank's slip of interest."""


class ExpensePurpose(Labelled):
    """What an expense is for. Which of them are allowed on a day says the rule book (`dues.use.purposes`)."""

    TRAINING = "training", "培训党员"
    MATERIALS = "materials", "党员教育报刊、资料、音像制品和设备"
    COMMENDATION = "commendation", "表彰先进"
    HARDSHIP = "hardship", "补助生活困难的党员"
    DISASTER = "disaster", "补助受灾党员、修缮受损教育设施"
    ACTIVITIES = "activities", "党的组织生活活动"


class DecidingBody(Labelled):
    """Who decided together about an expense; no single person does (第二十条)."""

    BRANCH_COMMITTEE = "branch_committee", "支部委员会"
    BRANCH_MEETING = "branch_meeting", "支部党员大会"
    PARTY_COMMITTEE = "party_committee", "党委（党总支）会议"


class ExpenseState(Labelled):
    """How far an expense is. Only a booked one is in the ledger, a reversed one twice."""

    WAITING = "waiting", "待审核"
    BOOKED = "booked", "已入账"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    REVERSED = "reversed", "已冲销"


@dataclass(frozen=True, slots=True)
class Funds:
    """Money of dues at one organisation."""

    held: int
    owed_up: int
    """The share of what came in that has still to be passed up: not the organisation's to spend."""
    waiting: int = 0
    """Expenses that wait for a second person."""

    @property
    def available(self) -> int:
        """What may be spent anew."""
        return max(self.held - self.owed_up - self.waiting, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An expense as it was entered."""

    purpose: str
    amount: int
    spent_on: date
    decided_on: date
    decided_in: str


def why_not(
    wanted: Wanted, *, allowed: frozenset[str], is_branch: bool, today: date, first_money: date | None, funds: Funds
) -> tuple[str, str] | None:
    """The field and the sentence (Chinese) that stand against an expense; None when nothing does."""
    if wanted.purpose not in allowed:
        return "purpose", "这项用途不在党费使用范围内。请从列表中选择；日常办公、接待等不能用党费支出。"
    if not is_branch and wanted.decided_in != DecidingBody.PARTY_COMMITTEE:
        return "decided_in", "党委、党总支使用党费由本级会议集体研究决定，请选择“党委（党总支）会议”。"
    if wanted.spent_on > today:
        return "spent_on", "支出日期不能晚于今天，请在支出后登记。"
    if wanted.decided_on > wanted.spent_on:
        return "decided_on", "应先集体研究决定、再支出：研究日期不能晚于支出日期。"
    if first_money is None or wanted.spent_on < first_money:
        since = f"账上自 {first_money} 起才有党费" if first_money else "账上还没有党费"
        return "spent_on", f"{since}，在此之前不能支出，请核对日期。"
    if wanted.amount <= 0:
        return "amount_yuan", "请填写支出金额，单位为元，最多两位小数。"
    if wanted.amount > funds.available:
        return "amount_yuan", too_much(funds)
    return None


def too_much(funds: Funds) -> str:
    """Says what may be spent, and why not more."""
    parts = [f"账上 {yuan(funds.held)} 元"]
    if funds.owed_up:
        parts.append(f"应上缴 {yuan(funds.owed_up)} 元")
    if funds.waiting:
        parts.append(f"待审核 {yuan(funds.waiting)} 元")
    return f"超过可以使用的党费 {yuan(funds.available)} 元（{'，'.join(parts)}），请核对金额。"
