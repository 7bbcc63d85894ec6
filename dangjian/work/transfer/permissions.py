"""What can be allowed on transfers of organisational relations."""

from __future__ import annotations

from dangjian.kernel.permissions import Action, Public

_KEEPERS = ("branch_secretary", "office")

VIEW_TRANSFER = Action(
    "transfer.view", "查看组织关系转接", roles=("branch_officer", "branch_secretary", "office", "leader")
)
VIEW_OWN_TRANSFER = Action("transfer.own", "查看、申请本人的组织关系转接", own=True)
SEND_TRANSFER = Action("transfer.send", "办理组织关系转出", roles=_KEEPERS)
RECEIVE_TRANSFER = Action("transfer.receive", "办理组织关系接收、退回", roles=_KEEPERS)
VERIFY_LETTER = Public(
    "the code in the picture is the proof; number, state and last day of a letter are told, nothing else"
)
