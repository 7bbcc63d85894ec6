"""Fixing and changing the base (dues.md, section 3): what may be entered, and which entry holds in a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dangjian.work.dues.rules.kinds import (
    AGREED_ABOVE,
    BY_BASE,
    ONE_MONTH,
    BaseSource,
    FixingMode,
    FixReason,
    PayerKind,
)


@dataclass(frozen=True, slots=True)
class Fixing:
    """One entry as the rules see it: from when it holds, until when, and when it was entered."""

    valid_from: str
    valid_until: str
    entered_at: datetime
    key: object = None
    serial: str = ""
    """Tells entries of one instant apart."""

    def covers(self, month: str) -> bool:
        """Whether the entry speaks about a month."""
        return self.valid_from <= month and (not self.valid_until or month <= self.valid_until)


def fixing_for(entries: Sequence[Fixing], month: str) -> Fixing | None:
    """The entry that holds in a month: the one that begins last, of two for one month the one entered later.

    Nothing is overwritten: asked with the entries known on an earlier day, the answer is that of the earlier day.
    """
    covering = [each for each in entries if each.covers(month)]
    return max(covering, key=lambda each: (each.valid_from, each.entered_at, each.serial), default=None)


def why_not(
    *,
    kind: PayerKind,
    reason: FixReason,
    source: BaseSource,
    mode: FixingMode,
    has_entry_this_year: bool,
    base: int | None,
    agreed: int | None,
) -> tuple[str, str] | None:
    """Field and text of what stands against an entry; None when it may be made."""
    if kind in BY_BASE and (base is None or base < 0):
        return "base_yuan", "请填写党费计算基数（税后，元）。"
    if kind not in BY_BASE and base is not None:
        return "base_yuan", f"“{kind.label}”不按基数计算，不用填写基数。"
    if kind in {PayerKind.FARMER, PayerKind.REDUCED} and agreed is None:
        return "agreed_yuan", "请填写核定的每月交纳数额（元）。"
    if kind not in {PayerKind.FARMER, PayerKind.REDUCED} and agreed is not None:
        return "agreed_yuan", "只有农民党员和少交党费的党员填写每月交纳数额。"
    if (kind in AGREED_ABOVE) != (source is BaseSource.AGREED):
        return "source", "少交、免交须由支部研究并报上级党委同意，来源选择“上级党委同意”；其他情况不选。"
    if (kind in ONE_MONTH) != (reason is FixReason.RECEIPT):
        return "reason", "年薪制按每月实际收入逐月核定，原因选择“当月实际收入”；其他情况不选。"
    if mode is FixingMode.ANNUAL_FIXED and has_entry_this_year and reason in {FixReason.PAY_CHANGE, FixReason.YEAR}:
        return "reason", "本组织实行年初核定、年内一般不变，本年度已核定。确有差错请选择“更正差错”并说明。"
    return None
