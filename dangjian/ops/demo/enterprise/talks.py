"""Heart-to-heart talks of a branch: who talked with whom during twelve months, in most branches not with everybody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dangjian.ops.demo.enterprise import words
from dangjian.ops.demo.enterprise.calendar import is_meeting_day
from dangjian.ops.demo.enterprise.life import Branch
from dangjian.ops.demo.enterprise.model import DemoTalk
from dangjian.work.life.rules.kinds import TalkOccasion


def talks_of_branch(branch: Branch) -> list[DemoTalk]:
    """Talks of the secretary with the committee, and of the committee with members."""
    rng = words.drawn(branch.seed, f"talks:{branch.org.key}")
    found: list[DemoTalk] = []
    if not branch.members:
        return found
    found.extend(_talk(branch, rng, branch.chair, key) for key in branch.committee if key != branch.chair)
    talkers = branch.committee or [branch.chair]
    coverage = rng.uniform(0.55, 1.0) * branch.care
    others = [p.key for p in branch.members if p.key not in branch.committee and not p.out_of_contact]
    found.extend(_talk(branch, rng, rng.choice(talkers), key) for key in others if rng.random() < coverage)
    return sorted(found, key=lambda talk: (talk.talked_on, talk.partner))


def _talk(branch: Branch, rng: Random, talker: str, partner: str) -> DemoTalk:
    day = branch.today - timedelta(days=rng.randrange(3, 330))
    while not is_meeting_day(day):
        day -= timedelta(days=1)
    occasion = TalkOccasion.REGULAR
    if day.month in {1, 12} and rng.random() < 0.6:
        occasion = TalkOccasion.BEFORE_LIFE_MEETING
    elif rng.random() < 0.15:
        occasion = rng.choice((TalkOccasion.HARDSHIP, TalkOccasion.ILLNESS, TalkOccasion.JOB_CHANGE))
    return DemoTalk(
        branch.org.key,
        talker,
        partner,
        max(day, date(branch.today.year - 1, 1, 2)),
        occasion,
        rng.choice(("办公室", "职工宿舍", "现场休息室", "电话")),
        rng.choice(words.TALK_GISTS),
    )
