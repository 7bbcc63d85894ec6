"""How a transfer stands, what may follow, and why one may be refused."""

from __future__ import annotations

from dangjian.work.duties.rules.kinds import Labelled


class TransferState(Labelled):
    """How a transfer stands. Until `accepted` the sending organisation is responsible for the member."""

    DRAFT = "draft", "待支部审核"
    BRANCH_CHECKED = "branch_checked", "待党委转出"
    IN_TRANSIT = "in_transit", "转接中"
    COMMITTEE_ACCEPTED = "committee_accepted", "待编入支部"
    ACCEPTED = "accepted", "已接收，待回执"
    CLOSED = "closed", "已办结"
    REJECTED = "rejected", "已退回"
    EXPIRED = "expired", "已逾期失效"
    WITHDRAWN = "withdrawn", "已撤回"
    LOST_LETTER = "lost_letter", "介绍信遗失"


class RefusalReason(Labelled):
    """Why a receiving organisation may send a transfer back; it may not refuse without a reason."""

    WRONG_RECEIVER = "wrong_receiver", "接收党组织有误"
    DATA_DIFFERS = "data_differs", "党员信息与档案不一致"
    FILE_INCOMPLETE = "file_incomplete", "党员档案材料不全"
    NOT_A_MEMBER = "not_a_member", "党员身份无法确认"
    NOT_HERE = "not_here", "本人未到接收单位工作或居住"
    DISCIPLINE_OPEN = "discipline_open", "有未办结的纪律审查"
    RECEIVER_ENDED = "receiver_ended", "接收党组织已撤销或合并"


REFUSAL_CLAUSE = "中国共产党党员教育管理工作条例第二十五条"
"""A receiving organisation may check the file and may not refuse or delay without reason."""

FOLLOWING: dict[TransferState, frozenset[TransferState]] = {
    TransferState.DRAFT: frozenset(
        {TransferState.BRANCH_CHECKED, TransferState.IN_TRANSIT, TransferState.REJECTED, TransferState.WITHDRAWN}
    ),
    TransferState.BRANCH_CHECKED: frozenset(
        {TransferState.IN_TRANSIT, TransferState.REJECTED, TransferState.WITHDRAWN}
    ),
    TransferState.COMMITTEE_ACCEPTED: frozenset(
        {TransferState.ACCEPTED, TransferState.REJECTED, TransferState.WITHDRAWN}
    ),
    TransferState.IN_TRANSIT: frozenset(
        {
            TransferState.COMMITTEE_ACCEPTED,
            TransferState.ACCEPTED,
            TransferState.REJECTED,
            TransferState.EXPIRED,
            TransferState.WITHDRAWN,
            TransferState.LOST_LETTER,
        }
    ),
    TransferState.ACCEPTED: frozenset({TransferState.CLOSED}),
    TransferState.REJECTED: frozenset(
        {TransferState.BRANCH_CHECKED, TransferState.IN_TRANSIT, TransferState.WITHDRAWN}
    ),
    TransferState.EXPIRED: frozenset({TransferState.IN_TRANSIT, TransferState.WITHDRAWN}),
    TransferState.LOST_LETTER: frozenset({TransferState.IN_TRANSIT, TransferState.WITHDRAWN}),
    TransferState.CLOSED: frozenset(),
    TransferState.WITHDRAWN: frozenset(),
}
"""What may follow each state. A letter that was lost, refused or ran out is followed by a new one."""

ENDED = frozenset(state for state, following in FOLLOWING.items() if not following)
"""States in which nothing more happens."""


def may_follow(now: TransferState, then: TransferState) -> bool:
    """Whether a transfer may go from one state to another."""
    return then in FOLLOWING[now]


def is_senders(state: TransferState) -> bool:
    """Whether the sending organisation is still responsible for the member (条例第二十五条)."""
    return state not in {TransferState.ACCEPTED, TransferState.CLOSED}
