"""The catalogue of fields with their choices, as the pages draw it."""

from __future__ import annotations

from typing import Any

from dangjian.directory.members import enums
from dangjian.directory.members.catalogue import FIELDS, GROUPS
from dangjian.directory.members.queries.counts import DIMENSIONS
from dangjian.foundation.codes.education import DEGREE, EDUCATION, EDUCATION_CLASSES
from dangjian.foundation.codes.persons import ETHNIC_GROUP, POLITICAL_STATUS

_ENUMS = {
    "sex": enums.Sex,
    "id_type": enums.IdType,
    "person_category": enums.PersonCategory,
    "membership_status": enums.MembershipStatus,
    "register_state": enums.RegisterState,
    "joining_type": enums.JoiningType,
    "confirmation_status": enums.ConfirmationStatus,
    "mobile_direction": enums.MobileDirection,
}
_CODE_SETS = {
    "ethnic_group": ETHNIC_GROUP,
    "political_status": POLITICAL_STATUS,
    "education_level": EDUCATION,
    "degree_level": DEGREE,
}


def _choices(code_set: str) -> list[tuple[str, str]]:
    if code_set in _ENUMS:
        return [(str(value), str(label)) for value, label in _ENUMS[code_set].choices]
    if code_set in _CODE_SETS:
        return [(item.code, item.name) for item in _CODE_SETS[code_set].items]
    return []


def catalogue() -> dict[str, Any]:
    """Groups, fields with choices, leaving reasons, dimensions of counts."""
    return {
        "groups": GROUPS,
        "fields": [
            {
                "name": field.name,
                "title": field.title,
                "group": field.group,
                "kind": field.kind,
                "choices": _choices(field.code_set),
                "correctable": field.correctable,
                "is_sensitive": field.is_sensitive,
            }
            for field in FIELDS
        ],
        "leaving_reasons": [
            (str(reason), str(reason.label)) for reason in enums.ChangeReason if reason in enums.LEAVING_REASONS
        ],
        "dimensions": [("organisation", "党组织"), *((d.name, d.title) for d in DIMENSIONS.values())],
        "education_classes": [(key, label) for key, label in EDUCATION_CLASSES],
    }
