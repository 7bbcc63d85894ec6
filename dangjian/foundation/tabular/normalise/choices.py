"""Values from a list: sex, ethnic group, education, yes and no, and any list a catalogue brings along."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dangjian.foundation.codes.code_set import CodeSet, spelling_key
from dangjian.foundation.codes.education import DEGREE, EDUCATION, find_education
from dangjian.foundation.codes.persons import ETHNIC_GROUP, SEX
from dangjian.foundation.tabular.normalise.outcome import BLANK, Normaliser, Outcome, cell_text, formula_fault, is_blank
from dangjian.foundation.tabular.normalise.text import clean_text
from dangjian.foundation.tabular.problems import Fault
from dangjian.foundation.tabular.workbook import Cell

_YES = frozenset(["是", "有", "1", "√", "✓", "✔", "☑", "Y", "YES", "T", "TRUE", "对", "真"])
_NO = frozenset(["否", "无", "0", "×", "✗", "✘", "☐", "X", "N", "NO", "F", "FALSE", "不是", "没有", "非"])


def _text_or_outcome(cell: Cell) -> str | Outcome:
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell))
    return BLANK if is_blank(text) else text


def normalise_sex(cell: Cell) -> Outcome:
    """`male` or `female`."""
    text = _text_or_outcome(cell)
    if isinstance(text, Outcome):
        return text
    item = SEX.find(text)
    if item is None or item.code not in {"1", "2"}:
        return Outcome(None, Fault("sex.unknown", f"性别“{text[:20]}”无法识别，请填“男”或“女”。"))
    return Outcome(item.identifier)


def normalise_ethnic_group(cell: Cell) -> Outcome:
    """The GB/T 3304 code of an ethnic group (01 is 汉族)."""
    text = _text_or_outcome(cell)
    if isinstance(text, Outcome):
        return text
    item = ETHNIC_GROUP.find(text)
    if item is not None:
        return Outcome(item.code)
    closest = ETHNIC_GROUP.closest(text)
    hint = f"是否为“{closest.name}”？" if closest else "请填写国家公布的民族名称，例如“汉族”“维吾尔族”。"
    return Outcome(
        None,
        Fault("ethnic_group.unknown", f"没有“{text[:20]}”这个民族。{hint}", "error", closest.name if closest else ""),
    )


def normalise_education(cell: Cell) -> Outcome:
    """The GB/T 4658 code of an education level; the label of a Party school is handed on as `extra`."""
    text = _text_or_outcome(cell)
    if isinstance(text, Outcome):
        return text
    found = find_education(text)
    if found is None:
        closest = EDUCATION.closest(text)
        return Outcome(
            None,
            Fault(
                "education.unknown",
                f"学历“{text[:20]}”无法识别。请填研究生、大学本科、大学专科、中专、高中、初中等，不要写学校或专业。",
                "error",
                closest.name if closest else "",
            ),
        )
    if found.uncertain:
        text = "“大学”按大学本科处理；如是专科，请改为“大专”。"
        return Outcome(found.level, Fault("education.uncertain", text, "warning", "大学本科"))
    return Outcome(found.level, None, found.label if found.is_party_school else "")


def normalise_degree(cell: Cell) -> Outcome:
    """The first digit of GB/T 6864: 1 名誉博士, 2 博士, 3 硕士, 4 学士. 法学硕士 and the like are accepted."""
    text = _text_or_outcome(cell)
    if isinstance(text, Outcome):
        return text
    if text in {"无学位", "没有"}:
        return BLANK
    item = DEGREE.find(text)
    if item is not None:
        return Outcome(item.code)
    if text.isdigit() and len(text) == 3 and text[0] in "234":
        return Outcome(text[0])
    for item in DEGREE:
        if item.name in text:
            return Outcome(item.code)
    return Outcome(None, Fault("degree.unknown", f"学位“{text[:20]}”无法识别，请填学士、硕士或博士。"))


def normalise_yes_no(cell: Cell) -> Outcome:
    """True or False; blank stays blank."""
    if isinstance(cell, bool):
        return Outcome(cell)
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell)).upper()
    # 无 and × mean "no" here, not "nothing": they are read before the blanks.
    if text in _YES:
        return Outcome(True)
    if text in _NO:
        return Outcome(False)
    if is_blank(text):
        return BLANK
    return Outcome(None, Fault("yes_no.unknown", f"“{text[:20]}”无法识别，请填“是”或“否”。"))


def choice_normaliser(
    title: str, spellings: Mapping[str, str], *, names: tuple[str, ...] = (), unknown: str = "error"
) -> Normaliser:
    """A normaliser for a list of values: `spellings` maps every accepted text to the value stored.

    `unknown`: "error" refuses other texts, "warning" leaves the cell out and says so. `names` are shown as the cure.
    """
    by_key = {spelling_key(text): value for text, value in spellings.items()}
    by_key |= {spelling_key(value): value for value in spellings.values()}
    shown = "、".join(names or dict.fromkeys(spellings))

    def normalise(cell: Cell) -> Outcome:
        text = _text_or_outcome(cell)
        if isinstance(text, Outcome):
            return text
        value = by_key.get(spelling_key(text)) or by_key.get(re.sub(r"^\d+", "", spelling_key(text)))
        if value is not None:
            return Outcome(value)
        level = "warning" if unknown == "warning" else "error"
        return Outcome(
            None,
            Fault("choice.unknown", f"{title}“{text[:20]}”无法识别，请填：{shown[:120]}。", level),  # type: ignore[arg-type]
        )

    return normalise


def code_normaliser(codes: CodeSet) -> Normaliser:
    """A normaliser for the items of a code set; the value is the code."""

    def normalise(cell: Cell) -> Outcome:
        text = _text_or_outcome(cell)
        if isinstance(text, Outcome):
            return text
        item = codes.find(text)
        if item is None:
            closest = codes.closest(text)
            names = "、".join(codes.names()[:12])
            return Outcome(
                None,
                Fault(
                    "code.unknown",
                    f"{codes.title}“{text[:20]}”无法识别，可填：{names}。",
                    "error",
                    closest.name if closest else "",
                ),
            )
        return Outcome(item.code)

    return normalise
