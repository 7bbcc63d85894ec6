"""Which duties an archived meeting satisfies (organisational-life section 2, after the table).

One event may satisfy several duties only if each part has its own agenda item and its own minutes. A meeting below
quorum is recorded but does not satisfy the duty if it had to vote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dangjian.work.duties.rules.calendar import Credit, DutyRule
from dangjian.work.duties.rules.kinds import EVALUATION_DUTIES, DutyKind
from dangjian.work.duties.rules.periods import evaluation_year, period_of
from dangjian.work.life.rules.kinds import DUTY_OF_MEETING, MeetingKind
from dangjian.work.life.rules.text import squeeze


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What the credit rule must know of an agenda item."""

    part_id: str
    duty: DutyKind | None
    title: str
    minutes: str
    had_to_vote: bool = False
    is_quorate: bool = True
    lecturer: str = ""
    has_lecture_text: bool = False


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What the credit rule must know of a meeting."""

    kind: MeetingKind
    on: date
    parts: tuple[PartFacts, ...]
    cell_key: str = ""
    evaluation_year: int | None = None
    due: int = 0
    present: int = 0
    rectifications: int = 0


@dataclass(frozen=True, slots=True)
class PartCredit:
    """A credit with the agenda item it rests on."""

    part_id: str
    credit: Credit


def duty_of_part(kind: MeetingKind, part: PartFacts) -> DutyKind | None:
    """The duty an agenda item serves: its own when it names one, else that of the meeting."""
    return part.duty or DUTY_OF_MEETING[kind]


def credits_of(meeting: MeetingFacts, rules: dict[DutyKind, DutyRule]) -> list[PartCredit]:
    """The credits of an archived meeting, one for each duty it names, satisfied or not, with the reason if not."""
    by_duty: dict[DutyKind, list[PartFacts]] = {}
    for part in meeting.parts:
        duty = duty_of_part(meeting.kind, part)
        if duty is not None:
            by_duty.setdefault(duty, []).append(part)
    own = DUTY_OF_MEETING[meeting.kind]
    order = sorted(by_duty, key=lambda duty: (duty is not own, duty.value))
    found: list[PartCredit] = []
    used: set[str] = set()
    for duty in order:
        parts = by_duty[duty]
        reason = _why_not(meeting, duty, parts, used)
        used.update(squeeze(p.minutes) for p in parts)
        # The first item with minutes stands for the duty in the trace view.
        basis = next((p for p in parts if p.minutes.strip()), parts[0])
        found.append(PartCredit(basis.part_id, _credit(meeting, duty, rules[duty], reason)))
    return found


def _why_not(meeting: MeetingFacts, duty: DutyKind, parts: Sequence[PartFacts], used: set[str]) -> str:
    """Why the duty is not satisfied; empty when it is."""
    texts = {squeeze(p.minutes) for p in parts} - {""}
    if not texts:
        return "没有单独的记录内容"
    if not texts - used:
        return "记录内容与同次活动的其他议程相同，一次活动计入多项须分别列出议程并分别记录"
    if any(p.had_to_vote and not p.is_quorate for p in parts):
        return "到会有表决权人数不足，不能表决"
    if duty is DutyKind.PARTY_LECTURE and not any(p.lecturer and p.title and p.has_lecture_text for p in parts):
        return "缺少授课人、题目或讲稿"
    if duty is DutyKind.DEMOCRATIC_LIFE_MEETING and meeting.present * 3 < meeting.due * 2:
        return "到会人数不足应到人数的三分之二"
    if duty in {DutyKind.DEMOCRATIC_LIFE_MEETING, DutyKind.ORGANISATIONAL_LIFE_MEETING} and not meeting.rectifications:
        return "缺少问题整改清单"
    return ""


def _credit(meeting: MeetingFacts, duty: DutyKind, rule: DutyRule, reason: str) -> Credit:
    if duty in EVALUATION_DUTIES:
        period = evaluation_year(meeting.evaluation_year or meeting.on.year)
    else:
        period = period_of(rule.period, meeting.on)
    subject = meeting.cell_key if duty is DutyKind.CELL_MEETING else ""
    return Credit(duty, period.key, meeting.on, subject, not reason, reason)
