"""Password policy (SEC-AUTH-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dangjian.identity.accounts.rules.common_passwords import common_passwords, is_common
from dangjian.identity.accounts.rules.passwords import context_words, is_expired, password_flaws

CONTEXT = context_words(login_name="zhangwei", display_name="张伟", phone="13812345678", organisation="一车间党支部")


def _codes(password: str) -> set[str]:
    return {flaw.code for flaw in password_flaws(password, context=CONTEXT)}


@pytest.mark.parametrize(
    "password",
    [
        "Zx9#vTq2",
        "Wind-over-the-9-rivers",
        "Tr0ub4dor&3x",
        "k7$Lm!pQ",
        "长江之水流Ab1",
        "江水 Ab1 东流去",
        " Lead1ng blank",
        "Trail1ng blank ",
        "Ab1!" + "çæø" * 20,
        "mN8&" + "vK3_" * 15,
        "mN8&" + "vK3_" * 31,
        "Ünïcode-Pâss9x",
        "p9Q\U0001f600xxYYzz",
        "G6~hJ2@wB5",
        "R!ver7Stone-Moss",
        "9Blau-Kraut!bleibt",
    ],
)
def test_sec_auth_02_accepted(password: str) -> None:
    assert password_flaws(password, context=CONTEXT) == ()


@pytest.mark.parametrize(("length", "allowed"), [(7, False), (8, True), (64, True), (128, True), (129, False)])
def test_sec_auth_02_length(length: int, allowed: bool) -> None:
    password = ("mN8&" + "vK3_q" * 30)[:length]

    assert (password_flaws(password) == ()) is allowed


@pytest.mark.parametrize(
    "password",
    ["zx9#vtq2", "ZX9#VTQ2", "Zxq#vTqw", "Zx9xvTq2", "correcthorsebatterystaple", "12345678", "!!!!!!!!", "Zx9VTq2长"],
)
def test_sec_auth_02_all_four_classes(password: str) -> None:
    assert ("classes" in _codes(password)) is (password != "Zx9VTq2长")


@pytest.mark.parametrize(
    "password",
    [
        "P@ssw0rd2024!",
        "P@ssword1",
        "Passw0rd!",
        "Password123!",
        "Password!123",
        "!Password1",
        "Admin@123",
        "Admin123456!",
        "Administrator1!",
        "Root@2025",
        "Abc@1234",
        "Abc123456!",
        "Abcd1234!",
        "1qaz@WSX",
        "!QAZ2wsx",
        "1qaz2WSX!",
        "Qwer!234",
        "Qwer1234!",
        "Qwe@123456",
        "Qwerty@123",
        "Zxcvbn1!",
        "Aa123456!",
        "Aa@123456",
        "A1b2c3d4!",
        "Woaini@520",
        "Woaini1314!",
        "Iloveyou1!",
        "Test1234!",
        "Welcome@1",
        "Hello@2023",
        "Huawei@123",
        "Zhongguo#1",
        "Dangjian@2024",
        "Dangyuan#1921",
        "Xuexiqiangguo1!",
        "Beijing2008!",
        "Changeme1!",
        "1Q2w3e4r!",
        "123Abc!!",
        "Aaaa1111!",
        "Qq123456!",
        "Letmein1!",
        "Sunshine#88",
        "Dragon2012!",
        "Monkey@99",
        "888888Aa!",
    ],
)
def test_sec_auth_02_common_passwords_refused(password: str) -> None:
    assert is_common(password)
    assert {"common", "context"} & _codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "Zhangwei#9xkq",
        "xQ9#zhangwei",
        "ZHANGWEI-q9x",
        "张伟xQ9#mnbt",
        "xQ#13812345678a",
        "Qx#345678mnB",
        "Xq#12345678Lm",
        "一车间党支部xQ9#",
        "Yichejian9#dangzhibu".replace("9#", "") + "9#Q",
        "我的党建xQ9#ab",
        "xQ9#DangJianKz",
    ],
)
def test_sec_auth_02_context_words_refused(password: str) -> None:
    assert "context" in _codes(password)


def test_sec_auth_02_control_characters_refused() -> None:
    assert "control" in _codes("Zx9#vTq2\n")


def test_sec_auth_02_shipped_list_has_ten_thousand_entries() -> None:
    assert len(common_passwords()) > 10_000


def test_sec_auth_02_short_context_words_do_not_forbid_everything() -> None:
    words = context_words(login_name="li", display_name="李", phone="", organisation="")

    assert password_flaws("Zx9#vTq2li", context=words) == ()


def test_sec_auth_02_expires_after_90_days() -> None:
    changed = datetime(2026, 8, 1, tzinfo=UTC)

    assert not is_expired(changed_at=changed, now=changed + timedelta(days=89, hours=23))
    assert is_expired(changed_at=changed, now=changed + timedelta(days=90))
    assert not is_expired(changed_at=changed, now=changed + timedelta(days=900), valid_days=0)
    assert not is_expired(changed_at=None, now=changed)
