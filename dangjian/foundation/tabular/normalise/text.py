"""Text and names: full-width signs, stray blanks, line breaks, the middle dot of minority names."""

from __future__ import annotations

import re
import unicodedata

from dangjian.foundation.tabular.normalise.outcome import BLANK, Normaliser, Outcome, cell_text, formula_fault, is_blank
from dangjian.foundation.tabular.problems import Fault
from dangjian.foundation.tabular.workbook import Cell

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[^\S\n]+")
_ALL_BLANKS = re.compile(r"\s+")
_BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿豈-﫿𠀀-𳎯〇])\s+(?=[㐀-鿿豈-﫿𠀀-𳎯〇])")
_DOTS = re.compile(r"(?:(?<!\s)\s+)?[·．•・‧∙●▪﹒･⋅˙]\s*")
_DOT_IN_NAME = re.compile(r"(?<=[㐀-鿿])\s*\.\s*(?=[㐀-鿿])")
_NAME = re.compile(r"[㐀-鿿豈-﫿𠀀-𳎯〇]+(?:·[㐀-鿿豈-﫿𠀀-𳎯〇]+)*")
_FOREIGN_NAME = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ .'\-·]*")
_KEPT_WIDE = frozenset("（），：；！？")
"""Chinese punctuation stays full-width inside running text; letters, digits and other signs become half-width."""


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width; Chinese punctuation stays."""
    if text.isascii():
        return text
    return "".join(
        chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" and sign not in _KEPT_WIDE else sign for sign in text
    )


def clean_text(text: str) -> str:
    """Text without invisible signs, with single blanks and half-width letters; line breaks become blanks."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _ALL_BLANKS.sub(" ", half_width(text)).strip()


def clean_lines(text: str) -> str:
    """Like `clean_text`, but keeps line breaks (remarks)."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line for line in (_BLANKS.sub(" ", half_width(raw)).strip() for raw in text.split("\n")) if line)


def text_normaliser(*, longest: int = 200, lines: bool = False, joined: bool = False) -> Normaliser:
    """A normaliser for free text of at most `longest` signs.

    `lines` keeps line breaks, `joined` removes blanks between Han letters (titles broken over lines in narrow cells).
    """

    def normalise(cell: Cell) -> Outcome:
        fault = formula_fault(cell)
        if fault:
            return Outcome(None, fault)
        text = cell_text(cell)
        text = clean_lines(text) if lines else clean_text(text)
        if joined:
            text = _BETWEEN_HAN.sub("", text)
        if is_blank(text):
            return BLANK
        if len(text) > longest:
            return Outcome(
                None,
                Fault(
                    "text.too_long",
                    f"内容有 {len(text)} 字，最多 {longest} 字。请缩短后再导入。",
                    "error",
                    text[:longest],
                ),
            )
        return Outcome(text)

    return normalise


def clean_name(text: str) -> str:
    """A person's name: no blanks inside Han names, the middle dot of minority names always `·`."""
    text = _DOTS.sub("·", clean_text(text).replace("－", "-"))
    text = _DOT_IN_NAME.sub("·", text)
    return text if _FOREIGN_NAME.fullmatch(text) else _ALL_BLANKS.sub("", text)


def normalise_name(cell: Cell) -> Outcome:
    """A person's name. Digits and signs in it are an error, unusual length or letters a warning."""
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    name = clean_name(cell_text(cell))
    if is_blank(name):
        return BLANK
    if _NAME.fullmatch(name):
        if len(name) == 1 or (len(name) > 6 and "·" not in name):
            return Outcome(name, Fault("name.unusual", f"“{name}”的字数不像姓名，请核对。", "warning"))
        return Outcome(name)
    if _FOREIGN_NAME.fullmatch(name) and len(name) <= 60:
        return Outcome(name, Fault("name.letters", f"“{name}”是字母姓名，请核对是否应填写汉字姓名。", "warning"))
    stripped = re.sub(r"[(（].*?[)）]|\d+|[^㐀-鿿豈-﫿𠀀-𳎯〇·A-Za-z]", "", name)
    return Outcome(
        None,
        Fault(
            "name.foreign_signs", f"“{name}”含有数字、括号或符号。姓名只填姓名，其余内容请移到备注。", "error", stripped
        ),
    )
