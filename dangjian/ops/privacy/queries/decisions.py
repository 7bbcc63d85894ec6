"""What is concluded about the acting person by rule, from which inputs, and who decides (SEC-PI-09)."""

from __future__ import annotations

from typing import Any

from dangjian.directory.members.catalogue import title_of
from dangjian.directory.members.enums import RegisterState
from dangjian.directory.members.models import Person
from dangjian.directory.members.queries import member_detail
from dangjian.kernel.actor import current_actor
from dangjian.kernel.doors import query
from dangjian.ops.privacy.permissions import OWN_DATA
from dangjian.ops.privacy.rules import RULED

_INPUTS = {
    "vote": ("person_category", "membership_status", "register_state", "vote_suspended"),
    "strength": ("person_category", "membership_status", "register_state"),
    "standing": ("confirmed_on", "standing_correction_months"),
    "attendance": ("attendance_exempt",),
}


@query(OWN_DATA)
def my_decisions() -> list[dict[str, Any]]:
    """Every conclusion with the values that it was drawn from; empty for accounts without a record."""
    person_id = current_actor().person_id
    if person_id is None:
        return []
    detail = member_detail(person_id=person_id)
    record = detail["record"]
    results = {
        "vote": "有" if detail["has_vote"] else "没有",
        "strength": "计入" if detail["in_strength"] else "不计入",
        "standing": detail["standing"] or "还没有党龄",
        "attendance": "不计入" if record["attendance_exempt"] else "计入",
    }
    return [
        {
            "code": decision.code,
            "title": decision.title,
            "result": results[decision.code],
            "rule": decision.rule,
            "effect": decision.effect,
            "decided_by": decision.decided_by,
            "inputs": [
                {
                    "title": "在册情况" if name == "register_state" else title_of(name),
                    "value": _shown(name, record, detail),
                }
                for name in _INPUTS[decision.code]
            ],
        }
        for decision in RULED
    ]


def _shown(name: str, record: dict[str, Any], detail: dict[str, Any]) -> str:
    if name == "register_state":
        return str(RegisterState.LEFT.label if detail["left_on"] else RegisterState.ACTIVE.label)
    value = record[name]
    choices = dict(getattr(Person._meta.get_field(name), "choices", None) or ())
    if value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return "是" if value else "否"
    return "（空）" if value in (None, "") else str(value)
