"""Columns of organisation lists: headings of real files (data standards, 6.2) and how their values are read."""

from __future__ import annotations

from dangjian.directory.organisations.enums import BranchKind, ElectionMethod, OrgKind
from dangjian.foundation.tabular.catalogue import Catalogue, Field
from dangjian.foundation.tabular.normalise.choices import choice_normaliser
from dangjian.foundation.tabular.normalise.dates import normalise_date
from dangjian.foundation.tabular.normalise.numbers import count_normaliser, phone_normaliser
from dangjian.foundation.tabular.normalise.text import text_normaliser

_KIND = {
    "党组": "party_group",
    "党委": "party_committee",
    "基层党委": "party_committee",
    "党的基层委员会": "party_committee",
    "党的委员会": "party_committee",
    "611": "party_committee",
    "党总支": "general_branch",
    "总支": "general_branch",
    "党总支部": "general_branch",
    "党的总支部委员会": "general_branch",
    "621": "general_branch",
    "党支部": "branch",
    "支部": "branch",
    "党的支部委员会": "branch",
    "631": "branch",
    "普通党支部": "branch:ordinary",
    "联合党支部": "branch:joint",
    "632": "branch:joint",
    "临时党支部": "branch:temporary",
    "流动党员党支部": "branch:mobile",
    "流动党支部": "branch:mobile",
    "项目党支部": "branch:project",
    "功能型党支部": "branch:functional",
    "离退休党支部": "branch:retired",
    "离退休人员党支部": "branch:retired",
    "纪委": "discipline_committee",
    "党的纪律检查委员会": "discipline_committee",
}
_ELECTION = {
    "党员大会选举": "general_meeting",
    "党员大会": "general_meeting",
    "党代表大会选举": "congress",
    "党员代表大会": "congress",
    "党代表大会": "congress",
    "上级任命": "appointed",
    "上级指派": "appointed",
    "上级批准": "appointed",
    "任命": "appointed",
}
_BRANCH_KIND = {label: value for value, label in BranchKind.choices} | {
    "普通": "ordinary",
    "联合": "joint",
    "临时": "temporary",
}

_text = text_normaliser
_org = text_normaliser(longest=160, joined=True)


def _left_out(identifier: str, title: str, *synonyms: str) -> Field:
    return Field(identifier, title, _text(longest=2000), synonyms, ignored=True, in_template=False)


_IDENTITY = (
    Field("row_no", "序号", _text(), ("编号", "NO", "行号"), ignored=True, in_template=False),
    Field(
        "full_name",
        "党组织全称",
        _org,
        (
            "党组织名称",
            "支部名称",
            "党支部名称",
            "组织名称",
            "党组织",
            "名称",
            "全称",
            "党支部全称",
            "党委名称",
            "组织全称",
        ),
        required=True,
        content="organisation",
        note="例如“中共XX有限公司第一支部委员会”。",
        example="中共示例公司第一支部委员会",
        width=36,
    ),
    Field(
        "short_name",
        "党组织简称",
        _text(longest=80, joined=True),
        ("简称", "支部简称", "组织简称"),
        example="第一党支部",
        width=18,
    ),
    Field(
        "org_code",
        "党组织编码",
        _text(longest=20),
        ("党组织代码", "组织编码", "党组织编号", "组织代码"),
        example="011100126220",
        width=18,
    ),
    Field("org_uid", "党组织唯一标识", _text(longest=64), ("组织唯一标识",), in_template=False),
    Field(
        "parent",
        "上级党组织",
        _org,
        (
            "上级党组织名称",
            "隶属党组织",
            "上级组织",
            "所属党组织",
            "上级党组织全称",
            "隶属基层党委",
            "隶属于",
            "隶属组织",
            "隶属",
            "上级党委",
            "上级",
        ),
        note="填上级的全称、简称或编码；最上级留空。",
        example="中共示例公司委员会",
        width=30,
        overflow="parent_uid",
    ),
    Field("parent_uid", "上一级党组织唯一标识", _text(longest=64), ("上级党组织唯一标识",), in_template=False),
    Field("parent_code", "上级党组织编码", _text(longest=20), ("上级党组织代码",), in_template=False),
    Field(
        "org_kind",
        "党组织类别",
        choice_normaliser(
            "党组织类别", _KIND, names=("党委", "党总支", "党支部", "联合党支部", "临时党支部", "离退休党支部")
        ),
        ("党组织类型", "组织类别", "组织类型", "类别", "类型", "党组织性质"),
        choices=tuple(
            label for value, label in OrgKind.choices if value in {"party_committee", "general_branch", "branch"}
        )
        + tuple(label for value, label in BranchKind.choices if value != "ordinary"),
        note="党委、党总支、党支部等；不填时按名称判断。",
        example="党支部",
    ),
    Field(
        "branch_kind",
        "支部类型",
        choice_normaliser(
            "支部类型", _BRANCH_KIND, names=tuple(label for _, label in BranchKind.choices), unknown="warning"
        ),
        ("党支部类型",),
        in_template=False,
    ),
)

_TERM = (
    Field(
        "established_on",
        "成立日期",
        normalise_date,
        (
            "建立党组织时间",
            "批准建立党组织日期",
            "建立日期",
            "成立时间",
            "建立党组织日期",
            "组建时间",
            "批准成立时间",
            "批准成立日期",
            "设立时间",
            "设立日期",
        ),
    ),
    Field(
        "approved_by",
        "批准成立的上级党组织",
        _org,
        ("批准成立的上级党组织全称", "批准单位", "批准机关"),
        in_template=False,
    ),
    Field("approval_no", "批准文号", _text(longest=80), ("批复文号", "成立文号"), in_template=False),
    Field(
        "territorial_relation",
        "党组织属地关系",
        _text(longest=120),
        ("属地关系", "所在行政区划", "行政区划"),
        in_template=False,
    ),
    Field(
        "election_method",
        "选举方式",
        choice_normaliser(
            "选举方式", _ELECTION, names=tuple(label for _, label in ElectionMethod.choices), unknown="warning"
        ),
        ("产生方式",),
        choices=tuple(label for _, label in ElectionMethod.choices),
    ),
    Field(
        "term_start",
        "本届班子当选日期",
        normalise_date,
        ("领导班子当选日期", "换届时间", "换届日期", "本届任期开始", "当选日期", "上次换届时间"),
        example="2024-03-15",
    ),
    Field("term_years", "任期年限", count_normaliser(most=10, unit="年"), ("任期", "任期(年)", "届期"), example="3"),
    Field(
        "term_end",
        "届满日期",
        normalise_date,
        ("领导班子届满日期", "届满时间", "任期届满日期", "下次换届时间", "到届时间"),
    ),
)

_CONTACT = (
    Field("contact_name", "联系人", _text(longest=80), ("党组织联络人", "党组织联系人", "联络人", "负责人")),
    Field(
        "contact_phone",
        "联系电话",
        phone_normaliser("any"),
        ("联络人电话", "党组织联系人手机号", "联系人电话", "电话", "联系人手机", "联系方式", "负责人电话"),
        width=16,
    ),
    Field(
        "address",
        "党组织通讯地址",
        _text(longest=200, joined=True),
        ("通讯地址", "地址", "组织位置", "所在地址"),
        width=30,
    ),
    Field("sort", "显示排序", count_normaliser(most=100_000), ("排序", "排序号"), in_template=False),
    Field(
        "member_count",
        "党组织党员人数",
        count_normaliser(most=1_000_000, unit="人"),
        ("党员人数", "党员数", "管理党员数", "党员总数"),
        in_template=False,
    ),
    Field("full_men", "正式党员男数量", count_normaliser(unit="人"), ("正式党员男", "正式党员(男)"), in_template=False),
    Field(
        "full_women", "正式党员女数量", count_normaliser(unit="人"), ("正式党员女", "正式党员(女)"), in_template=False
    ),
    Field(
        "probationary_men",
        "预备党员男数量",
        count_normaliser(unit="人"),
        ("预备党员男", "预备党员(男)"),
        in_template=False,
    ),
    Field(
        "probationary_women",
        "预备党员女数量",
        count_normaliser(unit="人"),
        ("预备党员女", "预备党员(女)"),
        in_template=False,
    ),
    Field("remarks", "备注", _text(longest=400, lines=True), ("说明",)),
)

_LEFT_OUT = (
    _left_out("officers", "领导班子", "领导班子成员姓名", "班子成员", "支委会成员"),
    _left_out("officer_posts", "成员职务", "职务名称"),
    _left_out("officer_phones", "成员联系方式"),
    _left_out("secretary", "党组织书记", "书记", "书记姓名", "支部书记"),
    _left_out("deputy_secretary", "党组织副书记", "副书记"),
    _left_out("unit_name", "单位名称", "企业名称", "所在单位"),
    _left_out("unit_nature", "单位性质"),
    _left_out("unit_employees", "单位人数", "在岗职工数"),
    _left_out("unit_situation", "党组织所在单位情况", "单位建立党组织情况"),
    _left_out("standardisation", "党支部标准化规范化建设类别"),
    _left_out("reward_name", "组织奖惩名称"),
    _left_out("reward_on", "组织奖惩日期", "奖惩日期"),
    _left_out("reward_note", "组织奖惩说明", "奖惩说明"),
    _left_out("reward_by", "组织奖惩批准组织", "批准组织"),
    _left_out("deleted_flag", "删除标识", "删除标志"),
    _left_out("changed_at", "更新时间戳", "更新时间"),
    _left_out("operating_org", "操作党组织", "操作党组织唯一标识"),
)

ORGANISATION_FIELDS = Catalogue(
    "organisation",
    "党组织名册",
    (*_IDENTITY, *_TERM, *_CONTACT, *_LEFT_OUT),
    keys=("full_name", "short_name", "org_code"),
)
"""The organisation list. Templates show the columns in this order."""

RECORD_FIELDS = frozenset(
    {
        "full_name",
        "short_name",
        "org_code",
        "org_uid",
        "established_on",
        "approved_by",
        "approval_no",
        "territorial_relation",
    }
    | {
        "election_method",
        "term_start",
        "term_years",
        "term_end",
        "contact_name",
        "contact_phone",
        "address",
        "sort",
        "remarks",
    }
)
"""Fields written to the organisation under the same name."""
