"""Everything that changes people's records."""

from dangjian.directory.members.commands.corrections import (
    ask_correction,
    decide_correction,
    forget_evidence,
    note_corrections_seen,
    withdraw_correction,
)
from dangjian.directory.members.commands.development import record_development, record_extension
from dangjian.directory.members.commands.export_requests import ask_member_export
from dangjian.directory.members.commands.exports import export_members
from dangjian.directory.members.commands.membership import (
    move_people,
    register_leaving,
    restore_person,
    set_cell,
    suspend_person,
    take_over_member,
)
from dangjian.directory.members.commands.people import register_person, reveal_person, update_person
from dangjian.directory.members.commands.records import remove_record, save_record
from dangjian.directory.members.commands.saved import delete_saved_query, save_query

__all__ = [
    "ask_correction",
    "ask_member_export",
    "decide_correction",
    "delete_saved_query",
    "export_members",
    "forget_evidence",
    "move_people",
    "note_corrections_seen",
    "record_development",
    "record_extension",
    "register_leaving",
    "register_person",
    "remove_record",
    "restore_person",
    "reveal_person",
    "save_query",
    "save_record",
    "set_cell",
    "suspend_person",
    "take_over_member",
    "update_person",
    "withdraw_correction",
]
