"""Reading names: the quick way for names must say what the slow one says."""

from __future__ import annotations

import random

import pytest
from pypinyin.constants import PHRASES_DICT

from dangjian.foundation.pinyin import _read, _read_whole, search_key, sort_key

_SIGNS = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国重庆长乐朝阳音行银都会"
)


def test_short_names_read_alike_sign_by_sign_and_whole() -> None:
    chance = random.Random(7)
    names = {"".join(chance.choices(_SIGNS, k=chance.choice((1, 2, 3, 4)))) for _ in range(3000)}
    names |= {phrase[:4] for phrase in list(PHRASES_DICT)[::40]}
    assert {name: _read(name) for name in names} == {name: _read_whole.__wrapped__(name) for name in names}


@pytest.mark.parametrize("name", ["ab王", "王A伟", "阿·买", "𠮷田", "王1", "Anna"])
def test_names_with_other_signs_are_read_whole(name: str) -> None:
    assert _read(name) == _read_whole.__wrapped__(name)


def test_keys_of_a_name_with_a_surname_reading() -> None:
    assert (sort_key("曾丽"), search_key("曾丽"), sort_key("单于长庆")) == (
        "zeng li",
        "zengli zl 曾丽",
        "chan yu zhang qing",
    )
