"""The two doors: everything that changes goes through a command, everything others read through a query.

Around them happens what nobody can forget: right, scope, transaction, audit, events.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction

from dangjian.kernel import audit, clock, history
from dangjian.kernel.actor import Actor, actor_or_none, current_actor
from dangjian.kernel.crypto.fields import fields_to_write
from dangjian.kernel.crypto.rowseals import RowSealField, is_covered, seal_again
from dangjian.kernel.errors import NotAllowed, NotFound, NotSignedIn, Problem, StaleEdit
from dangjian.kernel.events.outbox import record_events
from dangjian.kernel.models.base import ScopedModel, TenantModel
from dangjian.kernel.models.bulk import can_insert, insert_rows
from dangjian.kernel.permissions import SIGNED_IN, Action, Public
from dangjian.kernel.prepared import PreparedUpdate, insert_each, save_row
from dangjian.kernel.scope import Scope, bind_scope, scope_for
from dangjian.kernel.turns import writing_transaction
from dangjian.kernel.writing import allow_writing, forbid_writing

if TYPE_CHECKING:
    from dangjian.kernel.events import Event

M = TypeVar("M", bound=TenantModel)
FEW = 8
"""Rows up to which `create_many` inserts one by one: cheaper than compiling a statement for them."""
MANY = 100
"""Rows from which on `create_many` inserts by one prepared statement."""
REFUSALS = frozenset({403, 404, 409, 412})
"""Status codes whose refusal is an audit matter; plain wrong input (422) is not."""


class Unit:
    """What a command works with: who acts, what the time is, and the only way to write."""

    def __init__(self, actor: Actor, action: Action | Public, scope: Scope, intent: str) -> None:
        self.actor = actor
        self.action = action
        self.scope = scope
        self.intent = intent
        self.now: datetime = clock.now()
        self.today: date = clock.today()
        self._entries: list[audit.Entry] = []
        self._events: list[Event] = []
        self._changes: list[history.FieldChange] = []
        self.lets_wait = False
        """Whether this command looks at nothing that it has written, and none of its writes is to be caught: then they
        may travel together (dangjian/kernel/waiting.py)."""

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    def get(self, model: type[M], row_id: UUID | str, *, expected_version: int | None = None, lock: bool = True) -> M:
        """Load one row of the scope and lock it.

        Raises NotFound when it does not exist or may not be seen, NotAllowed when it may be seen only, StaleEdit when
        `expected_version` (from If-Match) is not the row's version any more.
        """
        rows = model.objects.filter(pk=row_id)
        if lock:
            rows = rows.select_for_update(of=("self",)) if _locks_rows() else rows
        found: M | None = rows.first()
        if found is None:
            raise self._missing(model, row_id)
        if expected_version is not None and getattr(found, "version", None) != expected_version:
            raise StaleEdit(int(getattr(found, "version", 0)))
        return found

    def _missing(self, model: type[M], row_id: UUID | str) -> Problem:
        view: Action | None = getattr(model, "view_action", None)
        if view is not None and view is not self.action and self.actor.may(view):
            with bind_scope(scope_for(self.actor, view)):
                if model.objects.filter(pk=row_id).exists():
                    return NotAllowed()
        return NotFound()

    def require_place(self, org_path: str) -> None:
        """The actor's right must cover this organisation. Raises NotFound otherwise (foreign looks like missing)."""
        if not self.scope.covers(org_path):
            raise NotFound(
                "kernel.place_not_found", "没有找到该党组织，或它不在您的管理范围内。请在您管理的组织中选择。"
            )

    def create(self, row: M, *, note: str = "") -> M:
        """Insert a row. Scoped rows must lie in a place of the actor, unless they are the actor's own."""
        self._prepare(row)
        with allow_writing():
            if not insert_each([row], wait=self.lets_wait):
                row.save(force_insert=True)
        self._entries.append(self._entry("create", row, _values(row), note))
        return row

    def create_many(self, rows: Iterable[M], *, batch_size: int = 500) -> list[M]:
        """Insert many rows of one model; one audit line with their number."""
        items = list(rows)
        if not items:
            return items
        for item in items:
            self._prepare(item)
        with allow_writing():
            if len(items) >= MANY and can_insert(type(items[0])):
                insert_rows(items)
            elif len(items) > FEW or not insert_each(items, wait=self.lets_wait):
                type(items[0]).objects.bulk_create(items, batch_size=batch_size)
        self._entries.append(self._many("create_many", type(items[0]), f"共 {len(items)} 条"))
        return items

    def _prepare(self, row: TenantModel) -> None:
        row.tenant_id = self.tenant_id
        if getattr(row, "created_at", None) is None:
            row.created_at = self.now
        if isinstance(row, ScopedModel) and not self.scope.covers(row.org_path) and not self._is_own(row):
            self.require_place(row.org_path)

    def _is_own(self, row: ScopedModel) -> bool:
        field = row.scope_own
        if not self.scope.own or not field or "__" in field:
            return False
        mine = self.actor.account_id if field == "account_id" else self.actor.person_id
        return mine is not None and getattr(row, field, None) == mine

    def update(
        self,
        row: M,
        *,
        source: str = "edit",
        source_ref: str = "",
        effective_on: date | None = None,
        note: str = "",
        **changes: Any,
    ) -> M:
        """Change fields of a loaded row; writes only what differs, keeps the history of `history_fields`.

        `source` says where the new value comes from (edit, import, correction, transfer …); `effective_on` since when
        it is true (default: today). The row's version goes up by one when anything changed.
        """
        differing: dict[str, tuple[Any, Any]] = {}
        for name, value in changes.items():
            field = row._meta.get_field(name)
            attribute = getattr(field, "attname", name)
            before = getattr(row, attribute)
            after = value.pk if isinstance(value, models.Model) and attribute != name else value
            if before != after:
                differing[name] = (before, after)
                setattr(row, name, value)
        if not differing:
            return row
        names = fields_to_write(type(row), differing)
        if hasattr(row, "version"):
            row.version += 1
            names.append("version")
        with allow_writing():
            if not save_row(row, names, wait=self.lets_wait):
                row.save(update_fields=names)
        self._changes.extend(
            history.changes_of(
                row,
                {name: pair for name, pair in differing.items() if name in row.history_fields},
                source=source,
                source_ref=source_ref,
                effective_on=effective_on or self.today,
                recorded_at=self.now,
                recorded_by=self.actor.name,
            )
        )
        shown = {
            name: ["***", "***"] if history.is_sensitive(row, name) else [audit.brief(old), audit.brief(new)]
            for name, (old, new) in differing.items()
        }
        self._entries.append(self._entry("update", row, shown, note))
        return row

    def update_many(self, rows: models.QuerySet[Any], *, note: str = "", **changes: Any) -> int:
        """Change many rows by one statement (conditional updates, path rewriting). Returns how many matched.

        Fields under a seal are written row by row (`update`, `update_batch`): the data base cannot seal.
        """
        if is_covered(rows.model, changes):
            raise TypeError(f"{rows.model.__name__} is sealed row by row: use update or update_batch")
        with allow_writing():
            count = rows.update(**changes)
        if count:
            self._entries.append(self._many("update_many", rows.model, f"{note} 共 {count} 条"))
        return count

    def update_prepared(self, statement: PreparedUpdate, *values: str | UUID, note: str = "", **changes: Any) -> int:
        """As `update_many`, by a statement that is compiled once: for changes that thousands ask for at once."""
        with allow_writing():
            model, count = statement.run(*values, **changes)
        if count:
            self._entries.append(self._many("update_many", model, f"{note} 共 {count} 条"))
        return count

    def update_batch(self, rows: list[M], fields: list[str], *, batch_size: int = 500) -> int:
        """Write different values into many loaded rows; the caller keeps their history."""
        if not rows:
            return 0
        with allow_writing():
            fields = seal_again(rows, type(rows[0]), fields)
            count: int = type(rows[0]).objects.bulk_update(rows, fields, batch_size=batch_size)
        self._entries.append(self._many("update_many", type(rows[0]), f"共 {len(rows)} 条"))
        return count

    def delete(self, row: TenantModel, *, note: str = "") -> None:
        """Delete a row (drafts and links only; records of the work are ended, never deleted)."""
        self._entries.append(self._entry("delete", row, {}, note))
        with allow_writing():
            row.delete()

    def delete_many(self, rows: models.QuerySet[Any], *, note: str = "") -> int:
        """Delete many rows by one statement. Returns how many."""
        with allow_writing():
            count, _ = rows.delete()
        if count:
            self._entries.append(self._many("delete_many", rows.model, f"{note} 共 {count} 条"))
        return count

    def emit(self, event: Event) -> None:
        """Announce a fact; delivered after commit."""
        self._events.append(event)

    def note(self, text: str, *, about: TenantModel | None = None) -> None:
        """Add a sentence to the audit trail of this command; `about` names the row that it concerns."""
        entry = audit.Entry(self.intent, note=text)
        self._entries.append(entry if about is None else self._entry("note", about, {}, text))

    def _many(self, step: str, model: type[models.Model], note: str) -> audit.Entry:
        return audit.Entry(f"{self.intent}:{step}", target_type=model._meta.label, note=note.strip())

    def _entry(self, intent: str, row: TenantModel, changes: dict[str, Any], note: str) -> audit.Entry:
        title = str(getattr(row, row.title_field, "")) if row.title_field else ""
        return audit.Entry(
            intent=f"{self.intent}:{intent}",
            target_type=row._meta.label,
            target_id=str(row.pk),
            target_title=title,
            org_path=str(getattr(row, "org_path", "")),
            changes=changes,
            note=note,
        )

    def flush(self) -> None:
        """Write audit rows, history and events; called by the door inside the transaction."""
        entries = self._entries or [audit.Entry(self.intent)]
        audit.write(audit.rows(self.actor, action_name(self.action), entries), wait=True)
        history.write(self._changes)
        if self._events:
            record_events(self._events, self.tenant_id)


def _values(row: TenantModel) -> dict[str, Any]:
    """What a new row contains, for the audit trail: short values, sensitive ones hidden."""
    shown: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        name = field.attname
        if isinstance(field, RowSealField) or name in {"id", "tenant_id", "created_at", "version"}:
            continue
        value = getattr(row, name)
        if value not in (None, "", [], {}):
            shown[name] = "***" if history.is_sensitive(row, field.name) else audit.brief(value)
    return shown


def _locks_rows() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_of)


def action_name(action: Action | Public) -> str:
    return action.name if isinstance(action, Action) else "public"


def _open(action: Action | Public) -> tuple[Actor, Scope]:
    """Check the right and compute the scope. Raises NotSignedIn or NotAllowed."""
    if isinstance(action, Public):
        actor = current_actor()
        return actor, Scope(actor.tenant_id, "public", ())
    actor_now = actor_or_none()
    if actor_now is None:
        raise NotSignedIn()
    if not actor_now.may(action):
        raise NotAllowed()
    return actor_now, scope_for(actor_now, action)


def _refuse(actor: Actor, action: Action | Public, intent: str, problem: Problem) -> None:
    """Record a refusal: at once when no transaction is open, else after the surrounding one was rolled back."""
    if problem.status not in REFUSALS or actor.kind == "system":
        return
    row = audit.row(actor, action_name(action), audit.Entry(intent), outcome="refused", code=problem.code)
    waiting = audit.deferred_refusals.get()
    if waiting is not None:
        waiting.append(row)
    elif not transaction.get_connection().needs_rollback:
        audit.write([row])


P = ParamSpec("P")
R = TypeVar("R")


def command(action: Action | Public) -> Callable[[Callable[Concatenate[Unit, P], R]], Callable[P, R]]:
    """Declare a function that changes something.

    The function gets a `Unit` first; callers pass the rest by keyword. It runs in one transaction with the scope of
    `action` bound; audit rows, field history and events are written in the same transaction. Refusals are recorded.
    """

    def declare(function: Callable[Concatenate[Unit, P], R]) -> Callable[P, R]:
        intent = f"{function.__module__.removeprefix('dangjian.').removesuffix('.commands')}.{function.__name__}"

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__}() takes keyword arguments only")
            try:
                actor, scope = _open(action)
            except NotAllowed as problem:
                _refuse(current_actor(), action, intent, problem)
                raise
            unit = Unit(actor, action, scope, intent)
            try:
                with ExitStack() as around:
                    around.enter_context(writing_transaction())
                    around.enter_context(bind_scope(scope))
                    around.enter_context(allow_writing())
                    result = function(unit, **kwargs)  # type: ignore[call-arg]  # keywords only, checked above
                    unit.flush()
                return result
            except ObjectDoesNotExist as missing:
                absent = NotFound()
                _refuse(actor, action, intent, absent)
                raise absent from missing
            except Problem as problem:
                _refuse(actor, action, intent, problem)
                raise

        run.door = "command"  # type: ignore[attr-defined]  # read by the catalogue of operations
        run.action = action  # type: ignore[attr-defined]
        return run

    return declare


def query(action: Action | Public) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function that reads. It runs with the scope of `action` bound, and cannot write."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__}() takes keyword arguments only")
            _, scope = _open(action)
            try:
                with bind_scope(scope), forbid_writing():
                    return function(**kwargs)  # type: ignore[call-arg]  # keywords only, checked above
            except ObjectDoesNotExist as missing:
                raise NotFound() from missing

        run.door = "query"  # type: ignore[attr-defined]  # read by the catalogue of operations
        run.action = action  # type: ignore[attr-defined]
        return run

    return declare


__all__ = ["SIGNED_IN", "Public", "Unit", "command", "query"]
