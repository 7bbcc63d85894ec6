"""How an app says what its tables hold: one call a table, columns listed by class with their Chinese names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

from dangjian.kernel.privacy.terms import Term

DUTY = "履行党内法规和法律规定的职责所必需（个人信息保护法第十三条第一款第三项）"
STAFF = "依法制定的劳动规章制度下的人力资源管理所必需（个人信息保护法第十三条第一款第二项）"
SECURITY = "履行网络安全和数据安全保护义务所必需（网络安全法第二十三条、个人信息保护法第五十一条）"

FOR_GOOD = "长期保存（党员档案和组织工作记录）"
AS_LONG = "随所属记录保存，所属记录删除时一并删除"
BY_SWEEP = "到期自动清理"

TECHNICAL = frozenset({"id", "tenant_id", "created_at", "version", "org_path", "sort", "name_key"})
"""Columns that mean the same in every table: row number, tenant, time of entry, version, place, order."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What one table holds. `fields` gives class and Chinese name by column."""

    model: type[models.Model]
    purpose: str
    basis: str
    retention: str
    fields: dict[str, tuple[str, str]]
    """Column → (class, name shown; empty: a technical column that nobody is shown)."""
    about: dict[str, frozenset[str]] = field(default_factory=dict)
    """Look-up of the person's id → the columns that are about that person (empty: all of them)."""
    account: dict[str, frozenset[str]] = field(default_factory=dict)
    """The same by the id of the person's account."""
    others: frozenset[str] = frozenset()
    """Columns about somebody else (who recorded, who decided): no part of the person's copy."""
    unsealed: dict[str, str] = field(default_factory=dict)
    """Columns of class C3 or C4 that are not encrypted, with the reason."""
    nobody: str = ""
    """Why no person can be named for rows with personal columns."""
    term: Term | None = None
    """When rows are over, where the words of `retention` alone do not say it (`terms`)."""


_declared: dict[type[models.Model], Declaration] = {}


def keep(
    model: type[models.Model],
    *,
    purpose: str,
    basis: str,
    retention: str,
    public: str = "",
    internal: str = "",
    personal: str = "",
    sensitive: str = "",
    secret: str = "",
    about: str | Mapping[str, str] = "",
    account: str | Mapping[str, str] = "",
    others: str = "",
    unsealed: Mapping[str, str] | None = None,
    nobody: str = "",
    term: Term | None = None,
) -> None:
    """Declare a table. Columns are listed by class (C0 public … C4 secret), each as `column=中文名` or `column`.

    `about` and `account` are look-ups that lead to the id of the person (or of the account) a row is about; as a
    mapping they also say which columns are about whom. Columns in `others` name other people. Raises ValueError for
    a column listed twice, RuntimeError for a table declared twice.
    """
    fields: dict[str, tuple[str, str]] = dict.fromkeys(TECHNICAL, ("C1", ""))
    seen: set[str] = set()
    groups = (("C0", public), ("C1", internal), ("C2", personal), ("C3", sensitive), ("C4", secret))
    for data_class, text in groups:
        for item in text.split():
            name, _, title = item.partition("=")
            if name in seen:
                raise ValueError(f"{model._meta.label}.{name} is listed twice in the register")
            seen.add(name)
            fields[name] = (data_class, title)
    if model in _declared:
        raise RuntimeError(f"{model._meta.label} is declared twice in the register")
    _declared[model] = Declaration(
        model=model,
        purpose=purpose,
        basis=basis,
        retention=retention,
        fields=fields,
        about=_lookups(about),
        account=_lookups(account),
        others=frozenset(others.split()),
        unsealed=dict(unsealed or {}),
        nobody=nobody,
        term=term,
    )


def _lookups(given: str | Mapping[str, str]) -> dict[str, frozenset[str]]:
    if isinstance(given, str):
        return {name: frozenset() for name in given.split()}
    return {name: frozenset(columns.split()) for name, columns in given.items()}


def declaration_of(model: type[models.Model]) -> Declaration | None:
    """What the register says of a table; None when nothing does."""
    return _declared.get(model)


def declarations() -> list[Declaration]:
    """Every declared table, by app and name."""
    return sorted(_declared.values(), key=lambda declared: declared.model._meta.label)
