"""Member rosters in the layouts met in real offices (data-standards.md, section 6.1), variants V1 to V5."""

from __future__ import annotations

from dangjian.directory.members.enums import MembershipStatus, MobileDirection, PersonCategory
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoPerson, Enterprise
from dangjian.ops.demo.rosters import values
from dangjian.ops.demo.rosters.sheet import Merge, Sheet, Value, headings


def under(made: Enterprise, above: str) -> dict[str, DemoOrg]:
    """Branches directly below a committee, by key."""
    return {org.key: org for org in made.orgs if org.parent == above and org.branch_kind}


def people_under(made: Enterprise, above: str, *, members_only: bool = True) -> list[DemoPerson]:
    """People on the register in the branches below a committee."""
    keys = under(made, above)
    return [p for p in made.people if p.org in keys and p.left_on is None and (p.is_member or not members_only)]


def collection_form(made: Enterprise) -> Sheet:
    """V1, the collection form: title lines above, a blank line, blank rows between branches, a line of totals."""
    heads: list[Value] = headings(
        "序号 姓名 性别 公民身份证号 民族 出生日期 学历 人员类别 所在党支部 加入党组织日期 "
        "转为正式党员日期 工作岗位 联系电话(手机) 联系电话(固定) 家庭住址 党籍状态 是否为失联党员 "
        "失去联系日期 是否为流动党员 外出流向"
    )
    branches = under(made, "jg")
    sheet = Sheet("党员信息采集表")
    sheet.rows = [["党员基本信息采集表"], ["填报单位：中国共产党华岳建工有限公司委员会（演示）"], [], heads]
    sheet.titles, sheet.heads = (0,), (3,)
    sheet.merges = [Merge(0, 0, 0, len(heads) - 1)]
    people = people_under(made, "jg")
    for number, person in enumerate(people, start=1):
        if number > 1 and person.org != people[number - 2].org:
            sheet.rows.append([])
        status = "停止党籍" if person.membership_status == MembershipStatus.SUSPENDED else "正常"
        direction = MobileDirection(person.mobile_direction).label if person.mobile_direction else None
        sheet.rows.append(
            [
                number,
                values.spaced(person.name),
                values.sex(person),
                person.id_number,
                values.ethnic(person),
                values.chinese(person.birth_date),
                values.education(person),
                values.category(person),
                branches[person.org].short_name,
                values.iso(person.joined_on),
                values.iso(person.confirmed_on),
                person.work_post_category,
                person.mobile_phone,
                None,
                person.home_address,
                status,
                values.yes_no(value=person.out_of_contact),
                values.iso(person.out_of_contact_since),
                values.yes_no(value=person.is_mobile),
                direction,
            ]
        )
    sheet.rows += [["合计", f"{len(people)}人"], ["填表人：林晓燕", None, "审核人：", None, "填表日期：2026年11月21日"]]
    return sheet


def national_export(made: Enterprise) -> Sheet:
    """V2, the export of the national system: a heading of two lines with merged groups, dates without signs."""
    groups: list[tuple[str, tuple[str, ...]]] = [
        ("基本信息", ("姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "学位")),
        ("党籍信息", ("人员类别", "所在党支部", "入党日期", "转正日期", "入党类型", "党龄校正值")),
        ("工作信息", ("工作岗位", "从事专业技术职务", "新社会阶层类型", "是否农民工")),
        ("联系信息", ("手机号码", "现居住地", "户籍所在地")),
        ("管理信息", ("是否失联党员", "是否流动党员")),
    ]
    sheet = Sheet("党员信息", heads=(0, 1))
    upper: list[Value] = []
    lower: list[Value] = []
    for title, columns in groups:
        sheet.merges.append(Merge(0, len(upper), 0, len(upper) + len(columns) - 1))
        upper += [title, *([None] * (len(columns) - 1))]
        lower += columns
    sheet.rows = [upper, lower]
    branches = under(made, "ny")
    for person in people_under(made, "ny"):
        sheet.rows.append(
            [
                person.name,
                values.sex(person),
                person.id_number,
                values.ethnic(person),
                values.compact(person.birth_date),
                values.education(person),
                values.degree(person),
                values.category(person),
                branches[person.org].full_name,
                values.compact(person.joined_on),
                values.compact(person.confirmed_on),
                "新入党",
                "0",
                person.work_post_category,
                person.professional_title or None,
                None,
                "否",
                person.mobile_phone,
                person.home_address,
                person.native_place,
                values.yes_no(value=person.out_of_contact),
                values.yes_no(value=person.is_mobile),
            ]
        )
    return sheet


def group_interface(made: Enterprise) -> Sheet:
    """V3, the interface table of a group: codes in place of names, technical columns, no titles. Written as CSV."""
    heads: list[Value] = headings(
        "集团党员唯一标识 集团员工编码 姓名 性别 公民身份号码 民族 出生日期 学历 学位 组织关系所在党支部 "
        "党组织唯一标识 入党日期 转正日期 工作岗位 手机号码 现居住地 企业名称 党龄校正值 删除标识 "
        "更新时间戳"
    )
    branches = under(made, "wl")
    sheet = Sheet("DYXX", [heads])
    for person in people_under(made, "wl"):
        org = branches[person.org]
        sheet.rows.append(
            [
                f"HYDY{person.employee_no[2:]}",
                person.employee_no,
                person.name,
                "1" if person.sex == "male" else "2",
                person.id_number,
                person.ethnic_group,
                values.iso(person.birth_date),
                person.education_level,
                person.degree_level or None,
                org.short_name,
                org.org_code,
                values.slashed(person.joined_on),
                values.slashed(person.confirmed_on),
                person.work_post_category,
                f"+86 {person.mobile_phone[:3]}-{person.mobile_phone[3:7]}-{person.mobile_phone[7:]}",
                person.home_address,
                values.unit_name(made, person),
                "0",
                "0",
                "2026-11-20 03:00:00",
            ]
        )
    return sheet


def plain_lists(made: Enterprise) -> list[Sheet]:
    """V4, a simple enterprise list: a sheet for each branch, dates in six forms, some numbers broken by Excel."""
    heads: list[Value] = headings(
        "序号 姓名 性别 民族 籍贯 身份证号码 出生日期 学历 学位 所在党组织 入党时间 转正时间 工作电话 "
        "手机号码 电子邮件 现居住地 备注"
    )
    sheets = []
    for key, org in under(made, "hq").items():
        sheet = Sheet(org.short_name, [[f"{org.short_name}党员花名册"], heads], titles=(0,), heads=(1,))
        sheet.merges = [Merge(0, 0, 0, len(heads) - 1)]
        people = [p for p in made.people if p.org == key and p.is_member]
        for number, person in enumerate(people, start=1):
            form = values.DATE_FORMS[number % len(values.DATE_FORMS)]
            # Typed into a cell of the kind "number", the last three digits are lost for good.
            broken = number % 11 == 5
            identity: Value = float(person.id_number[:17] + "0") if broken else "'" + person.id_number
            sheet.rows.append(
                [
                    number,
                    values.spaced(person.name),
                    values.sex(person) + ("性" if number % 7 == 3 else ""),
                    values.ethnic(person).removesuffix("族") if number % 3 else values.ethnic(person),
                    person.native_place,
                    identity,
                    form(person.birth_date),
                    {"21": "大学本科", "31": "大专", "14": "硕士研究生"}.get(person.education_level)
                    or values.education(person),
                    values.degree(person) or None,
                    org.short_name,
                    values.DATE_FORMS[(number + 2) % 6](person.joined_on),
                    values.DATE_FORMS[(number + 3) % 6](person.confirmed_on),
                    "0990-8800001",
                    person.mobile_phone if number % 9 else f"{person.mobile_phone}/0990-880{number:04}",
                    None,
                    person.home_address,
                    "身份证号需核对" if broken else person.remarks or None,
                ]
            )
        sheet.rows.append(["合计", f"{len(people)}人"])
        sheets.append(sheet)
    return sheets


def admission_ledger(made: Enterprise) -> Sheet:
    """V5, the admission ledger: people on the way to membership and on probation, with all dates of the way."""
    heads: list[Value] = headings(
        "姓名 性别 公民身份证号码 民族 籍贯 出生日期 学历 人员类别 隶属党组织 所在党支部 申请入党日期 "
        "确定入党积极分子日期 加入党组织日期 转为正式党员日期 入党类型 参加工作日期 工作单位及职务 "
        "工作岗位 政治面貌 手机号码 家庭住址 党籍状态"
    )
    orgs = {org.key: org for org in made.orgs}
    sheet = Sheet("发展党员纪实", [["发展党员工作纪实台账（演示）"], [], heads], titles=(0,), heads=(2,))
    sheet.merges = [Merge(0, 0, 0, len(heads) - 1)]
    political = {"01": "中共党员", "02": "中共预备党员", "03": "共青团员", "13": "群众"}
    full = PersonCategory.FULL_MEMBER
    for person in (p for p in made.people if p.left_on is None and p.person_category != full):
        org = orgs[person.org]
        sheet.rows.append(
            [
                person.name,
                values.sex(person),
                person.id_number,
                values.ethnic(person),
                person.native_place,
                values.dotted(person.birth_date),
                values.education(person),
                values.category(person),
                orgs[org.parent].short_name,
                org.short_name,
                values.dotted(person.applied_on),
                values.dotted(person.activist_on),
                values.dotted(person.joined_on),
                values.dotted(person.confirmed_on),
                "新入党" if person.is_member else None,
                values.month(person.work_started_on),
                f"{values.unit_name(made, person)}{person.job_title}",
                person.work_post_category,
                political[person.political_status],
                person.mobile_phone,
                person.home_address,
                "正常" if person.is_member else None,
            ]
        )
    return sheet


def mobile_members(made: Enterprise) -> Sheet:
    """The roster of mobile members, as superiors ask for it."""
    heads: list[Value] = headings(
        "姓名 性别 出生年月 文化程度 外出时间 外出地点 流动党员联系电话 正式组织关系所在支部 支部联系电话"
    )
    orgs = {org.key: org for org in made.orgs}
    sheet = Sheet("流动党员", [["流动党员登记表（演示）"], heads], titles=(0,), heads=(1,))
    sheet.merges = [Merge(0, 0, 0, len(heads) - 1)]
    for person in (p for p in made.people if p.is_mobile and p.left_on is None):
        sheet.rows.append(
            [
                person.name,
                values.sex(person),
                values.month(person.birth_date),
                values.education(person),
                values.month(person.mobile_since),
                person.native_place,
                person.mobile_phone,
                orgs[person.org].short_name,
                orgs[person.org].contact_phone,
            ]
        )
    return sheet


def template(made: Enterprise) -> Sheet:
    """A clean roster: one line of headings, text cells, one form of dates."""
    heads: list[Value] = headings(
        "姓名 性别 公民身份号码 民族 出生日期 学历 学位 人员类别 所在党支部 入党日期 转正日期 工作岗位 "
        "手机号码 现居住地"
    )
    sheet = Sheet("党员名册", [heads], heads=(0,))
    orgs = {org.key: org for org in made.orgs}
    for person in [p for p in made.people if p.org == "jg08" and p.is_member]:
        sheet.rows.append(
            [
                person.name,
                values.sex(person),
                person.id_number,
                values.ethnic(person),
                values.iso(person.birth_date),
                values.education(person),
                values.degree(person) or None,
                values.category(person),
                orgs[person.org].short_name,
                values.iso(person.joined_on),
                values.iso(person.confirmed_on),
                person.work_post_category,
                person.mobile_phone,
                person.home_address,
            ]
        )
    return sheet
