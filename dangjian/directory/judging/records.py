"""Between a roster row and a person's record: values to store, what differs, how values are shown to people."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian.directory.columns.fields_member import MEMBER_FIELDS, RECORD_FIELDS
from dangjian.directory.members.enums import (
    ConfirmationStatus,
    IdType,
    JoiningType,
    MembershipStatus,
    MobileDirection,
    PersonCategory,
    Sex,
)
from dangjian.directory.members.models import Person
from dangjian.foundation.codes.education import DEGREE, EDUCATION
from dangjian.foundation.codes.persons import ETHNIC_GROUP, POLITICAL_STATUS
from dangjian.foundation.tabular.normalise.dates import first_day, precision
from dangjian.kernel.crypto.fields import blind_index
from dangjian.kernel.crypto.masks import mask_address, mask_identity_number, mask_phone

DATES = frozenset(
    {"birth_date", "joined_on", "confirmed_on", "applied_on", "activist_on", "target_on", "league_joined_on"}
    | {"out_of_contact_since", "mobile_since", "work_started_on"}
)
PRECISE = {"joined_on": "joined_precision", "confirmed_on": "confirmed_precision"}
"""Dates whose precision is kept."""
SEALED = {
    "id_number": mask_identity_number,
    "mobile_phone": mask_phone,
    "home_address": mask_address,
    "registered_residence": mask_address,
}
"""Sensitive fields with their masks."""
INDEXED = {"id_number": "id_number_index", "mobile_phone": "mobile_phone_index"}
"""Sensitive fields that compare by their blind index, without being opened."""
NOT_BY_IMPORT = frozenset({"membership_status"})
"""Fields of known people that change by proceedings of their own, not by an import."""

_LABELS: dict[str, dict[str, str]] = {
    "sex": dict(Sex.choices),
    "id_type": dict(IdType.choices),
    "person_category": dict(PersonCategory.choices),
    "membership_status": dict(MembershipStatus.choices),
    "joining_type": dict(JoiningType.choices),
    "confirmation_status": dict(ConfirmationStatus.choices),
    "mobile_direction": dict(MobileDirection.choices),
}
_CODES = {
    "ethnic_group": ETHNIC_GROUP,
    "education_level": EDUCATION,
    "degree_level": DEGREE,
    "political_status": POLITICAL_STATUS,
}


def record_values(values: dict[str, Any], extras: dict[str, str]) -> dict[str, Any]:
    """The columns of a person that a row gives. Blank cells give nothing: they never delete a value."""
    record: dict[str, Any] = {}
    for name in RECORD_FIELDS & values.keys():
        value = values[name]
        if name in DATES:
            record[name] = first_day(value)
            if name in PRECISE:
                record[PRECISE[name]] = precision(value)
        else:
            record[name] = value
    if label := extras.get("education_level"):
        record["education_label"] = label[:40]
    numbers = _other_numbers(values, extras)
    if numbers:
        remarks = str(record.get("remarks", ""))
        note = f"其他电话：{'、'.join(numbers)}"
        record["remarks"] = f"{remarks}；{note}"[:1000] if remarks else note
    return record


def _other_numbers(values: dict[str, Any], extras: dict[str, str]) -> list[str]:
    found = "、".join(extras[name] for name in ("mobile_phone", "registered_phone", "landline") if name in extras)
    numbers = [number for number in found.split("、") if number]
    registered = values.get("registered_phone")
    if registered and registered != values.get("mobile_phone"):
        numbers.append(registered)
    return [number for number in dict.fromkeys(numbers) if number != values.get("landline")]


def differences(person: Person, record: dict[str, Any]) -> dict[str, Any]:
    """Columns of a known person that the record would change, with the new values."""
    changed: dict[str, Any] = {}
    for name, value in record.items():
        if name in NOT_BY_IMPORT:
            continue
        if name in INDEXED:
            index = blind_index(Person, INDEXED[name], value, tenant_id=person.tenant_id)
            differs = getattr(person, INDEXED[name]) != index
        else:
            held = getattr(person, name)
            differs = held != value and not (held is None and value in ("", False))
        if differs:
            changed[name] = value
    return changed


def keep_exact_days(person: Person, record: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The record without dates that a row gives by the month only where the day is on record already and agrees.

    A roster that writes 1991.08 knows no better than 1991-08-07 and must not make it the first of the month.
    """
    kept = dict(record)
    for name in DATES & record.keys():
        held, text = getattr(person, name), str(values.get(name, ""))
        if len(text) == 7 and held is not None and held.isoformat().startswith(text):
            del kept[name]
            kept.pop(PRECISE.get(name, ""), None)
    return kept


def title(name: str) -> str:
    """The title of a column of the record."""
    return MEMBER_FIELDS[name].title if name in MEMBER_FIELDS else _OTHER_TITLES.get(name, name)


_OTHER_TITLES = {
    "education_label": "学历名称",
    "joined_precision": "入党日期精度",
    "confirmed_precision": "转正日期精度",
}


def shown(name: str, value: Any, *, masked: bool = True) -> str:
    """A value as people read it: names for codes, 是/否, dates; sensitive ones masked unless the right is there."""
    if value is None or value == "":
        return ""
    if name in SEALED:
        return SEALED[name](str(value)) if masked else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in _LABELS:
        return _LABELS[name].get(str(value), str(value))
    if name in _CODES:
        return _CODES[name].name(str(value))
    if name.endswith("_precision"):
        return "精确到月" if value == "month" else "精确到日"
    return value.isoformat() if isinstance(value, date) else str(value)


def known_values(person: Person) -> dict[str, Any]:
    """What is on record about a person, in the form of row values, for checks across columns (no sensitive ones)."""
    values: dict[str, Any] = {}
    for name in RECORD_FIELDS - SEALED.keys():
        value = getattr(person, name)
        if value is None or value == "":
            continue
        if name in DATES:
            month_only = name in PRECISE and getattr(person, PRECISE[name]) == "month"
            values[name] = value.isoformat()[:7] if month_only else value.isoformat()
        else:
            values[name] = value
    return values
