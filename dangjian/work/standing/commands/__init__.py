"""Everything that changes stays and cases."""

from dangjian.work.standing.commands.cases import decide_case, log_attempt, open_case, settle_case
from dangjian.work.standing.commands.following import (
    agree_with_register,
    bring_due_cases,
    follow_person,
    open_due_cases,
)
from dangjian.work.standing.commands.hosting import answer_host, confirm_attendance, end_hosting
from dangjian.work.standing.commands.stays import ask_host, drop_host, end_stay, note_contact, report_home, start_stay

__all__ = [
    "agree_with_register",
    "answer_host",
    "ask_host",
    "bring_due_cases",
    "confirm_attendance",
    "decide_case",
    "drop_host",
    "end_hosting",
    "end_stay",
    "follow_person",
    "log_attempt",
    "note_contact",
    "open_case",
    "open_due_cases",
    "report_home",
    "settle_case",
    "start_stay",
]
