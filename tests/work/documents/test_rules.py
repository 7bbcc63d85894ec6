"""Requests in reports, numbers, days for reading (DOC-1)."""

from __future__ import annotations

from datetime import date

import pytest

from dangjian.kernel.workdays import add_working_days
from dangjian.work.documents.rules import hidden_request, number_text, read_by, usual_word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("以上报告，请审阅。", ""),
        ("特此报告。", ""),
        ("上级批准的计划已完成。", ""),
        ("妥否，请批示。", "请批示"),
        ("现将购置事项请示如下：", "请示如下"),
        ("经费不足，请 予\n批准。", "请予批准"),
        ("以上请示当否，望批复", "当否"),
    ],
)
def test_DOC_1_a_report_hides_no_request_regulation_article_15(text: str, words: str) -> None:
    assert hidden_request(text) == words


def test_DOC_1_number_as_written_regulation_article_9() -> None:
    assert number_text("滨江党发", 2026, 3) == "滨江党发〔2026〕3号"
    assert usual_word("一车间党支部", "请示") == "一车间党支部请示"


@pytest.mark.parametrize(
    ("today", "urgent", "last"),
    [
        (date(2026, 11, 20), False, date(2026, 11, 25)),  # over a weekend
        (date(2026, 11, 20), True, date(2026, 11, 23)),
        (date(2026, 9, 30), True, date(2026, 10, 8)),  # over the national holidays
    ],
)
def test_DOC_1_days_for_reading_are_working_days(today: date, urgent: bool, last: date) -> None:
    assert read_by(today, urgent=urgent, add_working_days=add_working_days) == last
