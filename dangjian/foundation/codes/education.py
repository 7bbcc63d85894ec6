"""Education levels and degrees: GB/T 4658-2006 and GB/T 6864-2003, with the Party schools' own labels.

Degree is independent of education level: a person can have finished graduate school without a degree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dangjian.foundation.codes.code_set import CodeItem, CodeSet, spelling_key

EDUCATION = CodeSet(
    "GB/T 4658",
    "学历",
    "2006",
    (
        CodeItem("10", "研究生教育", spellings=("研究生学历", "研究生")),
        CodeItem("11", "博士研究生毕业", parent="10", spellings=("博士研究生", "博士毕业", "博士", "博士后")),
        CodeItem("12", "博士研究生结业", parent="10", spellings=("博士结业",)),
        CodeItem("13", "博士研究生肄业", parent="10", spellings=("博士肄业",)),
        CodeItem(
            "14",
            "硕士研究生毕业",
            parent="10",
            spellings=("硕士研究生", "研究生毕业", "硕士毕业", "硕士", "全日制研究生", "在职研究生"),
        ),
        CodeItem("15", "硕士研究生结业", parent="10", spellings=("硕士结业", "研究生结业")),
        CodeItem("16", "硕士研究生肄业", parent="10", spellings=("硕士肄业", "研究生肄业")),
        CodeItem("17", "研究生班毕业", parent="10", spellings=("研究生班",)),
        CodeItem("18", "研究生班结业", parent="10"),
        CodeItem("19", "研究生班肄业", parent="10"),
        CodeItem("20", "大学本科教育", spellings=("本科教育",)),
        CodeItem(
            "21",
            "大学本科毕业",
            parent="20",
            spellings=(
                "本科毕业",
                "大学本科",
                "本科",
                "大本",
                "全日制本科",
                "在职本科",
                "大学毕业",
                "本科学历",
                "双本科",
            ),
        ),
        CodeItem("22", "大学本科结业", parent="20", spellings=("本科结业",)),
        CodeItem("23", "大学本科肄业", parent="20", spellings=("本科肄业",)),
        CodeItem("28", "大学普通班毕业", parent="20", spellings=("大学普通班",)),
        CodeItem("30", "大学专科教育", spellings=("专科教育",)),
        CodeItem(
            "31",
            "大学专科毕业",
            parent="30",
            spellings=(
                "专科毕业",
                "大学专科",
                "专科",
                "大专",
                "大专毕业",
                "高职",
                "全日制大专",
                "在职大专",
                "大专学历",
            ),
        ),
        CodeItem("32", "大学专科结业", parent="30", spellings=("专科结业", "大专结业")),
        CodeItem("33", "大学专科肄业", parent="30", spellings=("专科肄业", "大专肄业")),
        CodeItem("40", "中等职业教育", spellings=("中职",)),
        CodeItem("41", "中等专科毕业", parent="40", spellings=("中专毕业", "中等专科", "中专", "中师", "中专学历")),
        CodeItem("42", "中等专科结业", parent="40", spellings=("中专结业",)),
        CodeItem("43", "中等专科肄业", parent="40", spellings=("中专肄业",)),
        CodeItem("44", "职业高中毕业", parent="40", spellings=("职业高中", "职高")),
        CodeItem("45", "职业高中结业", parent="40", spellings=("职高结业",)),
        CodeItem("46", "职业高中肄业", parent="40", spellings=("职高肄业",)),
        CodeItem("47", "技工学校毕业", parent="40", spellings=("技工学校", "技校", "技校毕业", "中技")),
        CodeItem("48", "技工学校结业", parent="40", spellings=("技校结业",)),
        CodeItem("49", "技工学校肄业", parent="40", spellings=("技校肄业",)),
        CodeItem("60", "普通高级中学教育"),
        CodeItem("61", "普通高中毕业", parent="60", spellings=("普通高中", "高中毕业", "高中", "高中学历")),
        CodeItem("62", "普通高中结业", parent="60", spellings=("高中结业",)),
        CodeItem("63", "普通高中肄业", parent="60", spellings=("高中肄业",)),
        CodeItem("70", "初级中学教育"),
        CodeItem("71", "初中毕业", parent="70", spellings=("初中", "初级中学", "初中及以下")),
        CodeItem("73", "初中肄业", parent="70"),
        CodeItem("80", "小学教育"),
        CodeItem("81", "小学毕业", parent="80", spellings=("小学",)),
        CodeItem("83", "小学肄业", parent="80"),
        CodeItem("90", "其他", spellings=("其它", "文盲", "半文盲")),
    ),
)

DEGREE = CodeSet(
    "GB/T 6864",
    "学位",
    "2003",
    (
        CodeItem("1", "名誉博士"),
        CodeItem("2", "博士", spellings=("博士学位",)),
        CodeItem("3", "硕士", spellings=("硕士学位", "研究生学位")),
        CodeItem("4", "学士", spellings=("学士学位", "双学士", "第二学士")),
    ),
)

_PARTY_SCHOOL_LEVELS = (
    ("研究生", "14"),
    ("本科", "21"),
    ("大学", "21"),
    ("大专", "31"),
    ("专科", "31"),
    ("中专", "41"),
)


@dataclass(frozen=True, slots=True)
class EducationFound:
    """An education as written: its GB code, the label worth keeping, and whether the reading is only probable."""

    level: str
    label: str = ""
    is_party_school: bool = False
    uncertain: bool = False


def find_education(text: str) -> EducationFound | None:
    """Read an education level in the words people use; None when unknown.

    大学 alone means 本科 in most rosters but may mean any higher education, so it is marked uncertain.
    Party-school labels (中央党校大学, 省委党校研究生) are kept as label beside the level.
    """
    key = spelling_key(text)
    item = EDUCATION.find(key)
    if item is not None:
        return EducationFound(item.code)
    if key == "大学":
        return EducationFound("21", uncertain=True)
    if "党校" in key:
        for word, code in _PARTY_SCHOOL_LEVELS:
            if word in key:
                return EducationFound(code, text.strip(), True)
    if key in {"第二学士学位班", "双学位"}:
        return EducationFound("21", text.strip())
    for noise in ("全日制", "在职", "函授", "自考", "成人", "电大", "网络教育", "学历", "学位", "文化"):
        key = key.replace(noise, "")
    if key != spelling_key(text) and key:
        found = find_education(key)
        if found is not None:
            return EducationFound(found.level, text.strip(), found.is_party_school, found.uncertain)
    return None


EducationClass = Literal["postgraduate", "undergraduate", "college", "secondary", "high_school", "junior"]

EDUCATION_CLASSES: tuple[tuple[EducationClass, str], ...] = (
    ("postgraduate", "研究生"),
    ("undergraduate", "大学本科"),
    ("college", "大学专科"),
    ("secondary", "中专"),
    ("high_school", "高中、中技"),
    ("junior", "初中及以下"),
)


def education_class(code: str) -> EducationClass:
    """Statistical class of a GB code (forms 4 and 16). Raises ValueError when the code is not a number.

    职业高中 (44 to 46) is counted with 高中、中技, as the data standards list it.
    """
    value = int(code)
    if value < 20:
        return "postgraduate"
    if value < 30:
        return "undergraduate"
    if value < 40:
        return "college"
    if value <= 43:
        return "secondary"
    return "high_school" if value < 70 else "junior"
