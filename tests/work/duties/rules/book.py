"""The shipped rule parameters, read as the rules see them, without a data base."""

from __future__ import annotations

import json
from pathlib import Path

from dangjian.work.duties.rules.calendar import DutyRule, duty_rule
from dangjian.work.duties.rules.kinds import DutyKind
from dangjian.work.life.rules.kinds import VoteMatter
from dangjian.work.life.rules.quorum import VoteRule, vote_rule

_SEEDS = Path(__file__).parents[4] / "dangjian" / "work" / "life" / "seeds" / "rulebook.json"
_ENTRIES = json.loads(_SEEDS.read_text(encoding="utf-8"))

DUTIES: dict[DutyKind, DutyRule] = {
    duty: duty_rule(duty, entry["value"], clause=entry["source_article"], explanation="")
    for entry in _ENTRIES
    for duty in DutyKind
    if entry["key"] == f"life.duty.{duty}"
}
VOTES: dict[VoteMatter, VoteRule] = {
    matter: vote_rule(entry["value"], clause=entry["source_article"])
    for entry in _ENTRIES
    for matter in VoteMatter
    if entry["key"] == f"life.vote.{matter}" and not entry.get("effective_to")
}
