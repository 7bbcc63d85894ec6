"""The fields of a person's record: title, group, and who may correct them. One list for pages, history and requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of the record. `kind` tells the page which control to draw; `code_set` where its values come from."""

    name: str
    title: str
    group: str
    kind: str = "text"
    code_set: str = ""
    correctable: bool = True
    is_sensitive: bool = False


FIELDS: tuple[RecordField, ...] = (
    RecordField("name", "姓名", "basic"),
    RecordField("sex", "性别", "basic", "choice", "sex"),
    RecordField("id_type", "证件类型", "basic", "choice", "id_type"),
    RecordField("id_number", "公民身份号码", "basic", "id_number", is_sensitive=True),
    RecordField("birth_date", "出生日期", "basic", "date"),
    RecordField("ethnic_group", "民族", "basic", "choice", "ethnic_group"),
    RecordField("native_place", "籍贯", "basic"),
    RecordField("is_taiwan_origin", "是否台湾省籍", "basic", "bool"),
    RecordField("person_category", "人员类别", "party", "choice", "person_category", correctable=False),
    RecordField("membership_status", "党籍状态", "party", "choice", "membership_status", correctable=False),
    RecordField("organisation", "所在党支部", "party", "organisation", correctable=False),
    RecordField("cell", "所在党小组", "party", "cell", correctable=False),
    RecordField("register_state", "在册状态", "party", "choice", "register_state", correctable=False),
    RecordField("applied_on", "申请入党日期", "party", "date"),
    RecordField("activist_on", "确定积极分子日期", "party", "date"),
    RecordField("target_on", "确定发展对象日期", "party", "date"),
    RecordField("joined_on", "入党日期", "party", "date"),
    RecordField("confirmed_on", "转正日期", "party", "date"),
    RecordField("joining_type", "入党类型", "party", "choice", "joining_type"),
    RecordField("confirmation_status", "转正情况", "party", "choice", "confirmation_status", correctable=False),
    RecordField("standing_correction_months", "党龄校正值（月）", "party", "number", correctable=False),
    RecordField("vote_suspended", "表决权暂停", "party", "bool", correctable=False),
    RecordField("attendance_exempt", "年老体弱免计出勤", "party", "bool", correctable=False),
    RecordField("is_retired", "是否离退休", "party", "bool"),
    RecordField("is_mobile", "是否流动党员", "party", "bool", correctable=False),
    RecordField("mobile_since", "外出日期", "party", "date", correctable=False),
    RecordField("mobile_direction", "外出流向", "party", "choice", "mobile_direction", correctable=False),
    RecordField("out_of_contact", "是否失联", "party", "bool", correctable=False),
    RecordField("out_of_contact_since", "失去联系日期", "party", "date", correctable=False),
    RecordField("is_abroad", "是否出国（境）", "party", "bool", correctable=False),
    RecordField("abroad_since", "出国（境）日期", "party", "date", correctable=False),
    RecordField("league_joined_on", "入团日期", "party", "date"),
    RecordField("political_status", "政治面貌", "party", "choice", "political_status", correctable=False),
    RecordField("education_level", "学历", "education", "choice", "education_level"),
    RecordField("education_label", "学历名称", "education"),
    RecordField("degree_level", "学位", "education", "choice", "degree_level"),
    RecordField("school", "毕业院校", "education"),
    RecordField("major", "专业", "education"),
    RecordField("work_started_on", "参加工作日期", "job", "date"),
    RecordField("unit_and_post", "工作单位及职务", "job"),
    RecordField("department", "部门", "job"),
    RecordField("job_title", "行政职务（岗位）", "job"),
    RecordField("work_post_category", "工作岗位", "job"),
    RecordField("professional_title", "专业技术职务", "job"),
    RecordField("new_stratum", "新社会阶层类型", "job"),
    RecordField("is_migrant_worker", "是否农民工", "job", "bool"),
    RecordField("employee_no", "员工编码", "job"),
    RecordField("member_uid", "党员唯一标识", "job", correctable=False),
    RecordField("mobile_phone", "手机号码", "contact", "phone", is_sensitive=True),
    RecordField("landline", "固定电话", "contact"),
    RecordField("email", "电子邮件", "contact"),
    RecordField("home_address", "家庭住址", "contact", is_sensitive=True),
    RecordField("registered_residence", "户籍所在地", "contact", is_sensitive=True),
    RecordField("remarks", "备注", "contact", correctable=False),
)
GROUPS = {"basic": "基本信息", "party": "党籍信息", "education": "学历学位", "job": "工作信息", "contact": "联系方式"}
BY_NAME = {field.name: field for field in FIELDS}


REVEAL_PURPOSES = ("组织关系转接", "信息核对", "通知参会", "走访慰问", "档案审核", "本人查看")
"""What sensitive fields may be looked at for; a word of detail may follow: 信息核对（季度）."""


def is_declared_purpose(text: str) -> bool:
    """Whether a purpose is a declared one, alone or with a detail in brackets or after a colon (SEC-PI-03)."""
    return any(text == known or (text.startswith(known) and text[len(known)] in "（(：:") for known in REVEAL_PURPOSES)


def title_of(name: str) -> str:
    """The title of a field, or its name when it is none of the record."""
    return BY_NAME[name].title if name in BY_NAME else name


SET_TITLES = {
    "educations": "学历经历",
    "awards": "奖励",
    "family": "家庭成员",
}
SET_FIELDS = {
    "educations": {
        "school": "毕业院校",
        "major": "专业",
        "education_level": "学历",
        "degree_level": "学位",
        "started_on": "入学日期",
        "ended_on": "毕业日期",
    },
    "awards": {"title": "奖励名称", "given_by": "授予单位", "given_on": "授予日期", "document_no": "文号"},
    "family": {
        "relation": "关系",
        "name": "姓名",
        "unit_and_post": "工作单位及职务",
        "political_status": "政治面貌",
    },
}
"""The repeating parts of a record, with the fields whose history is kept."""
