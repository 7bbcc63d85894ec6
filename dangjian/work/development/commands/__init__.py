"""Everything that changes the development of members beside the moves of cases."""

from dangjian.work.development.commands.admissions import (
    change_rule,
    follow_case,
    follow_person,
    start_admission,
    stop_admission,
)
from dangjian.work.development.commands.notes import (
    close_objection,
    hand_in_report,
    keep_note,
    look_at_notes,
    register_objection,
)
from dangjian.work.development.commands.plans import set_plan

__all__ = [
    "change_rule",
    "close_objection",
    "follow_case",
    "follow_person",
    "hand_in_report",
    "keep_note",
    "look_at_notes",
    "register_objection",
    "set_plan",
    "start_admission",
    "stop_admission",
]
