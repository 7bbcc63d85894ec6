"""Registering people and keeping their records."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from dangjian.directory.members import rules
from dangjian.directory.members.catalogue import BY_NAME, REVEAL_PURPOSES, is_declared_purpose
from dangjian.directory.members.enums import ChangeReason, PersonCategory
from dangjian.directory.members.events import PersonRegistered
from dangjian.directory.members.models import REVEALABLE, MembershipChange, OrgRelation, Person
from dangjian.directory.members.permissions import EDIT_MEMBER, REVEAL_MEMBER
from dangjian.directory.organisations.enums import ForbiddenAct, OrgKind
from dangjian.directory.organisations.models import Organisation, PartyCell
from dangjian.directory.organisations.queries import refuse_act
from dangjian.foundation.codes import numbers
from dangjian.foundation.pinyin import search_key, sort_key
from dangjian.identity.accounts.commands.following import grants_changed, people_changed
from dangjian.identity.accounts.ports import PersonForAccount
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import BadInput, Conflict, FieldProblem

NOT_EDITED = frozenset({"organisation", "cell", "register_state", "membership_status"})
"""Fields that change by commands of their own, because more depends on them."""


def branch_for_people(organisation_id: UUID) -> Organisation:
    """The branch that takes people in.

    Raises BadInput when it is dissolved or no branch, Conflict for a temporary or functional one, where no relations
    lie.
    """
    branch: Organisation = Organisation.objects.get(pk=organisation_id)
    if branch.dissolved_on:
        raise BadInput(
            "directory.member.branch_dissolved",
            f"“{branch.short_name}”已撤销，请选择其他党支部。",
            field="organisation_id",
        )
    if branch.org_kind != OrgKind.BRANCH:
        raise BadInput(
            "directory.member.not_a_branch",
            "每名党员须编入一个党支部（党章第八条），请选择党支部而不是党委或党总支。",
            field="organisation_id",
        )
    refuse_act(branch, ForbiddenAct.TAKE_RELATION, field="organisation_id")
    return branch


def keys_of(name: str) -> dict[str, str]:
    """The computed columns of a name."""
    return {"name_key": sort_key(name), "name_search": search_key(name)}


def check_record(values: dict[str, Any], today: date) -> None:
    """All checks of one record together. Raises BadInput with every problem at its field."""
    dates = rules.Dates(
        values.get("birth_date"),
        values.get("applied_on"),
        values.get("activist_on"),
        values.get("target_on"),
        values.get("joined_on"),
        values.get("confirmed_on"),
    )
    problems: list[FieldProblem] = rules.check_dates(dates, today)
    problems += rules.check_category(values["person_category"], dates.joined, dates.confirmed)
    number = values.get("id_number")
    if number and values.get("id_type", "id_card") == "id_card":
        problems += rules.check_identity(str(number), dates.birth, values.get("sex", ""))
    phone = values.get("mobile_phone")
    if phone and not numbers.is_mobile(str(phone)):
        problems.append(FieldProblem("mobile_phone", "directory.member.phone", "手机号码应为 11 位数字，以 1 开头。"))
    if problems:
        raise BadInput("directory.member.record", f"有 {len(problems)} 处需要核对，请按提示修改。", fields=problems)


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the identity number already says, so that nobody types it twice."""
    number = values.get("id_number")
    if number and values.get("id_type", "id_card") == "id_card" and not numbers.identity_fault(number):
        values.setdefault("birth_date", None)
        values["birth_date"] = values["birth_date"] or numbers.identity_birth_date(number)
        if values.get("sex") in (None, "", "unstated"):
            values["sex"] = numbers.identity_sex(number)
    return values


def _refuse_duplicate(values: dict[str, Any], own_id: UUID | None) -> None:
    number = values.get("id_number")
    if not number:
        return
    same = Person.objects.unscoped("an identity number is unique in the whole enterprise").filter(
        id_number_index=str(number), register_state="active"
    )
    other = same.exclude(pk=own_id).first() if own_id else same.first()
    if other is not None:
        raise Conflict(
            "directory.member.id_number_taken",
            "此身份证号已登记在册。如为同一人，请通过组织关系调整办理；如不是，请核对证件号码。",
            fields=[FieldProblem("id_number", "directory.member.id_number_taken", "此身份证号已登记在册。")],
        )


@command(EDIT_MEMBER)
def register_person(
    unit: Unit, *, organisation_id: UUID, values: dict[str, Any], since: date | None = None, reason: str = "registered"
) -> Person:
    """Put somebody on the register of a branch.

    `values` are fields of the record; `since` is the day from which the person belongs to the branch (default today).
    Raises BadInput with all problems at their fields, Conflict for an identity number that is already registered.
    """
    branch = branch_for_people(organisation_id)
    record = _complete({key: value for key, value in values.items() if value is not None})
    record["name"] = "".join(record["name"].split()) if not record["name"].isascii() else record["name"].strip()
    check_record(record, unit.today)
    _refuse_duplicate(record, None)
    start = since or unit.today
    if start > unit.today:
        raise BadInput("directory.member.since_in_future", "编入支部的日期不能晚于今天。", field="since")
    person = unit.create(Person(organisation=branch, org_path=branch.org_path, **record, **keys_of(record["name"])))
    unit.create(
        OrgRelation(
            person=person,
            organisation=branch,
            org_path=branch.org_path,
            valid_from=start,
            reason_in=reason,
            recorded_at=unit.now,
        )
    )
    if person.person_category in {PersonCategory.FULL_MEMBER, PersonCategory.PROBATIONARY_MEMBER}:
        unit.create(
            MembershipChange(
                person=person,
                person_name=person.name,
                reason=ChangeReason(reason),
                happened_on=start,
                to_organisation=branch,
                org_path=branch.org_path,
                recorded_at=unit.now,
            )
        )
    unit.emit(PersonRegistered(aggregate_id=person.id, organisation_id=branch.id, happened_on=start))
    return person


@command(EDIT_MEMBER)
def update_person(
    unit: Unit,
    *,
    person_id: UUID,
    expected_version: int,
    values: dict[str, Any],
    effective_on: date | None = None,
    source: str = "edit",
    source_ref: str = "",
) -> Person:
    """Change fields of a record. Every change keeps its old value, source, effective date and time of entry.

    Raises StaleEdit when somebody else saved in between, BadInput with all problems at their fields.
    """
    person = unit.get(Person, person_id, expected_version=expected_version)
    return apply_changes(unit, person, values=values, effective_on=effective_on, source=source, source_ref=source_ref)


def apply_changes(
    unit: Unit,
    person: Person,
    *,
    values: dict[str, Any],
    effective_on: date | None = None,
    source: str = "edit",
    source_ref: str = "",
) -> Person:
    """Check and write changed fields of a loaded record (edits, corrections)."""
    refused = [name for name in values if name in NOT_EDITED or name not in BY_NAME]
    if refused:
        fields = [
            FieldProblem(n, "directory.member.not_editable", "此项不能直接修改，请使用相应的办理功能。")
            for n in refused
        ]
        raise BadInput("directory.member.not_editable", "有不能直接修改的项目。", fields=fields)
    if effective_on and effective_on > unit.today:
        raise BadInput("directory.member.effective_in_future", "生效日期不能晚于今天。", field="effective_on")
    if values.get("person_category", person.person_category) != person.person_category:
        refuse_act(person.organisation, ForbiddenAct.ADMIT, field="person_category")
    current = {name: getattr(person, name) for name in BY_NAME if name not in {"organisation", "cell"}}
    for name in REVEALABLE:
        current[name] = current[name].reveal() if current[name] else None
    merged = {**current, **values}
    # Only what this change touches is judged: an old record with another gap must stay editable.
    touched = set(values)
    try:
        check_record(merged, unit.today)
    except BadInput as found:
        mine = [problem for problem in found.fields if problem.path in touched or _concerns(problem, touched)]
        if mine:
            raise BadInput(found.code, f"有 {len(mine)} 处需要核对，请按提示修改。", fields=mine) from None
    if "id_number" in values:
        _refuse_duplicate(merged, person.id)
    changes = dict(values)
    if "name" in changes:
        changes.update(keys_of(changes["name"]))
    unit.update(person, source=source, source_ref=source_ref, effective_on=effective_on, **changes)
    _tell_account(person, touched)
    return person


def _tell_account(person: Person, touched: set[str]) -> None:
    """The account bears the person's name, and members have rights that others have not."""
    if "name" in touched:
        people_changed(
            people=[PersonForAccount(person.id, person.name, person.org_path, person.organisation.short_name)]
        )
    if "person_category" in touched:
        grants_changed(account_ids=[], person_ids=[person.id])


_TOGETHER = (
    {"birth_date", "sex", "id_number", "id_type"},
    {"birth_date", "applied_on", "activist_on", "target_on", "joined_on", "confirmed_on", "person_category"},
)


def _concerns(problem: FieldProblem, touched: set[str]) -> bool:
    return any(problem.path in group and touched & group for group in _TOGETHER)


@command(REVEAL_MEMBER)
def reveal_person(unit: Unit, *, person_id: UUID, purpose: str) -> dict[str, str]:
    """The sensitive fields of one person in clear. The look is recorded with its purpose before anything is shown.

    Raises BadInput for a purpose that is not declared (SEC-PI-03).
    """
    person = unit.get(Person, person_id, lock=False)
    if not is_declared_purpose(purpose):
        known = "、".join(REVEAL_PURPOSES)
        raise BadInput(
            "directory.member.purpose", f"用途须以下列之一开头：{known}；可以在后面用括号补充说明。", field="purpose"
        )
    unit.note(f"查看敏感信息：{person.name}；用途：{purpose}", about=person)
    return {name: value.reveal() if (value := getattr(person, name)) else "" for name in REVEALABLE}


def cell_of(branch: Organisation, cell_id: UUID | None) -> PartyCell | None:
    """The cell of a branch, or None. Raises BadInput for a cell of another branch."""
    if cell_id is None:
        return None
    cell: PartyCell | None = PartyCell.objects.filter(pk=cell_id, organisation=branch, dissolved_on=None).first()
    if cell is None:
        raise BadInput("directory.member.cell", "该党小组不属于所在党支部，请重新选择。", field="cell_id")
    return cell
