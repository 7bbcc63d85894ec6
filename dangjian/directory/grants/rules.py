"""Decisions about grants: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from dangjian.directory.grants.permissions import ADMINISTRATORS, BESIDE_ANY
from dangjian.kernel.actor import Grant
from dangjian.kernel.clock import local_time
from dangjian.kernel.permissions import Role


def role_problem(code: str, roles: dict[str, Role]) -> str:
    """Why a role cannot be given by hand; empty when it can."""
    role = roles.get(code)
    if role is None:
        return "没有这个角色，请在角色列表中选择。"
    return "" if role.grantable else f"“{role.title}”随身份自动取得，不能手工授予。"


def go_together(role: str, other: str) -> bool:
    """Whether one person may hold both: not two of the three administrators, nor one of them beside anything that is
    granted (SEC-AC-07)."""
    if role == other or role in BESIDE_ANY or other in BESIDE_ANY:
        return True
    return role not in ADMINISTRATORS and other not in ADMINISTRATORS


def delegation_problem(role: str, source: str) -> str:
    """Why a right cannot be given to somebody who stands in; empty when it can."""
    if role in ADMINISTRATORS:
        return "管理员的权限不能委托，须由其他管理员共同任命。"
    if role in BESIDE_ANY:
        return "随党员身份取得的权限不能委托。"
    return "" if source in {"grant", "post"} else "代理来的权限和紧急授权不能再委托他人。"


def stand_in_period_problem(
    since_day: date, until_day: date, *, today: date, since: date, until: date | None, longest: int
) -> str:
    """Why somebody cannot stand in for that time; empty when they can."""
    if since_day < max(today, since):
        return "开始日期不能早于今天。"
    if until_day < since_day:
        return "结束日期早于开始日期，请检查。"
    if until is not None and until_day > until:
        return f"您自己的这项权限到 {until} 为止，委托的期限不能更长。"
    if (until_day - since_day).days >= longest:
        return f"一次委托最多 {longest} 天，请缩短期限，到期后可以再次委托。"
    return ""


def review_due(confirmed_on: date | None, created_at: datetime, days: int) -> date:
    """The last day on which a grant may be confirmed before it lapses."""
    return (confirmed_on or local_time(created_at).date()) + timedelta(days=days)


def latest_end(grants: Iterable[Grant], giving_roles: frozenset[str], today: date) -> date | None:
    """The last day to which somebody may give rights: not longer than the own right to give lasts (SEC-AC-09)."""
    ends = [
        grant.until for grant in grants if grant.role in giving_roles and (grant.until is None or grant.until >= today)
    ]
    if not ends or any(end is None for end in ends):
        return None
    return max(end for end in ends if end is not None)


def period_problem(valid_from: date, valid_to: date | None, *, today: date, latest: date | None) -> str:
    """Why a period cannot be given; empty when it can."""
    if valid_to is not None and valid_to < valid_from:
        return "结束日期早于开始日期，请检查。"
    if valid_to is not None and valid_to < today:
        return "结束日期已过，请选择今天或以后的日期。"
    if latest is not None and (valid_to is None or valid_to > latest):
        return f"您自己的授权到 {latest} 为止，授出的期限不能更长，请填写结束日期。"
    return ""
