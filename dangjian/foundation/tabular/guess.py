"""What a column holds, judged by its values: a suggestion, or a witness to a vague heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from dangjian.foundation.codes.education import find_education
from dangjian.foundation.codes.persons import ETHNIC_GROUP
from dangjian.foundation.tabular.catalogue import ContentKind
from dangjian.foundation.tabular.normalise.dates import normalise_date
from dangjian.foundation.tabular.normalise.numbers import normalise_identity_number
from dangjian.foundation.tabular.normalise.outcome import cell_text
from dangjian.foundation.tabular.normalise.text import clean_name
from dangjian.foundation.tabular.workbook import Cell

_SAMPLE = 300
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹"
    "孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符"
    "舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏"
)
_ETHNIC_NAMES = frozenset(name for item in ETHNIC_GROUP for name in (item.name, item.name[:-1]) if len(item.name) > 1)
_ORGANISATION = re.compile(r"(?:党支部|支部|党总支|总支|党委|委员会|党组)$")
_MOBILE = re.compile(r"(?:\+?86)?[\s\-]?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}")
_EMAIL = re.compile(r"(?<![^@\s])[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_HAN_NAME = re.compile(r"[㐀-鿿]{2,4}(?:·[㐀-鿿]{1,8})*")


def content_kinds(values: Sequence[Cell]) -> dict[ContentKind, float]:
    """For each kind of content the share of non-blank values that look like it; only shares of a half and more."""
    sample = [value for value in values if value != "" and str(value).strip()][:_SAMPLE]
    if len(sample) < 2:
        return {}
    texts = [cell_text(value).strip() for value in sample]
    shares = {kind: sum(map(test, sample, texts)) / len(sample) for kind, test in _TESTS.items()}
    return {kind: round(share, 2) for kind, share in shares.items() if share >= 0.5}


def _is_identity(cell: Cell, text: str) -> bool:
    if isinstance(cell, float):
        return 1e17 <= cell < 1e18
    return 15 <= len(text) <= 24 and normalise_identity_number(text).value is not None


def _is_mobile(cell: Cell, text: str) -> bool:
    return bool(_MOBILE.match(text))


def _is_date(cell: Cell, text: str) -> bool:
    if isinstance(cell, date):
        return True
    if isinstance(cell, float) and not 18_000 < cell < 48_000:
        return len(text) in {6, 7, 8} and normalise_date(cell).value is not None
    return 5 <= len(text) <= 20 and any(sign.isdigit() for sign in text) and normalise_date(cell).value is not None


def _is_name(cell: Cell, text: str) -> bool:
    name = clean_name(text)
    if "·" in name:
        return bool(_HAN_NAME.fullmatch(name))
    return bool(_HAN_NAME.fullmatch(name)) and name[0] in _SURNAMES and name not in _ETHNIC_NAMES


def _is_education(cell: Cell, text: str) -> bool:
    return not text.isdigit() and find_education(text) is not None


_TESTS: dict[ContentKind, Callable[[Cell, str], bool]] = {
    "identity_number": _is_identity,
    "mobile": _is_mobile,
    "sex": lambda cell, text: text in {"男", "女", "男性", "女性"},
    "ethnic_group": lambda cell, text: text in _ETHNIC_NAMES and text not in {"其他", "其"},
    "education": _is_education,
    "date": _is_date,
    "person_name": _is_name,
    "organisation": lambda cell, text: bool(_ORGANISATION.search(text)),
    "email": lambda cell, text: bool(_EMAIL.fullmatch(text)),
    "yes_no": lambda cell, text: text in {"是", "否", "√", "×"},
}
