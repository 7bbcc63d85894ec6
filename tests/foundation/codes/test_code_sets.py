"""Code sets are complete and read the spellings of real rosters."""

import pytest

from dangjian.foundation.codes.code_set import CodeItem, CodeSet
from dangjian.foundation.codes.education import EDUCATION, EducationFound, education_class, find_education
from dangjian.foundation.codes.persons import ETHNIC_GROUP, POLITICAL_STATUS, SEX, is_ethnic_minority


def test_gb_3304_has_56_groups_and_two_further_codes() -> None:
    codes = [item.code for item in ETHNIC_GROUP]
    assert codes == [f"{number:02d}" for number in range(1, 57)] + ["97", "98"]
    assert (ETHNIC_GROUP.name("56"), ETHNIC_GROUP.name("05"), ETHNIC_GROUP.name("98")) == (
        "基诺族",
        "维吾尔族",
        "外国血统中国籍人士",
    )


@pytest.mark.parametrize("text", ["汉", "汉族", "01", "1", "HA", "ha", " 汉 族 ", "０１"])
def test_gb_3304_han_is_read_in_every_spelling(text: str) -> None:
    item = ETHNIC_GROUP.find(text)
    assert item is not None
    assert item.code == "01"


def test_gb_3304_bao_an_has_two_letter_codes() -> None:
    assert {ETHNIC_GROUP.find(text).code for text in ("BN", "BO", "保安")} == {"47"}  # type: ignore[union-attr]


def test_unknown_group_is_not_guessed_but_suggested() -> None:
    assert ETHNIC_GROUP.find("维吾尔组") is None
    closest = ETHNIC_GROUP.closest("维吾尔组")
    assert closest is not None
    assert closest.name == "维吾尔族"


def test_minority_is_02_to_56() -> None:
    assert [is_ethnic_minority(code) for code in ("01", "02", "56", "97", "98")] == [False, True, True, False, False]


@pytest.mark.parametrize(("text", "code"), [("男", "1"), ("女性", "2"), ("1", "1"), ("F", "2"), ("男性", "1")])
def test_gb_2261_sex(text: str, code: str) -> None:
    item = SEX.find(text)
    assert item is not None
    assert item.code == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本科", EducationFound("21")),
        ("大学本科", EducationFound("21")),
        ("大学本科毕业", EducationFound("21")),
        ("21", EducationFound("21")),
        ("大学", EducationFound("21", uncertain=True)),
        ("大专", EducationFound("31")),
        ("硕士研究生", EducationFound("14")),
        ("中央党校大学", EducationFound("21", "中央党校大学", True)),
        ("省委党校研究生", EducationFound("14", "省委党校研究生", True)),
        ("本科（函授）", EducationFound("21", "本科（函授）")),
        ("不详", None),
    ],
)
def test_gb_4658_education(text: str, found: EducationFound | None) -> None:
    assert find_education(text) == found


def test_statistical_classes_of_form_4() -> None:
    assert [education_class(code) for code in ("14", "21", "31", "41", "44", "61", "71", "90")] == [
        "postgraduate",
        "undergraduate",
        "college",
        "secondary",
        "high_school",
        "high_school",
        "junior",
        "junior",
    ]
    assert {education_class(item.code) for item in EDUCATION} == {
        "postgraduate",
        "undergraduate",
        "college",
        "secondary",
        "high_school",
        "junior",
    }


def test_gb_4762_political_status() -> None:
    assert [POLITICAL_STATUS.find(text).code for text in ("中共党员", "共青团员", "群众", "03")] == [  # type: ignore[union-attr]
        "01",
        "03",
        "13",
        "03",
    ]


def test_a_spelling_cannot_mean_two_items() -> None:
    with pytest.raises(ValueError, match="means"):
        CodeSet("X", "x", "1", (CodeItem("1", "甲"), CodeItem("2", "乙", spellings=("甲",))))
