"""The rule book as organisational life reads it."""

from __future__ import annotations

from datetime import date

from dangjian.foundation.rulebook.queries import rule, rules_under
from dangjian.work.duties.rules.calendar import DutyRule, duty_rule
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.kinds import VoteMatter
from dangjian.work.life.rules.planning import Forbidden
from dangjian.work.life.rules.quorum import VoteRule, vote_rule

_DUTY = "life.duty."
_FORBIDDEN = "life.forbidden."


def duty_rules(on: date) -> dict[DutyKind, DutyRule]:
    """All duties as they hold on a day; a duty without a rule on that day is left out. At most one query."""
    return {
        DutyKind(key.removeprefix(_DUTY)): duty_rule(
            DutyKind(key.removeprefix(_DUTY)), version.value, clause=version.citation, explanation=version.text
        )
        for key, version in rules_under(_DUTY, on=on).items()
    }


def vote_rule_of(matter: VoteMatter, on: date) -> VoteRule:
    """Quorum and majority for a matter as they hold on a day."""
    version = rule(f"life.vote.{matter}", on=on)
    return vote_rule(version.value, clause=version.citation)


def forbidden_matters(branch_kind: str, on: date) -> Forbidden | None:
    """What branches of this kind may not decide on a day; None for kinds without such a rule (ORG-R11)."""
    key = f"{_FORBIDDEN}{branch_kind}"
    version = rules_under(_FORBIDDEN, on=on).get(key) if branch_kind else None
    if version is None:
        return None
    return Forbidden(frozenset(VoteMatter(matter) for matter in version.value), version.text, version.citation)


def number_of(key: str, on: date) -> int:
    """A whole number of the rule book: days, per cent."""
    return int(rule(f"life.{key}", on=on).value)
