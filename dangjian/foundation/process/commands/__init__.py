"""Everything that changes a definition or a case."""

from dangjian.foundation.process.commands.deciding import add_signer, decide_step, hand_on, return_case
from dangjian.foundation.process.commands.following import follow_organisation, recheck_holders
from dangjian.foundation.process.commands.looking import end_waits, look_at_deadlines
from dangjian.foundation.process.commands.managing import (
    assign_holder,
    change_rule,
    mark_absent,
    move_case,
    pause_case,
    resume_case,
    stop_case,
    urge_case,
    withdraw_case,
)
from dangjian.foundation.process.commands.migrating import migrate_cases
from dangjian.foundation.process.commands.starting import start_case
from dangjian.foundation.process.commands.telling import tell_about_move
from dangjian.foundation.process.commands.versions import publish_definition, retire_process, save_draft

__all__ = [
    "add_signer",
    "assign_holder",
    "change_rule",
    "decide_step",
    "end_waits",
    "follow_organisation",
    "hand_on",
    "look_at_deadlines",
    "mark_absent",
    "migrate_cases",
    "move_case",
    "pause_case",
    "publish_definition",
    "recheck_holders",
    "resume_case",
    "retire_process",
    "return_case",
    "save_draft",
    "start_case",
    "stop_case",
    "tell_about_move",
    "urge_case",
    "withdraw_case",
]
