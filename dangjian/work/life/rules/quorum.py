"""Quorum and majority (organisational-life section 3).

The operator words of the regulations are read literally: 半数以上 is >= half, 超过半数 and 过半数 are > half.
The denominator is fixed when the meeting opens. Probationary members speak but do not vote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dangjian.work.life.rules.kinds import MeetingKind, VoteMatter, VoteMethod


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fraction with its operator: `is_more_than` is 超过, otherwise 以上."""

    numerator: int
    denominator: int
    is_more_than: bool

    def met(self, *, count: int, base: int) -> bool:
        """Whether `count` of `base` reaches the threshold. An empty base never does."""
        left, right = count * self.denominator, base * self.numerator
        return base > 0 and (left > right if self.is_more_than else left >= right)

    def needed(self, base: int) -> int:
        """Smallest count that reaches the threshold of `base`."""
        exact = base * self.numerator
        if self.is_more_than:
            return exact // self.denominator + 1
        return -(-exact // self.denominator)


@dataclass(frozen=True, slots=True)
class VoteRule:
    """Quorum, majority and form of a vote on one matter."""

    quorum: Threshold
    majority: Threshold | None
    majority_base: str
    must_be_secret: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Ballots:
    """The count of one vote. By show of hands `issued` and `returned` are the number of hands counted."""

    method: VoteMethod
    issued: int
    returned: int
    vote_for: int
    vote_against: int
    vote_abstain: int
    invalid: int


def vote_rule(value: Mapping[str, Any], *, clause: str) -> VoteRule:
    """Read a vote rule from the JSON value of its rule parameter. Raises ValueError when it is not usable."""
    try:
        majority = value.get("majority")
        return VoteRule(
            quorum=_threshold(value["quorum"]),
            majority=_threshold(majority) if majority else None,
            majority_base=str(value.get("majority_base", "due")),
            must_be_secret=bool(value.get("secret", False)),
            clause=clause,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"life.vote: {error}") from error


def _threshold(value: Mapping[str, Any]) -> Threshold:
    if value["operator"] not in {">", ">="}:
        raise ValueError(f"operator {value['operator']!r}")
    return Threshold(int(value["numerator"]), int(value["denominator"]), value["operator"] == ">")


def default_matter(kind: MeetingKind) -> VoteMatter:
    """What a vote in a meeting of this kind is about unless the agenda says otherwise."""
    if kind is MeetingKind.BRANCH_COMMITTEE_MEETING:
        return VoteMatter.COMMITTEE_DECISION
    if kind in {MeetingKind.COMMITTEE_SESSION, MeetingKind.CENTRE_GROUP_STUDY, MeetingKind.DEMOCRATIC_LIFE_MEETING}:
        return VoteMatter.PARTY_COMMITTEE_DECISION
    return VoteMatter.DECISION


def has_vote(*, person_category: str, membership_status: str, is_rights_suspended: bool = False) -> bool:
    """Full members vote; probationary members, members with 停止党籍 or under 留党察看 do not."""
    return person_category == "full_member" and membership_status == "normal" and not is_rights_suspended


def is_quorate(rule: VoteRule, *, due_voters: int, present_voters: int) -> bool:
    """Whether enough people with the vote are present to decide."""
    return rule.quorum.met(count=present_voters, base=due_voters)


def has_passed(rule: VoteRule, *, due_voters: int, present_voters: int, vote_for: int) -> bool:
    """Whether a motion is carried: quorum first, then the majority of its base (by default of those due)."""
    if rule.majority is None or not is_quorate(rule, due_voters=due_voters, present_voters=present_voters):
        return False
    base = present_voters if rule.majority_base == "present" else due_voters
    return rule.majority.met(count=vote_for, base=base)


def count_problems(rule: VoteRule, ballots: Ballots, *, present_voters: int) -> list[tuple[str, str]]:
    """What is wrong with a count, as pairs of code and text; empty when it may be recorded.

    for + against + abstain + invalid = returned <= issued <= voters present (inspection finding 8).
    """
    found: list[tuple[str, str]] = []
    if min(ballots.vote_for, ballots.vote_against, ballots.vote_abstain, ballots.invalid, ballots.issued) < 0:
        return [("life.vote.negative", "票数不能为负数。")]
    if rule.must_be_secret and ballots.method is not VoteMethod.SECRET_PAPER:
        found.append(("life.vote.must_be_secret", f"该事项应采取无记名投票方式（{rule.clause}）。"))
    total = ballots.vote_for + ballots.vote_against + ballots.vote_abstain + ballots.invalid
    if total != ballots.returned:
        text = f"赞成、不赞成、弃权、无效票合计{total}票，与收回{ballots.returned}票不符。"
        found.append(("life.vote.sum", text))
    if ballots.returned > ballots.issued:
        text = f"收回{ballots.returned}票多于发出{ballots.issued}票，表决无效，应重新进行。"
        found.append(("life.vote.more_returned", text))
    if ballots.issued > present_voters:
        text = f"发出{ballots.issued}票多于到会有表决权的{present_voters}人；预备党员没有表决权。"
        found.append(("life.vote.more_issued", text))
    if ballots.method is VoteMethod.SHOW_OF_HANDS and ballots.invalid:
        found.append(("life.vote.invalid_hands", "举手表决没有无效票。"))
    return found


def explain(rule: VoteRule, *, due: int, present: int, vote_for: int, quorate: bool, passed: bool) -> str:
    """The result of a vote in words, with the clause."""
    needed = rule.quorum.needed(due)
    head = f"应到会有表决权{due}人，到会{present}人，须有{needed}人以上到会方可表决"
    if not quorate:
        return f"{head}；到会人数不足，表决无效（{rule.clause}）。"
    base = present if rule.majority_base == "present" else due
    pass_at = rule.majority.needed(base) if rule.majority else 0
    result = "通过" if passed else "未通过"
    return f"{head}；赞成{vote_for}票，须达到{pass_at}票，{result}（{rule.clause}）。"
