"""Everything that changes organisational life."""

from dangjian.work.life.commands.agenda import set_agenda
from dangjian.work.life.commands.archive import (
    add_addendum,
    archive_meeting,
    credit_leader_lectures,
    sign_as_chair,
    sign_as_recorder,
)
from dangjian.work.life.commands.attendance import Tick, ask_leave, change_list, decide_leave, tick_attendance
from dangjian.work.life.commands.checkin import check_in, join_remotely
from dangjian.work.life.commands.decisions import (
    add_resolution,
    change_resolution,
    close_resolution,
    record_vote,
    remove_resolution,
    withdraw_resolution,
)
from dangjian.work.life.commands.duties import exempt_duty, withdraw_exemption
from dangjian.work.life.commands.files import add_files, remove_file
from dangjian.work.life.commands.planning import cancel_meeting, change_meeting, notify_meeting, plan_meeting
from dangjian.work.life.commands.recording import (
    end_meeting,
    open_meeting,
    record_past_meeting,
    return_record,
    save_minutes,
    submit_record,
)
from dangjian.work.life.commands.series import end_series
from dangjian.work.life.commands.talks import record_talk
from dangjian.work.life.commands.templates import remove_template, save_template

__all__ = [
    "Tick",
    "add_addendum",
    "add_files",
    "add_resolution",
    "archive_meeting",
    "ask_leave",
    "cancel_meeting",
    "change_list",
    "change_meeting",
    "change_resolution",
    "check_in",
    "close_resolution",
    "credit_leader_lectures",
    "decide_leave",
    "end_meeting",
    "end_series",
    "exempt_duty",
    "join_remotely",
    "notify_meeting",
    "open_meeting",
    "plan_meeting",
    "record_past_meeting",
    "record_talk",
    "record_vote",
    "remove_file",
    "remove_resolution",
    "remove_template",
    "return_record",
    "save_minutes",
    "save_template",
    "set_agenda",
    "sign_as_chair",
    "sign_as_recorder",
    "submit_record",
    "tick_attendance",
    "withdraw_exemption",
    "withdraw_resolution",
]
