"""The example files: which there are, what each shows, and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from dangjian.ops.demo.enterprise.build import build_enterprise
from dangjian.ops.demo.enterprise.model import Enterprise
from dangjian.ops.demo.rosters import faults, members, officers, organisations
from dangjian.ops.demo.rosters.sheet import csv_bytes, xlsx_bytes

EXAMPLES_DAY: Final = date(2026, 11, 21)
"""The day for which the examples are made; fixed, so that the files stay the same."""


@dataclass(frozen=True, slots=True)
class Example:
    """One file with a sentence on what it is and what to try with it."""

    name: str
    title: str
    shows: str
    data: bytes


def example_files() -> list[Example]:
    """All example files in the order in which they are best tried."""
    made = build_enterprise(today=EXAMPLES_DAY)
    return [*_organisation_files(made), *_member_files(made), *_officer_files(made)]


def _organisation_files(made: Enterprise) -> list[Example]:
    return [
        Example(
            "01-集团党组织接口表.xlsx",
            "党组织（O3，集团接口表）",
            "集团党委、三个下属党组织、集团直属支部和物流公司各支部。上级用编码表示，带排序、删除标识、时间戳等技术列。最先导入。",
            xlsx_bytes([organisations.group_interface(made)]),
        ),
        Example(
            "02-建工公司党组织登记表.xlsx",
            "党组织（O1，详细登记表）",
            "有标题行和两行表头；每个班子成员占一行，组织信息只写在第一行；日期写作“2010年7月1日”“2010.7.1”。",
            xlsx_bytes([organisations.detail_form(made)]),
        ),
        Example(
            "03-能源公司党组织导出表.xlsx",
            "党组织（O2，全国系统导出）",
            "一行表头；班子成员和职务各挤在一个单元格里；日期写作“20100701”；届期“3年”带单位。",
            xlsx_bytes([organisations.national_export(made)]),
        ),
    ]


def _member_files(made: Enterprise) -> list[Example]:
    return [
        Example(
            "11-标准模板-滨海新城项目党支部.xlsx",
            "党员（标准模板）",
            "最规范的写法：一行表头、文本格式、日期统一。可对照检查自己的表。",
            xlsx_bytes([members.template(made)]),
        ),
        Example(
            "12-建工公司党员信息采集表.xlsx",
            "党员（V1，信息采集表）",
            "上方有标题和填报单位，支部之间有空行，末尾有合计和签名行；两个字的名字中间有空格。",
            xlsx_bytes([members.collection_form(made)]),
        ),
        Example(
            "13-能源公司党员导出表.xlsx",
            "党员（V2，全国系统导出）",
            "两行表头且上行合并；党支部用全称；日期写作“20100701”。",
            xlsx_bytes([members.national_export(made)]),
        ),
        Example(
            "14-物流公司党员接口表.csv",
            "党员（V3，集团接口表，GB18030 编码的 CSV）",
            "性别、民族、学历用代码；党支部同时给出名称和编码；手机号带“+86”和横线；含技术列。",
            csv_bytes(members.group_interface(made), "gb18030"),
        ),
        Example(
            "15-集团机关党员花名册.xlsx",
            "党员（V4，企业自制表）",
            "每个支部一张工作表；同一列中日期有六种写法；部分身份证号被 Excel 变成数字、末三位丢失；一格两个电话。",
            xlsx_bytes(members.plain_lists(made)),
        ),
        Example(
            "16-发展党员纪实台账.xlsx",
            "申请人、积极分子、发展对象、预备党员（V5，发展党员台账）",
            "没有转正的人员，带申请、确定积极分子等日期；参加工作日期只写到月份。",
            xlsx_bytes([members.admission_ledger(made)]),
        ),
        Example(
            "17-流动党员登记表.xlsx",
            "流动党员（上级要求的登记表）",
            "没有身份证号，只能按姓名和出生年月核对，供试验提示和改正。",
            xlsx_bytes([members.mobile_members(made)]),
        ),
        Example(
            "18-错误百出的党员名册.xlsx",
            "党员（故意写错）",
            "每行一种错误，最后一列写明错在哪里：校验码、科学计数、不存在的日期、重复人员、找不到的支部、公式等。",
            xlsx_bytes([faults.faulty_roster(made)]),
        ),
    ]


def _officer_files(made: Enterprise) -> list[Example]:
    return [
        Example(
            "21-建工公司党支部班子成员名册.xlsx",
            "班子成员（书记、委员的任职）",
            "支部名称合并成一格；任职时间写作“2024.3.15”；末尾有填表说明。须在党员之后导入，导入后书记、委员有相应的权限。",
            xlsx_bytes([officers.branch_officers(made)]),
        ),
    ]


def readme(files: list[Example]) -> str:
    """The Chinese leaflet beside the files."""
    lines = [
        "# 导入练习用的示例表格",
        "",
        "> 全部为演示数据：单位、人员、证件号码和电话均为虚构。",
        "> 身份证号使用不存在的地区代码 990101，手机号使用未放号的号段。",
        "",
        "表格照着各单位常见的样子做，故意保留了标题行、合并表头、空行、合计行、各种日期写法等毛病，用来试验“导入”。",
        "建议先在空白单位依次导入 01～03（党组织），再导入 11～18（党员），最后导入 21（班子成员）。",
        "演示单位中已有这些人，再次导入可以看到“更新”和“无变化”的差别。",
        "",
        "| 文件 | 内容 | 看点 |",
        "|---|---|---|",
        *(f"| `{file.name}` | {file.title} | {file.shows} |" for file in files),
        "",
        "命令行试验（只看识别结果，不写入）：",
        "",
        "```",
        "python manage.py import_roster examples/12-建工公司党员信息采集表.xlsx",
        "```",
        "",
        "这些文件由 `python manage.py write_examples` 生成，每次生成的内容完全相同。",
        "",
    ]
    return "\n".join(lines)
