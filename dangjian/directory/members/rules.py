"""Decisions about people and membership: values in, values out, the clause beside each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, RegisterState
from dangjian.foundation.codes.numbers import identity_birth_date, identity_fault, identity_sex
from dangjian.kernel.clock import add_months
from dangjian.kernel.errors import FieldProblem

MINIMUM_AGE = 18
"""Years of age to become a member (发展党员工作细则 2026 第五条)."""
CONFIRM_MONTHS = 12
"""Months of probation (党章 第七条)."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a person's way into the Party."""

    birth: date | None = None
    applied: date | None = None
    activist: date | None = None
    target: date | None = None
    joined: date | None = None
    confirmed: date | None = None


def check_dates(dates: Dates, today: date) -> list[FieldProblem]:
    """Impossible dates (DAT-R02, DAT-R05): each later step not before the earlier, nothing in the future, age 18."""
    problems = []
    order = (
        ("applied_on", dates.applied, "申请入党日期"),
        ("activist_on", dates.activist, "确定积极分子日期"),
        ("target_on", dates.target, "确定发展对象日期"),
        ("joined_on", dates.joined, "入党日期"),
        ("confirmed_on", dates.confirmed, "转正日期"),
    )
    for name, value, title in (("birth_date", dates.birth, "出生日期"), *order):
        if value and value > today:
            problems.append(FieldProblem(name, "directory.member.date_in_future", f"{title}不能晚于今天。"))
    known = [(name, value, title) for name, value, title in order if value]
    for (_, earlier, earlier_title), (name, later, title) in pairwise(known):
        if later < earlier:
            text = f"{title}（{later}）早于{earlier_title}（{earlier}），请核对。"
            problems.append(FieldProblem(name, "directory.member.dates_out_of_order", text))
    if dates.birth:
        for name, value, title in order:
            if value and value < dates.birth:
                problems.append(FieldProblem(name, "directory.member.before_birth", f"{title}早于出生日期，请核对。"))
        earliest = add_months(dates.birth, 12 * MINIMUM_AGE)
        # Before the founding of the state members were admitted younger; those dates are taken as they are.
        if dates.joined and dates.birth < dates.joined < earliest and dates.joined >= date(1949, 10, 1):
            text = f"年满 18 岁方可入党（发展党员工作细则第五条），最早为 {earliest}。"
            problems.append(FieldProblem("joined_on", "directory.member.under_18", text))
    return problems


def check_category(category: str, joined: date | None, confirmed: date | None) -> list[FieldProblem]:
    """Category and dates must agree (DAT-R04): a probationary member is not confirmed, a pre-member has not joined."""
    if category == PersonCategory.PROBATIONARY_MEMBER and confirmed:
        text = "预备党员没有转正日期；如已转正，请将人员类别改为正式党员。"
        return [FieldProblem("confirmed_on", "directory.member.probationary_confirmed", text)]
    if category not in {PersonCategory.FULL_MEMBER, PersonCategory.PROBATIONARY_MEMBER} and (joined or confirmed):
        text = "申请人、积极分子和发展对象没有入党日期；如已入党，请修改人员类别。"
        return [FieldProblem("joined_on", "directory.member.not_joined_yet", text)]
    return []


def check_identity(number: str | None, birth: date | None, sex: str) -> list[FieldProblem]:
    """Check digit, and agreement of the identity number with birth date and sex (DAT-R01, GB 11643)."""
    if not number:
        return []
    fault = identity_fault(number)
    if fault:
        text = {
            "shape": "身份证号应为 18 位数字（末位可为 X）。",
            "check_digit": "身份证号校验位不正确，请对照证件核对每一位。",
            "date": "身份证号中的出生日期不存在，请对照证件核对。",
        }[fault]
        return [FieldProblem("id_number", f"directory.member.id_number_{fault}", text)]
    problems = []
    stated = identity_birth_date(number)
    if birth and stated != birth:
        text = f"出生日期与身份证号（{stated}）不一致，请核对。"
        problems.append(FieldProblem("birth_date", "directory.member.birth_differs", text))
    if sex in {"male", "female"} and identity_sex(number) != sex:
        problems.append(FieldProblem("sex", "directory.member.sex_differs", "性别与身份证号不一致，请核对。"))
    return problems


def standing_months(confirmed: date | None, correction: int, today: date) -> int | None:
    """Years of standing (党龄) in completed months: from the end of probation, less the correction.

    Example: confirmed 2010-07-01, on 2026-11-21 = 196 months; with a correction of 6, 190 (membership.md, section 4).
    """
    if confirmed is None or confirmed > today:
        return None
    months = (today.year - confirmed.year) * 12 + today.month - confirmed.month - (today.day < confirmed.day)
    return max(months - correction, 0)


@lru_cache(maxsize=2048)
def standing_text(months: int | None) -> str:
    """Standing in words: 16 年 4 个月."""
    if months is None:
        return ""
    years, rest = divmod(months, 12)
    if not years:
        return f"{rest} 个月"
    return f"{years} 年 {rest} 个月" if rest else f"{years} 年"


def age_on(birth: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def in_strength(category: str, status: str, state: str) -> bool:
    """Whether somebody counts as a Party member: full or probationary, not suspended, on the register."""
    return (
        state == RegisterState.ACTIVE
        and status == MembershipStatus.NORMAL
        and category in {PersonCategory.FULL_MEMBER, PersonCategory.PROBATIONARY_MEMBER}
    )


def has_vote(category: str, status: str, state: str, *, vote_suspended: bool) -> bool:
    """Whether somebody votes: full members not under 留党察看 and without suspended rights (选举工作条例 第五条)."""
    return in_strength(category, status, state) and category == PersonCategory.FULL_MEMBER and not vote_suspended


def contact_warning(out_of_contact: bool, since: date | None, today: date) -> str:
    """What is due for a member out of contact (教育管理条例 第二十四条)."""
    if not out_of_contact:
        return ""
    if since is None:
        return "请补充失去联系的日期，以便计算时限。"
    if add_months(since, 6) <= today:
        return "失去联系已满 6 个月，经查找仍无法取得联系的，应按程序停止党籍（教育管理条例第二十四条）。"
    return f"请继续查找并记录；{add_months(since, 6)} 满 6 个月。"
