"""Minutes of invented meetings: short HTML paragraphs put together from what branches really write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from dangjian.ops.demo.enterprise import words


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose name can stand in minutes."""

    key: str
    name: str


class Writer:
    """Writes the minutes of one branch; draws from the branch's own random numbers."""

    def __init__(self, rng: Random, speakers: list[Speaker]) -> None:
        self._rng = rng
        self._speakers = speakers
        self._names = {speaker.key: speaker.name for speaker in speakers}

    def study(self, title: str, *, copied: bool = False) -> str:
        """Minutes of a study item."""
        if copied:
            return f"<p>会议{title}，与会同志结合工作实际交流了体会，一致表示要把学习成果转化为工作成效。</p>"
        return f"<p>会议{title}，时长{self._rng.randrange(25, 60)}分钟，由{self._one()}领学。</p>{self._opinions(2)}"

    def activity(self, what: str, day: date) -> str:
        """Minutes of a practical activity."""
        count = self._rng.randrange(3, 19)
        done = f"{day.month}月{day.day}日，{what}。现场共形成记录{count}条，由{self._one()}负责汇总跟进。"
        return f"<p>{done}</p>{self._opinions(1)}"

    def discussion(self, text: str, *, copied: bool = False) -> str:
        """Minutes of a discussion."""
        return f"<p>{text}</p>" if copied else f"<p>{text}</p>{self._opinions(self._rng.randrange(2, 4))}"

    def decision(self, day: date) -> str:
        """Minutes of a vote; the figures stand in the record of the vote itself."""
        return f"<p>支部委员会作了说明，党员充分讨论后进行表决，自{day.month}月起执行。</p>"

    def lecture(self, title: str) -> str:
        """Minutes of a lecture."""
        return f"<p>党课题目为“{title}”，共{self._rng.randrange(40, 75)}分钟，课后进行了交流。</p>{self._opinions(1)}"

    def lecture_text(self, text: str) -> str:
        """Text of a lecture, long enough to be one."""
        points = "".join(
            f"<p>{number}、{point}。结合本支部实际，这一条要落到每一名党员的岗位上：做什么、谁来做、何时完成，都要讲清楚，"
            "做不到的要说明原因，做得好的要让大家看得见、学得会。</p>"
            for number, point in zip("一二三", self._points(), strict=True)
        )
        return f"<p>同志们：</p><p>{text}</p>{points}<p>希望大家学以致用，从本岗位做起，用实际行动经受检验。</p>"

    def self_check(self) -> str:
        """The committee's own check before criticism."""
        return (
            "<p>书记通报了上年度整改清单完成情况，代表支部委员会作对照检查，"
            f"查找出理论学习、联系群众、创新举措等方面问题{self._rng.randrange(4, 9)}个。</p>"
        )

    def criticism(self, keys: list[str]) -> str:
        """Criticism person by person."""
        return "".join(
            f"<p><b>{self._names.get(key, '支部书记')}</b>：{self._rng.choice(words.CRITICISM)}</p>" for key in keys
        )

    def evaluation(self, year: int) -> str:
        """Minutes of the yearly evaluation."""
        return (
            f"<p>党员逐一作{year}年度个人自评，开展互评，以无记名方式填写测评表，由支部委员会汇总后提出评定意见。</p>"
        )

    def _opinions(self, count: int) -> str:
        if not self._speakers:
            return ""
        chosen = self._rng.sample(self._speakers, min(count, len(self._speakers)))
        texts = self._rng.sample(words.OPINIONS, len(chosen))
        return "".join(f"<p>{who.name}：{text}。</p>" for who, text in zip(chosen, texts, strict=True))

    def _points(self) -> list[str]:
        return [text.partition("，")[2] for text in self._rng.sample(words.OPINIONS, 3)]

    def _one(self) -> str:
        return self._rng.choice(self._speakers).name if self._speakers else "带队同志"
