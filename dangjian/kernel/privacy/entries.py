"""The register as lines, one a column, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from dangjian.kernel.crypto.fields import BlindIndexField, EncryptedTextField
from dangjian.kernel.privacy.declaring import TECHNICAL, Declaration, declaration_of
from dangjian.kernel.privacy.terms import term_of


class DataClass(StrEnum):
    """How sensitive a column is (security rules, head of the control list)."""

    PUBLIC = "C0"
    INTERNAL = "C1"
    PERSONAL = "C2"
    SENSITIVE = "C3"
    SECRET = "C4"  # noqa: S105  # the name of a class, not a secret

    @property
    def meaning(self) -> str:
        """The class in words."""
        return _TITLES[self]

    @property
    def is_personal(self) -> bool:
        """Whether the column says something about a person."""
        return self >= DataClass.PERSONAL

    @property
    def is_sensitive(self) -> bool:
        """Whether it must be encrypted and masked."""
        return self >= DataClass.SENSITIVE


_TITLES = {
    DataClass.PUBLIC: "公开",
    DataClass.INTERNAL: "内部",
    DataClass.PERSONAL: "个人信息",
    DataClass.SENSITIVE: "敏感个人信息",
    DataClass.SECRET: "案件秘密",
}
_MASKS = {
    "mask_identity_number": "只显示前 4 位和后 2 位",
    "mask_phone": "只显示前 3 位和后 4 位",
    "mask_address": "只显示到区县",
    "mask_name": "只显示姓",
    "mask_account": "只显示后 4 位",
    "mask_all": "全部遮盖",
}


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """One line of the register."""

    table: str
    field: str
    title: str
    data_class: DataClass
    purpose: str
    basis: str
    retention: str
    masking: str
    is_sealed: bool
    unsealed_reason: str


def own_models() -> list[type[models.Model]]:
    """The tables of this product: all of its packages, none of the libraries'."""
    return [model for model in apps.get_models() if model.__module__.startswith("dangjian.")]


def entries() -> list[FieldEntry]:
    """The whole register, by table and column."""
    found = []
    for model in sorted(own_models(), key=lambda each: each._meta.label):
        declared = declaration_of(model)
        if declared is not None:
            found += entries_of(declared)
    return found


def entries_of(declared: Declaration) -> list[FieldEntry]:
    """The lines of one table, in the order of its columns."""
    return [
        _entry(declared, column) for column in declared.model._meta.concrete_fields if column.name in declared.fields
    ]


def _entry(declared: Declaration, column: models.Field[Any, Any]) -> FieldEntry:
    code, title = declared.fields[column.name]
    sealed = isinstance(column, EncryptedTextField)
    data_class = DataClass(code)
    return FieldEntry(
        table=declared.model._meta.label,
        field=column.name,
        title=title or str(column.verbose_name),
        data_class=data_class,
        purpose=_purpose(declared, column),
        basis=declared.basis if data_class.is_personal else "不含个人信息",
        retention=declared.retention,
        masking=_masking(column, data_class),
        is_sealed=sealed,
        unsealed_reason=declared.unsealed.get(column.name, ""),
    )


def _purpose(declared: Declaration, column: models.Field[Any, Any]) -> str:
    if isinstance(column, EncryptedTextField) and column.purpose:
        return column.purpose
    return "数据库自身需要" if column.name in TECHNICAL else declared.purpose


def _masking(column: models.Field[Any, Any], data_class: DataClass) -> str:
    if isinstance(column, EncryptedTextField):
        return _MASKS[column.mask.__name__]
    if isinstance(column, BlindIndexField):
        return "从不显示（检索用的带密钥摘要）"
    if data_class.is_sensitive:
        return "从不显示"
    return "按权限显示" if data_class.is_personal else "不遮盖"


def problems_of(tables: Iterable[type[models.Model]]) -> Iterator[tuple[type[models.Model], str, str]]:
    """What the register lacks or says wrongly: table, column ("" for the table), problem."""
    for model in tables:
        declared = declaration_of(model)
        if declared is None:
            yield model, "", "has no entry in the register of fields: declare it in the app's privacy.py"
            continue
        names = {column.name: column for column in model._meta.concrete_fields}
        for name, column in names.items():
            if name not in declared.fields:
                yield model, name, "has no class, purpose, basis and retention: list it in the app's privacy.py"
            else:
                yield from ((model, name, text) for text in _wrong(declared, column))
        for name in (set(declared.fields) - TECHNICAL | set(declared.unsealed) | declared.others) - set(names):
            yield model, name, "stands in the register but is no column"
        yield from ((model, "", text) for text in _gaps(declared))


def _wrong(declared: Declaration, column: models.Field[Any, Any]) -> Iterator[str]:
    code, title = declared.fields[column.name]
    data_class = DataClass(code)
    if isinstance(column, EncryptedTextField):
        if column.data_class != code:
            yield f"is sealed as {column.data_class} but registered as {code}"
        if not column.purpose:
            yield "is sealed without a purpose"
        if column.name in declared.unsealed:
            yield "is sealed, and registered with a reason for not being so"
    elif isinstance(column, BlindIndexField):
        if not data_class.is_sensitive:
            yield "is a fingerprint of a sensitive value: its class is C3 or C4"
    elif data_class.is_sensitive and column.name not in declared.unsealed:
        yield f"is {code} and not encrypted: use EncryptedTextField, or give the reason in `unsealed`"
    if data_class.is_personal and not title:
        yield "holds personal data and has no Chinese name: people read it in the copy of their data"


def _gaps(declared: Declaration) -> Iterator[str]:
    personal = {name for name, (code, _) in declared.fields.items() if DataClass(code).is_personal}
    if not (declared.purpose and declared.basis and declared.retention):
        yield "lacks purpose, basis or retention"
    if declared.retention and term_of(declared) is None:
        yield "has a retention that no programme can execute: use the words of `terms`, or give `term`"
    if personal - declared.others and not (declared.about or declared.account or declared.nobody):
        yield "holds personal data: say by which look-up a person finds it (`about`, `account`) or why not (`nobody`)"
