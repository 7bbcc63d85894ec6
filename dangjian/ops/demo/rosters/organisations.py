"""Lists of organisations in the layouts met in real offices (data-standards.md, section 6.2), variants O1 to O3."""

from __future__ import annotations

from dangjian.directory.organisations.enums import BranchKind, ElectionMethod, OrgKind
from dangjian.directory.posts.enums import PostKind
from dangjian.ops.demo.enterprise.model import DemoOrg, DemoPerson, DemoPost, Enterprise
from dangjian.ops.demo.rosters import values
from dangjian.ops.demo.rosters.sheet import Merge, Sheet, Value, headings


def kind_label(org: DemoOrg) -> str:
    """党委, 党总支, 党支部, or the kind of branch where it says more."""
    if org.branch_kind in {None, BranchKind.ORDINARY}:
        return OrgKind(org.kind).label
    return BranchKind(org.branch_kind or BranchKind.ORDINARY).label


def subtree(made: Enterprise, top: str) -> list[DemoOrg]:
    """An organisation with those directly below it, parents first."""
    return [org for org in made.orgs if top in {org.key, org.parent}]


def _officers(made: Enterprise, org: DemoOrg) -> list[tuple[DemoPost, DemoPerson]]:
    people = {p.key: p for p in made.people}
    sitting = [p for p in made.posts if p.org == org.key and p.ended_on is None and p.kind != PostKind.CELL_LEADER]
    return [(post, people[post.person]) for post in sitting]


def detail_form(made: Enterprise) -> Sheet:
    """O1, the detail form: a heading of two lines, an officer in each row, the organisation only in the first."""
    groups: list[tuple[str, tuple[str, ...]]] = [
        (
            "党组织基本信息",
            ("支部名称", "支部简称", "党组织代码", "上级党组织名称", "党组织类别", "建立党组织时间", "党组织属地关系"),
        ),
        ("领导班子", ("领导班子当选日期", "领导班子届满日期", "领导班子成员姓名", "成员职务", "成员联系方式")),
        ("联络", ("党组织联络人", "联络人电话", "党组织通讯地址")),
        ("党员数量", ("正式党员男数量", "正式党员女数量", "预备党员男数量", "预备党员女数量")),
        ("单位", ("单位名称", "单位性质", "单位人数")),
    ]
    width = sum(len(columns) for _, columns in groups)
    sheet = Sheet(
        "党组织信息", [["党组织基本情况登记表（演示）"]], titles=(0,), heads=(1, 2), merges=[Merge(0, 0, 0, width - 1)]
    )
    upper: list[Value] = []
    lower: list[Value] = []
    for title, columns in groups:
        sheet.merges.append(Merge(1, len(upper), 1, len(upper) + len(columns) - 1))
        upper += [title, *([None] * (len(columns) - 1))]
        lower += columns
    sheet.rows += [upper, lower]
    orgs = {org.key: org for org in made.orgs}
    units = {unit.key: unit for unit in made.units}
    for org in subtree(made, "jg"):
        unit = units[org.units[0]]
        officers: list[list[Value]] = [
            [person.name, PostKind(post.kind).label, person.mobile_phone] for post, person in _officers(made, org)
        ] or [[None, None, None]]
        own: list[Value] = [org.full_name, org.short_name, org.org_code, orgs[org.parent].full_name, kind_label(org)]
        own += [values.chinese(org.established_on), "演示市示范区"]
        own += [values.dotted(org.term_start), values.dotted(org.term_end)]
        contact: list[Value] = [org.contact_name or None, org.contact_phone or None, org.address]
        tail: list[Value] = [*_counts(made, org), unit.name, "国有控股企业", unit.employees]
        sheet.rows.append([*own, *officers[0], *contact, *tail])
        sheet.rows += [[*([None] * len(own)), *officer] for officer in officers[1:]]
    return sheet


def _counts(made: Enterprise, org: DemoOrg) -> list[Value]:
    keys = {o.key for o in made.orgs if org.key in {o.key, o.parent}}
    people = [p for p in made.people if p.org in keys and p.is_member]
    return [
        sum(p.person_category == kind and p.sex == sex for p in people)
        for kind in ("full_member", "probationary_member")
        for sex in ("male", "female")
    ]


def national_export(made: Enterprise) -> Sheet:
    """O2, the export of the national system: one heading line, several officers in one cell."""
    heads: list[Value] = headings(
        "党组织名称 党组织简称 上级党组织 党组织类型 批准建立党组织日期 党组织属地关系 选举方式 本届班子当选日期 "
        "任期年限 领导班子 职务名称 党组织联系人 党组织联系人手机号"
    )
    orgs = {org.key: org for org in made.orgs}
    sheet = Sheet("党组织列表", [heads], heads=(0,))
    for org in subtree(made, "ny"):
        officers = _officers(made, org)
        sheet.rows.append(
            [
                org.full_name,
                org.short_name,
                orgs[org.parent].full_name,
                kind_label(org),
                values.compact(org.established_on),
                "演示市示范区",
                ElectionMethod(org.election_method).label,
                values.compact(org.term_start),
                f"{org.term_years}年" if org.term_years else None,
                "、".join(person.name for _, person in officers) or None,
                "、".join(PostKind(post.kind).label for post, _ in officers) or None,
                org.contact_name or None,
                org.contact_phone or None,
            ]
        )
    return sheet


def group_interface(made: Enterprise) -> Sheet:
    """O3, the interface table of a group: codes, technical columns, a line of notes under the headings."""
    heads: list[Value] = headings(
        "党组织编码 党组织全称 党组织简称 上一级党组织唯一标识 组织类别 成立日期 "
        "批准成立的上级党组织全称 所在行政区划 党组织书记 党组织副书记 联系人 联系电话 党组织党员人数 "
        "企业名称 显示排序 删除标识 更新时间戳"
    )
    orgs = {org.key: org for org in made.orgs}
    units = {unit.key: unit for unit in made.units}
    chosen = [*subtree(made, "hq"), *(o for o in made.orgs if o.parent == "wl")]
    sheet = Sheet("DZZXX", [heads], heads=(0,))
    for number, org in enumerate(chosen, start=1):
        officers = {PostKind(post.kind): person.name for post, person in _officers(made, org)}
        keys = {o.key for o in made.orgs if org.key in {o.key, o.parent}}
        sheet.rows.append(
            [
                org.org_code,
                org.full_name,
                org.short_name,
                orgs[org.parent].org_code if org.parent else None,
                kind_label(org),
                values.iso(org.established_on),
                orgs[org.parent].full_name if org.parent else None,
                "演示市示范区",
                officers.get(PostKind.SECRETARY),
                officers.get(PostKind.DEPUTY_SECRETARY),
                org.contact_name or None,
                org.contact_phone or None,
                sum(p.org in keys and p.is_member for p in made.people),
                units[org.units[0]].name,
                number * 10,
                0,
                "2026-11-20 03:00:00",
            ]
        )
    return sheet
