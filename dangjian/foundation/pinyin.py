"""Pinyin keys of names: for order in lists and for search by letters, the same on every data base."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "任": "ren",
    "华": "hua", "盖": "ge", "折": "she", "缪": "miao", "乐": "yue", "员": "yun", "种": "chong", "翟": "zhai",
    "召": "shao", "宁": "ning", "黑": "he", "秘": "bi", "冼": "xian", "洗": "xian", "句": "gou", "覃": "qin",
    "谌": "chen", "晁": "chao", "车": "che", "应": "ying", "牟": "mu", "佴": "nai", "乜": "nie", "祭": "zhai",
    "宓": "mi", "俞": "yu", "沈": "shen", "盛": "sheng", "莘": "shen", "郇": "huan", "郗": "xi", "过": "guo",
    "逄": "pang", "隗": "wei", "尉": "wei", "贾": "jia", "石": "shi", "强": "qiang", "曲": "qu", "费": "fei",
    "纪": "ji", "卜": "bu", "柏": "bai", "薄": "bo", "藏": "zang", "长": "zhang", "重": "chong", "都": "du",
    "干": "gan", "葛": "ge", "哈": "ha", "角": "jue", "柜": "ju", "阚": "kan", "令": "ling", "那": "na",
    "能": "nai", "繁": "po", "瞿": "qu", "撒": "sa", "舍": "she", "沓": "ta", "相": "xiang", "行": "xing",
    "燕": "yan", "叶": "ye", "殷": "yin", "於": "yu", "眭": "sui", "幺": "yao", "臧": "zang",
    "炅": "gui", "适": "kuo", "订": "ding", "不": "fou", "仉": "zhang", "亓": "qi", "妫": "gui", "咎": "jiu",
}  # fmt: skip
"""Readings of characters as surnames where the usual reading differs, or could be taken wrongly."""
COMPOUND = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "令狐": ("ling", "hu"), "澹台": ("tan", "tai"), "宰父": ("zai", "fu"), "夏侯": ("xia", "hou"),
    "皇甫": ("huang", "fu"), "乐正": ("yue", "zheng"), "鲜于": ("xian", "yu"), "呼延": ("hu", "yan"),
}  # fmt: skip
"""Surnames of two characters with their readings."""
_SHORT = 4
"""Names of persons have seldom more signs."""
_LATIN = re.compile(r"[^a-z0-9]+")


def sort_key(name: str, *, person: bool = True, limit: int = 200) -> str:
    """Key that puts names in order: `zeng li` for 曾丽. `person` reads the first character as a surname."""
    return " ".join(_syllables(name, surname=person))[:limit].strip()


def search_key(name: str, *, person: bool = True, limit: int = 240) -> str:
    """Text in which typed letters or characters are looked for: `zengli zl 曾丽`.

    The name stands last, so that a limit never cuts the pinyin in favour of it.
    """
    parts = _syllables(name, surname=person)
    return " ".join(("".join(parts), "".join(part[0] for part in parts), name.strip().lower()))[:limit].strip()


def search_term(typed: str) -> str:
    """What to look for in a search key: lower case, without the blanks that people type between syllables."""
    return "".join(typed.split()).lower()


@lru_cache(maxsize=4_096)
def _syllables(text: str, *, surname: bool) -> tuple[str, ...]:
    text = re.sub(r"\s+", "", text)
    if not text:
        return ()
    parts = _read(text)
    if not surname or not parts:
        return parts
    if text[:2] in COMPOUND:
        return (*COMPOUND[text[:2]], *parts[2:])
    if text[0] in SURNAMES:
        return (SURNAMES[text[0]], *parts[1:])
    return parts


def _read(text: str) -> tuple[str, ...]:
    """The syllables of a text. A short one of Han signs without any known phrase is read sign by sign: much faster."""
    if len(text) <= _SHORT and min(text) >= "㐀":
        parts = [text[start:end] for start in range(len(text)) for end in range(start + 2, len(text) + 1)]
        if not any(part in PHRASES_DICT for part in parts):
            return tuple(syllable for sign in text for syllable in _read_whole(sign))
    return _read_whole(text)


@lru_cache(maxsize=8_192)
def _read_whole(text: str) -> tuple[str, ...]:
    return tuple(part for chunk in lazy_pinyin(text) if (part := _LATIN.sub("", _plain(chunk.lower()))))


def _plain(syllable: str) -> str:
    return syllable.replace("ü", "v")
