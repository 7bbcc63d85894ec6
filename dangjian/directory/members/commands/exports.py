"""Writing out the list as it stands on the page: the same filters, the chosen columns, nothing sensitive."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from dangjian.directory.members.enums import MembershipStatus, PersonCategory, RegisterState, Sex
from dangjian.directory.members.models import Person
from dangjian.directory.members.permissions import EXPORT_MEMBERS
from dangjian.directory.members.queries import MemberFilter
from dangjian.directory.members.queries.filters import apply_filter
from dangjian.directory.members.queries.people import LIST_COLUMNS, show_row
from dangjian.foundation.codes.education import EDUCATION
from dangjian.foundation.codes.persons import ETHNIC_GROUP
from dangjian.foundation.exports.writing import mark_of
from dangjian.foundation.tabular.writer import SheetColumn, TableSheet, Value, write_csv, write_workbook
from dangjian.kernel import clock
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput
from dangjian.kernel.scratch import scratch_folder

LIMIT = 100_000
COLUMNS = {
    "name": "姓名",
    "sex": "性别",
    "age": "年龄",
    "birth_date": "出生日期",
    "ethnic_group": "民族",
    "person_category": "人员类别",
    "organisation_name": "所在党支部",
    "cell_name": "党小组",
    "joined_on": "入党日期",
    "confirmed_on": "转正日期",
    "standing": "党龄",
    "education_level": "学历",
    "department": "部门",
    "job_title": "岗位",
    "professional_title": "专业技术职务",
    "work_post_category": "工作岗位",
    "employee_no": "员工编码",
    "situation": "状况",
}
"""Columns of the list by name, with their headings; each can be written out."""
_WORDS: dict[str, dict[str, str]] = {
    "sex": {str(value): str(label) for value, label in Sex.choices if value in {"male", "female"}},
    "person_category": {str(value): str(label) for value, label in PersonCategory.choices},
    "ethnic_group": {item.code: item.name for item in ETHNIC_GROUP.items},
    "education_level": {item.code: item.name for item in EDUCATION.items},
}


@command(EXPORT_MEMBERS)
def export_members(
    unit: Unit, *, filters: MemberFilter, columns: Sequence[str], form: Literal["xlsx", "csv"] = "xlsx"
) -> bytes:
    """The people that match, with the chosen columns, as a file; recorded with the number of people.

    Raises BadInput for an unknown column or more than 100,000 people.
    """
    chosen = [name for name in COLUMNS if name in set(columns)] if columns else list(COLUMNS)
    if set(columns) - set(COLUMNS):
        raise BadInput("directory.member.export_column", "有不认识的栏目，请刷新页面后重试。", field="columns")
    people = apply_filter(Person.objects.all(), filters)
    count = people.count()
    if count > LIMIT:
        raise BadInput("directory.member.export_too_large", f"共 {count} 人，一次最多导出 {LIMIT} 人，请缩小范围。")
    unit.note(f"导出党员列表：{count} 人，栏目：{'、'.join(COLUMNS[name] for name in chosen)}")
    sheet = [SheetColumn(COLUMNS[name]) for name in chosen]
    rows = _rows(people.order_by("org_path", "name_key", "id"), chosen)
    if form == "csv":
        text = io.StringIO(newline="")
        write_csv(text, sheet, rows)
        return text.getvalue().encode("utf-8-sig")
    with scratch_folder("table") as folder:
        path = folder / "members.xlsx"
        mark = mark_of(unit.actor.name, unit.now)
        write_workbook(path, [TableSheet("党员", sheet, rows)], title="党员", author=mark, mark=mark)
        return path.read_bytes()


def _rows(people: Any, chosen: list[str]) -> Iterator[list[Value]]:
    today = clock.today()
    for row in people.values(*LIST_COLUMNS).iterator(chunk_size=2000):
        shown = list_values(row, today=today)
        yield [shown[name] for name in chosen]


def list_values(row: dict[str, Any], *, today: date) -> dict[str, Value]:
    """Every column of the list for one person, in the words of the page."""
    shown = {**show_row(row, today=today), "situation": situation(row)}
    return {name: _WORDS[name].get(shown[name], "") if name in _WORDS else shown[name] for name in COLUMNS}


def situation(row: dict[str, Any]) -> str:
    """What is special about somebody, in a word, as the list shows it."""
    words = (
        (row["register_state"] == RegisterState.LEFT, "已离开"),
        (row["membership_status"] == MembershipStatus.SUSPENDED, "停止党籍"),
        (row["out_of_contact"], "失联"),
        (row["is_mobile"], "流动"),
        (row["is_abroad"], "出国（境）"),
        (row["is_retired"], "离退休"),
    )
    return next((word for holds, word in words if holds), "")
