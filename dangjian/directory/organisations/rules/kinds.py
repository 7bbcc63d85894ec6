"""Which organisation may stand under which, and what must hold when the tree changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dangjian.directory.organisations.enums import OrgKind
from dangjian.kernel.scope import SEGMENT, in_subtree

PATH_LENGTH = 80
"""Characters of a path: twenty levels."""
Legal = Mapping[str, list[str]]
"""Kind of the superior (`root` for none) to the kinds that may stand under it."""


def kind_problem(kind: str, parent_kind: str | None, legal: Legal) -> str:
    """Why an organisation of `kind` may not stand there; empty when it may (党章 第三十条)."""
    if kind in legal.get(parent_kind or "root", []):
        return ""
    label = OrgKind(kind).label
    if parent_kind is None:
        return f"{label}须有上级党组织，请选择上级。"
    return f"{OrgKind(parent_kind).label}之下不能设{label}，请重新选择上级党组织或组织类别。"


def children_problem(kind: str, child_kinds: Iterable[str], legal: Legal) -> str:
    """Why an organisation cannot become `kind` because of those under it; empty when it can."""
    wrong = sorted({OrgKind(child).label for child in child_kinds if child not in legal.get(kind, [])})
    return f"{OrgKind(kind).label}之下不能设{'、'.join(wrong)}，请先调整下级组织。" if wrong else ""


def is_circular(path: str, new_parent_path: str) -> bool:
    """Whether an organisation would come to stand under itself."""
    return in_subtree(new_parent_path, path)


def too_deep(new_path: str, old_path: str, deepest_path: str) -> bool:
    """Whether the subtree moved to `new_path` would reach beyond twenty levels."""
    return len(new_path) + len(deepest_path) - len(old_path) > PATH_LENGTH


def levels(path: str) -> int:
    """How many organisations stand on the way down to this one, itself included."""
    return len(path) // SEGMENT


def date_problem(on: date, *, today: date, not_before: date | None, what: str = "上一次变更") -> str:
    """Why a change cannot be dated so; empty when it can. Changes are recorded when they have happened."""
    if on > today:
        return f"日期不能晚于今天（{today}），请在变更生效后办理。"
    if not_before is not None and on < not_before:
        return f"日期早于{what}的日期（{not_before}），请核对。"
    return ""
