"""Checks of roster rows: values in, problems out (data standards, 6.4). Dates are ISO text, to the day or the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from dangjian.foundation.codes.numbers import identity_birth_date, identity_sex
from dangjian.foundation.tabular.normalise.dates import certainly_before, first_day
from dangjian.foundation.tabular.problems import Fault, Level

Values = dict[str, Any]
NEW_CHINA = "1949-10"
OLD_PROBATION = "1982-09"
_PARTY_MEMBERS = {"full_member", "probationary_member"}
_STEPS = (
    ("applied_on", "申请入党日期"),
    ("activist_on", "确定入党积极分子日期"),
    ("target_on", "确定发展对象日期"),
    ("joined_on", "入党日期"),
    ("confirmed_on", "转正日期"),
)
_PAST = (*_STEPS, ("birth_date", "出生日期"), ("league_joined_on", "入团日期"), ("work_started_on", "参加工作日期"))


class Finding(NamedTuple):
    """A problem of a row at one of its fields."""

    field: str
    code: str
    text: str
    level: Level = "error"
    suggestion: str = ""

    def fault(self) -> Fault:
        """The finding without its field."""
        return Fault(self.code, self.text, self.level, self.suggestion)


def add_years(value: str, years: int) -> str:
    """The same day some years later, at the same precision (29 February becomes 1 March)."""
    later = f"{int(value[:4]) + years:04d}{value[4:]}"
    return later[:5] + "03-01" if later.endswith("-02-29") and not _is_leap(int(later[:4])) else later


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def complete(values: Values, today: date) -> list[Finding]:
    """Fill in what other columns already say: birth date and sex from the identity number, the category from dates."""
    found = []
    number = values.get("id_number")
    if number and values.get("id_type", "id_card") == "id_card":
        born = identity_birth_date(number)
        if born is not None:
            stated = values.get("birth_date")
            if stated is None or (len(stated) == 7 and born.isoformat().startswith(stated)):
                values["birth_date"] = born.isoformat()
        values.setdefault("sex", identity_sex(number))
    if "person_category" not in values:
        found += _infer_category(values, today)
    if "registered_phone" in values and "mobile_phone" not in values:
        values["mobile_phone"] = values["registered_phone"]
    if "union_unit" in values and "unit_and_post" not in values:
        values["unit_and_post"] = values["union_unit"]
    return found


def _infer_category(values: Values, today: date) -> list[Finding]:
    joined, political = values.get("joined_on"), values.get("political_status")
    if values.get("confirmed_on") or political == "01":
        values["person_category"] = "full_member"
        return []
    if political == "02":
        values["person_category"] = "probationary_member"
        return []
    if joined and not certainly_before(add_years(joined, 1), today.isoformat()):
        values["person_category"] = "probationary_member"
        text = "没有人员类别；入党未满一年且没有转正日期，按预备党员登记，请核对。"
    elif joined is None and (values.get("applied_on") or values.get("activist_on") or values.get("target_on")):
        category = "development_target" if values.get("target_on") else "activist"
        values["person_category"] = category if values.get("activist_on") or values.get("target_on") else "applicant"
        text = "没有人员类别，按所填日期判断，请核对。"
    else:
        values["person_category"] = "full_member"
        text = "没有人员类别和转正日期，按正式党员登记，请核对。"
    return [Finding("person_category", "member.category_inferred", text, "warning")]


def check_member(values: Values, today: date) -> list[Finding]:
    """All checks of one member row."""
    found: list[Finding] = []
    for check in _CHECKS:
        found += check(values, today)
    return found


def _identity(values: Values, today: date) -> list[Finding]:
    """DAT-R01: birth date = digits 7 to 14 of the identity number; sex = digit 17 (2.1: an error, never corrected)."""
    number = values.get("id_number")
    if not number or values.get("id_type", "id_card") != "id_card":
        return []
    found = []
    born, stated = identity_birth_date(number), values.get("birth_date")
    if born is not None and stated and born.isoformat()[: len(stated)] != stated:
        text = f"出生日期与身份证号中的 {born.isoformat()} 不一致，请核对后改正其中一个。"
        found.append(Finding("birth_date", "DAT-R01", text, "error", born.isoformat()))
    if values.get("sex") in {"male", "female"} and identity_sex(number) != values["sex"]:
        right = "男" if identity_sex(number) == "male" else "女"
        text = f"性别与身份证号不一致（号码第 17 位表示{right}），请核对。"
        found.append(Finding("sex", "member.sex_differs", text, "error", right))
    return found


def _past(values: Values, today: date) -> list[Finding]:
    found = []
    for name, title in _PAST:
        value = values.get(name)
        if value and certainly_before(today.isoformat(), value):
            found.append(Finding(name, "member.date_in_future", f"{title}晚于今天，请核对。"))
    return found


def _age(values: Values, today: date) -> list[Finding]:
    """DAT-R02: joined at 18 or older; before October 1949 other rules held, so only a warning."""
    born, joined = values.get("birth_date"), values.get("joined_on")
    if not born or not joined or not certainly_before(joined, add_years(born, 18)):
        return []
    earliest = add_years(born, 18)
    level: Level = "warning" if joined < NEW_CHINA else "error"
    text = f"入党时未满 18 岁（最早为 {earliest}）。请核对出生日期和入党日期。"
    return [Finding("joined_on", "DAT-R02", text, level)]


def _probation(values: Values, today: date) -> list[Finding]:
    """DAT-R03: confirmed a year after joining; DAT-R04: category and dates agree."""
    joined, confirmed, category = values.get("joined_on"), values.get("confirmed_on"), values.get("person_category")
    found = []
    if joined and confirmed and certainly_before(confirmed, add_years(joined, 1)) and confirmed >= joined:
        note = "1982 年 9 月前预备期规定不同，" if joined < OLD_PROBATION else "预备期为一年，"
        text = f"转正日期距入党不足一年。{note}请核对。"
        found.append(Finding("confirmed_on", "DAT-R03", text, "warning"))
    if category == "probationary_member" and confirmed:
        text = "预备党员不应有转正日期。如已转正，请把人员类别改为正式党员；否则清空转正日期。"
        found.append(Finding("confirmed_on", "DAT-R04", text))
    if category == "full_member" and not confirmed and joined:
        found.append(Finding("confirmed_on", "DAT-R04", "正式党员缺少转正日期，将影响党龄计算，请补充。", "warning"))
    if category not in _PARTY_MEMBERS and (joined or confirmed):
        text = "申请人、积极分子和发展对象没有入党日期。如已入党，请修改人员类别；否则清空日期。"
        found.append(Finding("joined_on" if joined else "confirmed_on", "DAT-R04", text))
    return found


def _order(values: Values, today: date) -> list[Finding]:
    """DAT-R05: applied ≤ activist ≤ target ≤ joined ≤ confirmed; nothing before birth."""
    found = []
    born = values.get("birth_date")
    known = [(name, values[name], title) for name, title in _STEPS if values.get(name)]
    for (_, earlier, earlier_title), (name, later, title) in pairwise(known):
        if certainly_before(later, earlier):
            text = f"{title}（{later}）早于{earlier_title}（{earlier}），请核对。"
            found.append(Finding(name, "DAT-R05", text))
    if born:
        for name, title in (*_STEPS, ("league_joined_on", "入团日期"), ("work_started_on", "参加工作日期")):
            if values.get(name) and certainly_before(values[name], born):
                found.append(Finding(name, "member.before_birth", f"{title}早于出生日期，请核对。"))
    return found


def _cultivation(values: Values, today: date) -> list[Finding]:
    """DAT-R06: at least twelve months from activist to target (a warning on import)."""
    activist, target = values.get("activist_on"), values.get("target_on")
    if activist and target and activist <= target and certainly_before(target, add_years(activist, 1)):
        text = "确定为入党积极分子不足一年即列为发展对象，请核对。"
        return [Finding("target_on", "DAT-R06", text, "warning")]
    return []


def _contact(values: Values, today: date) -> list[Finding]:
    """DAT-R10: out of contact needs a date; from six months on the question is 停止党籍."""
    if not values.get("out_of_contact"):
        return []
    since = values.get("out_of_contact_since")
    if not since:
        return [Finding("out_of_contact", "DAT-R10", "失联党员须填写失去联系日期，请补充。", "warning")]
    months = (today.year - int(since[:4])) * 12 + today.month - int(since[5:7])
    if months >= 6:
        text = "失去联系已满 6 个月，请按规定研究是否停止党籍（教育管理条例第二十四条）。"
        return [Finding("out_of_contact_since", "DAT-R10", text, "warning")]
    return []


def _league(values: Values, today: date) -> list[Finding]:
    """DAT-R11: a League member older than 28 without a League post."""
    born = values.get("birth_date")
    if values.get("political_status") == "03" and born and certainly_before(add_years(born, 29), today.isoformat()):
        return [Finding("political_status", "DAT-R11", "已超过 28 周岁仍为共青团员，请核对政治面貌。", "warning")]
    return []


def _standing(values: Values, today: date) -> list[Finding]:
    """DAT-R14: months of standing given = computed − correction. Years are accepted, and a month of difference."""
    given, confirmed = values.get("standing_months"), values.get("confirmed_on")
    if given is None or not confirmed:
        return []
    day = first_day(confirmed)
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    computed = max(months - int(values.get("standing_correction_months") or 0), 0)
    if abs(given - computed) <= 1 or given in {computed // 12, computed // 12 + 1}:
        return []
    text = f"党龄填 {given}，按转正日期计算为 {computed} 个月。党龄由系统计算，请核对转正日期和校正值。"
    return [Finding("standing_months", "DAT-R14", text, "warning", str(computed))]


_CHECKS: tuple[Callable[[Values, date], list[Finding]], ...] = (
    _identity,
    _past,
    _age,
    _probation,
    _order,
    _cultivation,
    _contact,
    _league,
    _standing,
)


def stated_count(values: Values) -> int | None:
    """Members that a row of an organisation states: the total, or the sum of its four parts; None without."""
    total = values.get("member_count")
    if total is not None:
        return int(total)
    parts = [values.get(name) for name in ("full_men", "full_women", "probationary_men", "probationary_women")]
    return None if any(part is None for part in parts) else sum(int(part) for part in parts if part is not None)


def check_strength(values: Values, strength: int) -> list[Finding]:
    """DAT-R13: the stated count is the count of the roster. Without anybody on the roster yet nothing is compared."""
    stated = stated_count(values)
    if stated is None or stated == strength or strength == 0:
        return []
    text = f"填报党员 {stated} 人，名册中（含下级和本次导入）为 {strength} 人，请核对人数或补充名册。"
    return [Finding("member_count", "DAT-R13", text, "warning", str(strength))]


def check_organisation(values: Values, today: date) -> list[Finding]:
    """Checks of one organisation row: dates, DAT-R12 (end of term), DAT-R13 where the sheet gives both counts."""
    found = []
    for name, title in (("established_on", "成立日期"), ("term_start", "本届班子当选日期")):
        if values.get(name) and certainly_before(today.isoformat(), values[name]):
            found.append(Finding(name, "organisation.date_in_future", f"{title}晚于今天，请核对。"))
    start, years, end = values.get("term_start"), values.get("term_years"), values.get("term_end")
    if start and years and end and add_years(start, years)[:7] != end[:7]:
        text = f"届满日期应为当选日期加 {years} 年（{add_years(start, years)}），请核对。"
        found.append(Finding("term_end", "DAT-R12", text, "warning", add_years(start, years)))
    if start and end and certainly_before(end, start):
        found.append(Finding("term_end", "organisation.term_order", "届满日期早于当选日期，请核对。"))
    parts = [values.get(name) for name in ("full_men", "full_women", "probationary_men", "probationary_women")]
    total = values.get("member_count")
    if total is not None and all(part is not None for part in parts) and sum(map(int, filter(None, parts))) != total:
        text = f"党员人数 {total} 与分项合计 {sum(map(int, filter(None, parts)))} 不一致，请核对。"
        found.append(Finding("member_count", "DAT-R13", text, "warning"))
    return found
