"""Plain text and repeated passages (BEY-5)."""

from __future__ import annotations

from dangjian.work.life.rules.text import Earlier, Repeated, plain_text, repeated_passages, squeeze

COPIED = "会议强调，要进一步提高政治站位，把学习贯彻全会精神作为当前和今后一个时期的首要政治任务抓紧抓实"
OLD = Earlier("m1", "2026-10-20 支部党员大会", f"上次会议。{COPIED}。散会。")


def test_plain_text_keeps_one_line_per_block() -> None:
    assert plain_text("<p>第一段&amp;说明</p><ul><li>甲</li><li>乙</li></ul>") == "第一段&说明\n甲\n乙"


def test_squeeze_ignores_punctuation_and_blanks() -> None:
    assert squeeze("会议，强调 ——“A”！") == "会议强调a"


def test_bey_5_a_copied_passage_is_found_with_its_place_and_source() -> None:
    text = f"今天我们讨论了检修计划。{COPIED}。接着布置工作。"
    start = text.index("会议强调")
    assert repeated_passages(text, [OLD]) == [
        Repeated(start, start + len(COPIED), COPIED, "m1", "2026-10-20 支部党员大会")
    ]


def test_bey_5_changed_punctuation_does_not_hide_a_copy() -> None:
    disguised = COPIED.replace("，", " 、")
    assert [r.source_id for r in repeated_passages(disguised, [OLD])] == ["m1"]


def test_bey_5_everyday_phrases_and_new_text_are_not_shown() -> None:
    own = "会议强调要提高政治站位。大家围绕三号机组检修的安全措施逐人发言，提出了七条具体建议。"
    assert repeated_passages(own, [OLD]) == []


def test_bey_5_the_longest_copy_stands_for_shorter_ones_inside() -> None:
    part = Earlier("m2", "2026-09-01 党课", COPIED[:36])
    assert [r.source_id for r in repeated_passages(COPIED, [part, OLD])] == ["m1"]


def test_a_short_text_is_never_a_copy() -> None:
    assert repeated_passages("同意。", [OLD]) == []
