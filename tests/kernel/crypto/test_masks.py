"""What of a sensitive value is shown, and when two spellings count as one."""

from __future__ import annotations

import pytest

from dangjian.kernel.crypto import (
    mask_account,
    mask_address,
    mask_all,
    mask_identity_number,
    mask_name,
    mask_phone,
    normal_identity_number,
    normal_phone,
)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_identity_number, "11010519491231002X", "1101************2X"),
        (mask_identity_number, "110105491231002", "1101*********02"),
        (mask_identity_number, "E12345678", "*******78"),
        (mask_identity_number, "1234", "******"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "01062345678", "010****5678"),
        (mask_phone, "62345678", "*****678"),
        (mask_phone, "12345", "******"),
        (mask_address, "北京市海淀区中关村大街1号", "北京市海淀区****"),
        (mask_address, "广西壮族自治区南宁市青秀区民族大道2号", "广西壮族自治区南宁市青秀区****"),
        (mask_address, "四川省成都市双流区西航港街道3号楼", "四川省成都市双流区****"),
        (mask_address, "三号家属楼", "****"),
        (mask_address, "某某小区3号楼", "****"),
        (mask_account, "6222021234567890", "************7890"),
        (mask_account, "1234", "******"),
        (mask_name, "欧阳正华", "欧***"),
        (mask_name, "王", "王*"),
        (mask_all, "任何内容", "******"),
        (mask_all, "", ""),
        (mask_address, "", ""),
    ],
)
def test_masks(mask: object, value: str, shown: str) -> None:
    assert callable(mask)
    assert mask(value) == shown


@pytest.mark.parametrize(
    "text", ["11010519491231002x", " １１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"]
)
def test_identity_numbers_have_one_normal_form(text: str) -> None:
    assert normal_identity_number(text) == "11010519491231002X"


@pytest.mark.parametrize(
    "text", ["13812345678", "138-1234-5678", "+86 138 1234 5678", "008613812345678", "１３８12345678"]
)
def test_phones_have_one_normal_form(text: str) -> None:
    assert normal_phone(text) == "13812345678"
