"""Everything that changes imports."""

from dangjian.directory.rosters.commands.batches import (
    DIED,
    DIED_CHECKING,
    begin_commit,
    create_batch,
    discard_batch,
    fail_batch,
    purge_batch,
    request_preview,
    request_undo,
    set_mapping,
    settle_batch,
    store_preview,
)
from dangjian.directory.rosters.commands.commits import commit_batch
from dangjian.directory.rosters.commands.exports import export_roster
from dangjian.directory.rosters.commands.rows import correct_cell, decide_row, replace_text
from dangjian.directory.rosters.commands.undoing import undo_batch

__all__ = [
    "DIED",
    "DIED_CHECKING",
    "begin_commit",
    "commit_batch",
    "correct_cell",
    "create_batch",
    "decide_row",
    "discard_batch",
    "export_roster",
    "fail_batch",
    "purge_batch",
    "replace_text",
    "request_preview",
    "request_undo",
    "set_mapping",
    "settle_batch",
    "store_preview",
    "undo_batch",
]
