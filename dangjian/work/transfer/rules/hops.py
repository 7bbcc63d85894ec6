"""The legs of a transfer: who has it, and what comes after them (membership.md, section 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dangjian.work.duties.rules.kinds import Labelled
from dangjian.work.transfer.rules.states import TransferState


class TransferScope(Labelled):
    """Where a transfer leads."""

    INTERNAL_BRANCH = "internal_branch", "同一党委内支部之间"
    INTERNAL_COMMITTEE = "internal_committee", "系统内不同党委之间"
    INTRA_PROVINCE = "intra_province", "省内"
    CROSS_PROVINCE = "cross_province", "跨省"
    SPECIAL_SYSTEM = "special_system", "军队、中央单位等系统"


INSIDE = frozenset({TransferScope.INTERNAL_BRANCH, TransferScope.INTERNAL_COMMITTEE})
"""Transfers between organisations of one enterprise."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A receiver outside the enterprise: the organisation, and the committee that exchanges relations for it."""

    scope: TransferScope
    name: str
    committee_name: str


class HopKind(Labelled):
    """Who has a transfer at hand."""

    FROM_BRANCH = "from_branch", "转出党支部"
    FROM_COMMITTEE = "from_committee", "转出党委"
    TO_COMMITTEE = "to_committee", "接收党委"
    TO_BRANCH = "to_branch", "接收党支部"
    OUTSIDE = "outside", "系统外接收党组织"
    RECEIPT = "receipt", "待回执"


SENDING = frozenset({HopKind.FROM_BRANCH, HopKind.FROM_COMMITTEE})
RECEIVING = frozenset({HopKind.TO_COMMITTEE, HopKind.TO_BRANCH})

_S, _H = TransferState, HopKind
_OUT = (
    (_S.DRAFT, _H.FROM_BRANCH),
    (_S.BRANCH_CHECKED, _H.FROM_COMMITTEE),
    (_S.IN_TRANSIT, _H.OUTSIDE),
    (_S.ACCEPTED, _H.RECEIPT),
)
ROUTES: Mapping[TransferScope, tuple[tuple[TransferState, HopKind], ...]] = {
    TransferScope.INTERNAL_BRANCH: ((_S.DRAFT, _H.FROM_BRANCH), (_S.IN_TRANSIT, _H.TO_BRANCH)),
    TransferScope.INTERNAL_COMMITTEE: (
        (_S.DRAFT, _H.FROM_BRANCH),
        (_S.BRANCH_CHECKED, _H.FROM_COMMITTEE),
        (_S.IN_TRANSIT, _H.TO_COMMITTEE),
        (_S.COMMITTEE_ACCEPTED, _H.TO_BRANCH),
    ),
    **dict.fromkeys((TransferScope.INTRA_PROVINCE, TransferScope.CROSS_PROVINCE, TransferScope.SPECIAL_SYSTEM), _OUT),
}
"""States of each way in their order, with who has the transfer in each."""


def next_hop(scope: TransferScope, state: TransferState) -> tuple[TransferState, HopKind] | None:
    """What comes after a state on the way; None at the end. A transfer that came back begins again at the branch."""
    way = ROUTES[scope]
    now = _S.DRAFT if state is _S.REJECTED else state
    places = [number for number, (at, _) in enumerate(way) if at is now]
    if not places:
        raise ValueError(f"{state} is no state on the way of {scope}")
    after = places[0] + 1
    return way[after] if after < len(way) else None
