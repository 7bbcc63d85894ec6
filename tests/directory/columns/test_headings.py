"""Every heading variant of data standards 6.1 and 6.2 is recognised, word for word and as people write it."""

from __future__ import annotations

import pytest

from dangjian.directory.columns.fields_member import MEMBER_FIELDS
from dangjian.directory.columns.fields_organisation import ORGANISATION_FIELDS
from dangjian.foundation.tabular.recognise import recognise
from dangjian.foundation.tabular.workbook import Sheet

V1 = (
    "姓名=name 性别=sex 公民身份证号=id_number 民族=ethnic_group 出生日期=birth_date 学历=education_level "
    "人员类别=person_category 所在党支部=branch 加入党组织日期=joined_on 转为正式党员日期=confirmed_on "
    "工作岗位=work_post_category 联系电话(手机)=mobile_phone 联系电话(固定)=landline 家庭住址=home_address "
    "党籍状态=membership_status 是否为失联党员=out_of_contact 失去联系日期=out_of_contact_since "
    "是否为流动党员=is_mobile 外出流向=mobile_direction"
)
V2 = (
    "姓名=name 性别=sex 公民身份号码=id_number 民族=ethnic_group "
    "出生日期=birth_date 学历=education_level 学位=degree_level "
    "人员类别=person_category 所在党支部=branch 入党日期=joined_on 转正日期=confirmed_on 工作岗位=work_post_category "
    "从事专业技术职务=professional_title 新社会阶层类型=new_stratum "
    "是否农民工=is_migrant_worker 手机号码=mobile_phone "
    "注册手机号=registered_phone 现居住地=home_address 户籍所在地=registered_residence 是否失联党员=out_of_contact "
    "是否流动党员=is_mobile 党龄=standing_months 党龄校正值=standing_correction_months 入党类型=joining_type "
    "党员增加信息=increase_note 党员减少信息=decrease_note 党员注册时间=registered_at"
)
V3 = (
    "姓名=name 性别=sex 公民身份号码=id_number 民族=ethnic_group "
    "出生日期=birth_date 学历=education_level 学位=degree_level "
    "籍贯=native_place 组织关系所在党支部=branch 党组织唯一标识=branch_uid 入党日期=joined_on 转正日期=confirmed_on "
    "工作岗位=work_post_category 从事专业技术职务=professional_title "
    "新社会阶层类型=new_stratum 是否农民工=is_migrant_worker "
    "手机号码=mobile_phone 现居住地=home_address 户籍所在地=registered_residence 党龄=standing_months "
    "党龄校正值=standing_correction_months 企业名称=unit_and_post "
    "联合支部所在单位=union_unit 集团员工编码=employee_no "
    "集团党员唯一标识=member_uid 进入本信息系统类型=entered_kind 进入本信息系统日期=entered_on "
    "离开本信息系统类型=exited_kind 离开本信息系统日期=exited_on 操作党组织唯一标识=entered_by 删除标识=deleted_flag "
    "更新时间戳=changed_at"
)
V4 = (
    "姓名=name 性别=sex 身份证号码=id_number 民族=ethnic_group "
    "出生日期=birth_date 学历=education_level 学位=degree_level "
    "籍贯=native_place 所在党组织=branch 入党时间=joined_on "
    "转正时间=confirmed_on 手机号码=mobile_phone 工作电话=landline "
    "现居住地=home_address 电子邮件=email"
)
V5 = (
    "姓名=name 性别=sex 公民身份证号码=id_number 民族=ethnic_group 出生日期=birth_date 学历=education_level "
    "籍贯=native_place 人员类别=person_category 所在党支部=branch 隶属党组织=superior_org 加入党组织日期=joined_on "
    "转为正式党员日期=confirmed_on 工作岗位=work_post_category 手机号码=mobile_phone 家庭住址=home_address "
    "党籍状态=membership_status 入党类型=joining_type 申请入党日期=applied_on 确定入党积极分子日期=activist_on "
    "入团日期=league_joined_on 参加工作日期=work_started_on 工作单位及职务=unit_and_post 政治面貌=political_status"
)
FURTHER = (
    "身份证号=id_number 证件号码=id_number 证件号=id_number 性别(男/女)=sex 出生年月=birth_date 入党年月=joined_on "
    "何时入党=joined_on 文化程度=education_level 最高学历=education_level "
    "党支部=branch 支部名称=branch 所属支部=branch "
    "联系方式=mobile_phone 手机=mobile_phone 电话=mobile_phone 党内职务=party_post 行政职务=job_title 职务=job_title "
    "岗位=job_title 是否在岗=is_on_duty 备注=remarks 外出时间=mobile_since 流动党员联系电话=mobile_phone "
    "正式组织关系所在支部=branch 支部联系电话=branch_phone"
)
ITEM_CODES = (
    "A0101=name A0104=sex A0107=birth_date A0111=native_place A0117=ethnic_group A0134=work_started_on "
    "A0141=political_status A0144=joined_on A0184=id_number"
)
O1 = (
    "支部名称=full_name 党组织代码=org_code 上级党组织名称=parent 党组织类别=org_kind 建立党组织时间=established_on "
    "党组织属地关系=territorial_relation 领导班子当选日期=term_start "
    "领导班子届满日期=term_end 领导班子成员姓名=officers "
    "成员职务=officer_posts 成员联系方式=officer_phones 党组织联络人=contact_name 联络人电话=contact_phone "
    "正式党员男数量=full_men 正式党员女数量=full_women "
    "预备党员男数量=probationary_men 预备党员女数量=probationary_women "
    "单位名称=unit_name 单位性质=unit_nature 单位人数=unit_employees 党组织通讯地址=address 组织奖惩名称=reward_name"
)
O2 = (
    "党组织名称=full_name 上级党组织=parent 党组织类型=org_kind 批准建立党组织日期=established_on "
    "党组织属地关系=territorial_relation 选举方式=election_method 本届班子当选日期=term_start 任期年限=term_years "
    "领导班子=officers 职务名称=officer_posts 党组织联系人=contact_name 党组织联系人手机号=contact_phone"
)
O3 = (
    "党组织全称=full_name 党组织简称=short_name 党组织编码=org_code "
    "上一级党组织唯一标识=parent_uid 组织类别=org_kind "
    "成立日期=established_on 批准成立的上级党组织全称=approved_by "
    "所在行政区划=territorial_relation 党组织书记=secretary "
    "党组织副书记=deputy_secretary 联系人=contact_name 联系电话=contact_phone 党组织党员人数=member_count "
    "企业名称=unit_name 党组织所在单位情况=unit_situation 党支部标准化规范化建设类别=standardisation 显示排序=sort "
    "删除标识=deleted_flag 更新时间戳=changed_at 操作党组织=operating_org"
)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(pair.split("=")[0], pair.split("=")[1]) for pair in text.split()]


def _sheet(headings: list[str]) -> Sheet:
    return Sheet(0, "表", True, 2, len(headings), (tuple(headings), tuple("x" for _ in headings)))


def _as_people_write(heading: str) -> str:
    wide = heading.replace("(", "（").replace(")", "）")
    return "＊" + "\n".join((wide[: len(wide) // 2], wide[len(wide) // 2 :])) + " （必填）"


@pytest.mark.parametrize("variant", [V1, V2, V3, V4, V5], ids=["V1", "V2", "V3", "V4", "V5"])
def test_member_variant_is_recognised(variant: str) -> None:
    pairs = _pairs(variant)
    found = recognise(_sheet([heading for heading, _ in pairs]), MEMBER_FIELDS)
    assert found.mapping == {column: field for column, (_, field) in enumerate(pairs)}
    assert found.missing == ()


@pytest.mark.parametrize("variant", [O1, O2, O3], ids=["O1", "O2", "O3"])
def test_organisation_variant_is_recognised(variant: str) -> None:
    pairs = _pairs(variant)
    found = recognise(_sheet([heading for heading, _ in pairs]), ORGANISATION_FIELDS)
    assert found.mapping == {column: field for column, (_, field) in enumerate(pairs)}
    assert found.missing == ()


@pytest.mark.parametrize(("heading", "field"), _pairs(FURTHER) + _pairs(ITEM_CODES))
def test_further_spelling_is_recognised(heading: str, field: str) -> None:
    known = MEMBER_FIELDS.exact(heading)
    assert known is not None
    assert known.identifier == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [pair for variant in (V1, V2, V4, V5, FURTHER) for pair in _pairs(variant)],
)
def test_stars_line_breaks_and_wide_brackets_do_not_matter(heading: str, field: str) -> None:
    known = MEMBER_FIELDS.exact(_as_people_write(heading))
    assert known is not None
    assert known.identifier == field


@pytest.mark.parametrize(
    ("heading", "field"), _pairs("隶属于=parent 隶属组织=parent 批准成立时间=established_on 设立日期=established_on")
)
def test_further_spelling_of_organisations_is_recognised(heading: str, field: str) -> None:
    known = ORGANISATION_FIELDS.exact(heading)
    assert known is not None
    assert known.identifier == field


def test_item_code_beside_an_unknown_word_decides() -> None:
    known = MEMBER_FIELDS.exact("A0107 生辰")
    assert known is not None
    assert known.identifier == "birth_date"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("党员本人身份证号", "id_number"),
        ("现所在党支部名称", "branch"),
        ("本人手机号码", "mobile_phone"),
        ("员工民族", "ethnic_group"),
    ],
)
def test_close_spelling_is_taken_over(heading: str, field: str) -> None:
    found = recognise(_sheet(["姓名", "性别", "学历", heading]), MEMBER_FIELDS)
    assert found.mapping[3] == field


@pytest.mark.parametrize("heading", ["入党介绍人姓名", "配偶身份证号", "紧急联系人电话", "父亲姓名", "填表人姓名"])
def test_columns_about_other_people_are_left_alone(heading: str) -> None:
    head = (
        ("姓名", "性别", "学历", heading),
        ("张三", "男", "本科", "11010519491231002X"),
        ("李四", "女", "本科", "440524188001010014"),
    )
    found = recognise(Sheet(0, "表", True, 3, 4, head), MEMBER_FIELDS)
    assert 3 not in found.mapping
