"""Repeating parts of a record: education, awards, family."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from dangjian.directory.members.models import REPEATING, Award, Education, FamilyMember, Person
from dangjian.directory.members.permissions import EDIT_MEMBER
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput

RecordSet = Literal["educations", "awards", "family"]


def _check(values: dict[str, Any], today: date) -> None:
    started, ended = values.get("started_on"), values.get("ended_on")
    if started and ended and ended < started:
        raise BadInput("directory.record.dates", "结束日期早于开始日期，请核对。", field="ended_on")
    for name in ("given_on", "ended_on"):
        if values.get(name) and values[name] > today:
            raise BadInput("directory.record.future", "日期不能晚于今天。", field=name)


@command(EDIT_MEMBER)
def save_record(
    unit: Unit, *, person_id: UUID, kind: RecordSet, values: dict[str, Any], record_id: UUID | None = None
) -> Education | Award | FamilyMember:
    """Add a record to a person, or change one. Raises BadInput for impossible dates."""
    _check(values, unit.today)
    person = unit.get(Person, person_id, lock=False)
    model = REPEATING[kind]
    if record_id is None:
        return unit.create(model(person=person, org_path=person.org_path, **values))
    row = unit.get(model, record_id)
    if row.person_id != person.id:
        raise BadInput("directory.record.other_person", "这条记录不属于此人，请刷新后重试。")
    return unit.update(row, **values)


@command(EDIT_MEMBER)
def remove_record(unit: Unit, *, person_id: UUID, kind: RecordSet, record_id: UUID, reason: str) -> None:
    """Take a wrongly entered record away; what it said stays in the audit trail."""
    row = unit.get(REPEATING[kind], record_id)
    if row.person_id != person_id:
        raise BadInput("directory.record.other_person", "这条记录不属于此人，请刷新后重试。")
    unit.delete(row, note=reason)
