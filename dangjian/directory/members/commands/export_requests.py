"""Exports of people with sensitive columns: asked for with a reason, made in the background (SEC-DATA-08)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Literal
from uuid import UUID

from dangjian.directory.members.commands.exports import COLUMNS, LIMIT, list_values
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import EXPORT_MEMBERS, REVEAL_MEMBER
from dangjian.directory.members.queries import MemberFilter
from dangjian.directory.members.queries.filters import apply_filter
from dangjian.directory.members.queries.people import LIST_COLUMNS
from dangjian.foundation.codes.numbers import is_identity_number, is_mobile
from dangjian.foundation.exports.commands import ask_export
from dangjian.foundation.exports.models import ExportRequest
from dangjian.foundation.exports.registry import Exported, Exporter, register_exporter
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, Value
from dangjian.kernel import clock
from dangjian.kernel.actor import Place, current_actor
from dangjian.kernel.crypto import open_many
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, NotAllowed
from dangjian.kernel.scope import Scope, bind_scope, scope_for

SENSITIVE_COLUMNS = {
    "id_number": "公民身份号码",
    "mobile_phone": "手机号码",
    "home_address": "家庭住址",
    "registered_residence": "户籍所在地",
}
"""Columns of class C3 that can be written out with a reason."""
SENSITIVE_LIMIT = 10_000
_CHUNK = 500


@command(EXPORT_MEMBERS)
def ask_member_export(
    unit: Unit, *, filters: MemberFilter, columns: Sequence[str], form: Literal["xlsx", "csv"], reason: str
) -> ExportRequest:
    """Ask for a file of the people that match, also with sensitive columns.

    More than a hundred people with such a column need a second person. Raises BadInput for an unknown column, nobody
    at all or too many, NotAllowed for sensitive columns without the right to see them.
    """
    titles = {**COLUMNS, **SENSITIVE_COLUMNS}
    chosen = [name for name in titles if name in set(columns)]
    if not chosen or set(columns) - set(titles):
        raise BadInput(
            "directory.member.export_column", "请至少选择一个栏目；有不认识的栏目时请刷新页面。", field="columns"
        )
    if is_identity_number(filters.q) or is_mobile(filters.q):
        # It would stand in clear among the parameters that are kept.
        raise BadInput(
            "directory.member.export_number", "按证件号或手机号只能找到一个人，请打开其信息页查看。", field="q"
        )
    is_sensitive = bool(set(chosen) & set(SENSITIVE_COLUMNS))
    if is_sensitive and not unit.actor.may(REVEAL_MEMBER):
        raise NotAllowed()
    scope = scope_for(unit.actor, REVEAL_MEMBER if is_sensitive else EXPORT_MEMBERS)
    with bind_scope(Scope(scope.tenant_id, scope.action, scope.places)):
        count = apply_filter(Person.objects.all(), filters).count()
    limit = SENSITIVE_LIMIT if is_sensitive else LIMIT
    if not count or count > limit:
        text = f"共 {count} 人，一次最多导出 {limit} 人，请缩小范围。" if count else "没有符合条件的人，请调整筛选。"
        raise BadInput("directory.member.export_rows", text)
    return ask_export(
        exporter=MEMBERS.code,
        title=f"党员信息（{unit.today}，{count} 人）",
        reason=reason,
        org_path=scope.places[0].path if len(scope.places) == 1 else "",
        params={
            "filters": filters.model_dump(mode="json"),
            "columns": chosen,
            "places": [[place.path, place.subtree] for place in scope.places],
        },
        file_format=form,
        columns=[titles[name] for name in chosen],
        rows=count,
        is_sensitive=is_sensitive,
    )


def _build(*, filters: dict[str, Any], columns: list[str], places: list[tuple[str, bool]]) -> Exported:
    """The people whom the asker could see when they asked."""
    reach = tuple(Place(path, subtree) for path, subtree in places)
    scope = Scope(current_actor().tenant_id, EXPORT_MEMBERS.name, reach)
    with bind_scope(scope):
        people = apply_filter(Person.objects.all(), MemberFilter(**filters)).order_by("org_path", "name_key", "id")
        titles = {**COLUMNS, **SENSITIVE_COLUMNS}
        rows = list(_rows(people, columns))
    return Exported([TableSheet("党员", [SheetColumn(titles[name], 18) for name in columns], rows)])


def _rows(people: Any, columns: list[str]) -> Iterator[list[Value]]:
    sealed = [name for name in columns if name in SENSITIVE_COLUMNS]
    tenant_id: UUID = current_actor().tenant_id
    found = people.values(*LIST_COLUMNS, *sealed).iterator(chunk_size=2000)
    while chunk := list(islice(found, _CHUNK)):
        opened = {
            name: open_many(Person, name, [(row["id"], row[name]) for row in chunk], tenant_id=tenant_id)
            for name in sealed
        }
        for number, row in enumerate(chunk):
            shown = list_values(row, today=clock.today())
            yield [opened[name][number] if name in opened else shown[name] for name in columns]


MEMBERS = register_exporter(Exporter("directory.members.people", "党员信息", _build))
