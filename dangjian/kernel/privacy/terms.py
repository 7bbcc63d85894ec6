"""The terms of the register as the programme executes them (SEC-PI-07): what ends by itself, what never does.

Records of Party members and of the work of organisations are archives: no programme proposes to erase them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import models
from django.db.models import Q

from dangjian.kernel.clock import add_months, at_local

if TYPE_CHECKING:
    from dangjian.kernel.privacy.declaring import Declaration


class Keeping(StrEnum):
    """How long rows of a table are kept."""

    PERMANENT = "permanent"
    """Archives and records of the work; never erased by a programme."""
    SYSTEM = "system"
    """As long as the system is used; holds nothing that ends for one person."""
    LOG = "log"
    """The audit trail: kept by law, sealed, never changed."""
    WITH_RECORD = "with_record"
    """Goes with the row that it belongs to."""
    SWEPT = "swept"
    """The owning app clears it away by itself."""
    ACCOUNT = "account"
    """As long as the person's account is used."""
    TIMED = "timed"
    """Some months after something ended."""


@dataclass(frozen=True, slots=True)
class Term:
    """When rows of a table are over: for `TIMED` `months` after the column `after` (empty: it has not begun)."""

    keeping: Keeping
    months: int = 0
    after: str = ""

    def over_q(self, model: type[models.Model], today: date) -> Q:
        """The rows whose term is over on `today`; only for TIMED."""
        if self.keeping is not Keeping.TIMED:
            raise ValueError(f"{model._meta.label} has no term that runs out")
        last = add_months(today, -self.months)
        moment = isinstance(model._meta.get_field(self.after), models.DateTimeField)
        return Q(**{f"{self.after}__lt": at_local(last) if moment else last})


_WORDS = (
    ("长期保存", Keeping.PERMANENT),
    ("随所属记录保存", Keeping.WITH_RECORD),
    ("到期自动清理", Keeping.SWEPT),
    ("账号使用期间", Keeping.ACCOUNT),
    ("系统使用期间", Keeping.SYSTEM),
    ("公钥长期保存", Keeping.SYSTEM),
    ("有数据使用期间保存", Keeping.SYSTEM),
    ("不少于 6 个月", Keeping.LOG),
    ("与操作日志相同", Keeping.LOG),
)


def term_of(declared: Declaration) -> Term | None:
    """The term of a table: as declared, else by the words of its retention; None when they say nothing executable."""
    if declared.term is not None:
        return declared.term
    if "；申请记录长期保存" in declared.retention:
        return Term(Keeping.PERMANENT)
    found = next((keeping for words, keeping in _WORDS if declared.retention.startswith(words)), None)
    return None if found is None else Term(found)


def about_q(declared: Declaration, *, person_ids: Iterable[UUID] = (), account_ids: Iterable[UUID] = ()) -> Q | None:
    """Rows of a table about these people or accounts, as the register finds them; None when it names no look-up."""
    found: Q | None = None
    for lookups, ids in ((declared.about, list(person_ids)), (declared.account, list(account_ids))):
        for lookup in lookups:
            if ids:
                condition = Q(**{f"{lookup}__in": ids})
                found = condition if found is None else found | condition
    return found


def rows_of(model: type[models.Model], reason: str) -> Any:
    """All rows of a table in the acting person's tenant, whatever scope is bound."""
    manager = cast(Any, model).objects
    return manager.unscoped(reason) if hasattr(manager, "unscoped") else manager.all()
