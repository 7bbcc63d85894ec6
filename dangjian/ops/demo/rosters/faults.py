"""A roster in which every row is wrong in one way, with the fault named in the last column."""

from __future__ import annotations

from dangjian.ops.demo.enterprise.model import DemoPerson, Enterprise
from dangjian.ops.demo.rosters import values
from dangjian.ops.demo.rosters.sheet import Merge, Sheet, Value, headings

HEADS: tuple[Value, ...] = tuple(
    headings(
        "序号 姓名 性别 公民身份号码 民族 出生日期 学历 人员类别 所在党支部 入党日期 转正日期 手机号码 血型 错在哪里"
    )
)
_NAME, _SEX, _NUMBER, _ETHNIC, _BORN, _EDUCATION, _CATEGORY, _BRANCH, _JOINED, _CONFIRMED, _PHONE = range(1, 12)


def faulty_roster(made: Enterprise) -> Sheet:
    """The roster; it imports nothing until each row is mended or left out."""
    sheet = Sheet("党员名册", [["党员名册（故意写错，供练习）"], [], list(HEADS)], titles=(0,), heads=(2,))
    sheet.merges = [Merge(0, 0, 0, len(HEADS) - 1)]
    people = [p for p in made.people_of("jg03") if p.is_full_member]
    faults: list[tuple[str, dict[int, Value]]] = [
        ("身份证号校验码错误", {_NUMBER: _other_check(people[0].id_number)}),
        ("身份证号在 Excel 中变成科学计数，末三位丢失", {_NUMBER: float(people[1].id_number[:17] + "0")}),
        ("身份证号以文字写成科学计数", {_NUMBER: "9.90101E+17"}),
        ("身份证号只有 17 位", {_NUMBER: people[3].id_number[:17]}),
        ("性别与身份证号不符", {_SEX: "女" if people[4].sex == "male" else "男"}),
        ("出生日期与身份证号不符", {_BORN: "1949-10-01"}),
        ("日期不存在", {_JOINED: "2010-02-30"}),
        ("年份只有两位", {_JOINED: "98.7.1"}),
        ("“2010.1”分不清 1 月还是 10 月", {_JOINED: 2010.1}),
        ("入党时不满 18 周岁", {_JOINED: f"{people[9].birth_date.year + 16}-07-01"}),
        ("转正早于入党", {_CONFIRMED: "1990-01-01"}),
        ("预备党员不应有转正日期", {_CATEGORY: "预备党员"}),
        ("正式党员缺少转正日期", {_CONFIRMED: None}),
        ("没有姓名", {_NAME: None}),
        ("姓名中有数字", {_NAME: "王2"}),
        ("民族写错", {_ETHNIC: "汗族"}),
        ("学历写错", {_EDUCATION: "本科生大学"}),
        ("人员类别写错", {_CATEGORY: "老党员"}),
        ("没有这个党支部", {_BRANCH: "第九分公司党支部"}),
        ("没有填写党支部", {_BRANCH: None}),
        ("手机号中有字母", {_PHONE: "1990000O123"}),
        ("一格两个电话", {_PHONE: f"{people[21].mobile_phone}、0990-8800002"}),
        ("单元格是公式错误", {_EDUCATION: "#N/A"}),
        ("单元格想让表格执行公式", {_NAME: "=HYPERLINK(\"http://example.invalid\",\"点我\")"}),
        ("与上一行身份证号重复", {_NUMBER: people[23].id_number}),
    ]  # fmt: skip
    for number, ((why, changes), person) in enumerate(zip(faults, people, strict=False), start=1):
        row = _right_row(number, person)
        for column, value in changes.items():
            row[column] = value
        sheet.rows.append([*row, why])
    sheet.rows.append([None, "合计", f"{len(faults)}人"])
    return sheet


def _right_row(number: int, person: DemoPerson) -> list[Value]:
    return [
        number,
        person.name,
        values.sex(person),
        person.id_number,
        values.ethnic(person),
        values.iso(person.birth_date),
        values.education(person),
        values.category(person),
        "第一分公司党支部",
        values.iso(person.joined_on),
        values.iso(person.confirmed_on),
        person.mobile_phone,
        "O",
    ]


def _other_check(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")
