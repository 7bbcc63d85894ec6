"""Worked examples of data standards, section 2.7."""

from datetime import date

import pytest

from dangjian.foundation.codes.numbers import (
    identity_birth_date,
    identity_fault,
    identity_sex,
    is_credit_code,
    is_first_generation,
    is_mobile,
    widen_identity_number,
)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002X", ""),
        ("440524188001010014", ""),
        ("11010519491231002x", "shape"),
        ("110105194912310020", "check_digit"),
        ("110105194902300020", "date"),
        ("1101051949123100", "shape"),
        ("１１０１０５１９４９１２３１００２X", "shape"),
        ("", "shape"),
    ],
)
def test_gb_11643_identity_number(number: str, fault: str) -> None:
    assert identity_fault(number) == fault


def test_gb_11643_lower_case_x_is_valid_after_upper_casing() -> None:
    assert identity_fault("11010519491231002x".upper()) == ""


def test_gb_11643_first_generation_is_widened() -> None:
    assert is_first_generation("130503670401001")
    assert widen_identity_number("130503670401001") == "130503196704010016"


def test_gb_11643_birth_date_and_sex() -> None:
    assert identity_birth_date("11010519491231002X") == date(1949, 12, 31)
    assert (identity_sex("11010519491231002X"), identity_sex("440524188001010014")) == ("female", "male")


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y44", False),
        ("91350100m000100y43", False),
        ("91350100I000100Y43", False),
        ("9135010", False),
    ],
)
def test_gb_32100_credit_code(code: str, valid: bool) -> None:
    assert is_credit_code(code) is valid


@pytest.mark.parametrize(
    ("number", "valid"), [("13812345678", True), ("23812345678", False), ("1381234567", False), ("１3812345678", False)]
)
def test_mobile_number(number: str, valid: bool) -> None:
    assert is_mobile(number) is valid
