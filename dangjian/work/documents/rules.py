"""What may be written where, until when it is to be read, and how a number looks.

Clauses: 《党政机关公文处理工作条例》(2012), cited as 公文条例.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """Notices go down, reports go up. Requests are cases of the process `request_upward`."""

    NOTICE = "notice"
    REPORT = "report"


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


class Audience(StrEnum):
    """Whom a notice reaches in each organisation."""

    OFFICERS = "officers"
    MEMBERS = "members"


KIND_TITLES = {Kind.NOTICE: "通知", Kind.REPORT: "报告"}
READ_WITHIN = 3
"""Working days for reading; one when urgent (a convention of the platform, to be changed for each document)."""
URGENT_WITHIN = 1
LATEST = 365
NO_REQUEST = "《党政机关公文处理工作条例》第十五条：不得在报告等非请示性公文中夹带请示事项"
ONE_SUPERIOR = "《党政机关公文处理工作条例》第十五条：原则上主送一个上级机关"
_ASKING = (
    *(
        "请批示",
        "请批复",
        "请批准",
        "请审批",
        "请予批准",
        "请予批复",
        "请予审批",
        "请予支持解决",
        "敬请批示",
        "恳请批准",
    ),
    *("望批准", "请核准", "请予核准", "请示如下", "妥否", "当否", "可否，请", "以上请示"),
)


def hidden_request(text: str) -> str:
    """The words in a report that ask for a decision; empty when there are none."""
    bare = "".join(text.split())
    return next((words for words in _ASKING if words in bare), "")


def read_by(today: date, *, urgent: bool, add_working_days: Callable[[date, int], date]) -> date:
    """Until when a document is to be read when nothing else was said; the day of sending does not count."""
    return add_working_days(today + timedelta(days=1), URGENT_WITHIN if urgent else READ_WITHIN)


def number_text(word: str, year: int, number: int) -> str:
    """A number as it is written: 滨江党发〔2026〕3号 (公文条例第九条：机关代字、年份、发文顺序号)."""
    return f"{word}〔{year}〕{number}号"


def usual_word(short_name: str, title: str) -> str:
    """The word before the year when an organisation has set none: its short name and what it is."""
    return f"{short_name[:20]}{title}"
