"""Columns of member rosters: every heading met in real files (data standards, 6.1) and how its values are read."""

from __future__ import annotations

from dangjian.directory.columns.words_member import (
    CATEGORY,
    CONFIRMATION,
    DIRECTION,
    DOCUMENT,
    JOINING,
    STATUS,
    STRATUM,
)
from dangjian.directory.members.enums import (
    ConfirmationStatus,
    IdType,
    JoiningType,
    MembershipStatus,
    MobileDirection,
    PersonCategory,
)
from dangjian.foundation.codes.persons import POLITICAL_STATUS
from dangjian.foundation.tabular.catalogue import Catalogue, Field
from dangjian.foundation.tabular.normalise.choices import (
    choice_normaliser,
    code_normaliser,
    normalise_degree,
    normalise_education,
    normalise_ethnic_group,
    normalise_sex,
    normalise_yes_no,
)
from dangjian.foundation.tabular.normalise.dates import normalise_date
from dangjian.foundation.tabular.normalise.numbers import (
    count_normaliser,
    normalise_identity_number,
    phone_normaliser,
)
from dangjian.foundation.tabular.normalise.text import normalise_name, text_normaliser

_text = text_normaliser
_org = text_normaliser(longest=160, joined=True)


def _labels(choices: type) -> tuple[str, ...]:
    return tuple(label for _, label in choices.choices)  # type: ignore[attr-defined]


_IDENTITY = (
    Field("row_no", "序号", _text(), ("编号", "NO", "行号", "顺序号", "SEQ"), ignored=True, in_template=False),
    Field(
        "name",
        "姓名",
        normalise_name,
        ("党员姓名", "人员姓名", "名字", "姓 名", "员工姓名", "职工姓名"),
        ("A0101",),
        required=True,
        content="person_name",
        note="只填姓名；少数民族姓名中间的点用“·”。",
        example="张三",
        width=12,
    ),
    Field(
        "sex",
        "性别",
        normalise_sex,
        (),
        ("A0104",),
        content="sex",
        choices=("男", "女"),
        note="男或女；不填时按身份证号判断。",
        example="男",
        width=8,
    ),
    Field(
        "id_type",
        "证件类型",
        choice_normaliser("证件类型", DOCUMENT, names=_labels(IdType)),
        ("证件种类", "证件名称"),
        choices=_labels(IdType),
        note="不填为居民身份证。",
        in_template=False,
    ),
    Field(
        "id_number",
        "公民身份号码",
        normalise_identity_number,
        (
            "公民身份证号",
            "公民身份证号码",
            "身份证号码",
            "身份证号",
            "身份证",
            "证件号码",
            "证件号",
            "身份号码",
            "居民身份证号码",
            "身份证编号",
        ),
        ("A0184",),
        content="identity_number",
        note="18 位；单元格须为文本格式，否则 Excel 会丢失末尾几位。",
        example="11010519491231002X",
        width=22,
    ),
    Field(
        "ethnic_group",
        "民族",
        normalise_ethnic_group,
        ("族别", "民族名称", "民族成份"),
        ("A0117",),
        content="ethnic_group",
        note="例如汉族、回族；也可填国标代码。",
        example="汉族",
        width=10,
    ),
    Field(
        "birth_date",
        "出生日期",
        normalise_date,
        ("出生年月", "出生年月日", "生日", "出生时间", "出生日"),
        ("A0107",),
        content="date",
        note="例如 1980-05-01；只知道月份填 1980-05。",
        example="1980-05-01",
    ),
    Field("native_place", "籍贯", _text(longest=120), ("籍贯（省市县）", "原籍"), ("A0111",), note="省、市、县。"),
)

_EDUCATION = (
    Field(
        "education_level",
        "学历",
        normalise_education,
        ("文化程度", "最高学历", "学历层次", "全日制学历", "教育程度", "受教育程度", "学历名称"),
        content="education",
        choices=("研究生", "大学本科", "大学专科", "中专", "高中", "初中", "小学"),
        note="研究生、大学本科、大学专科、中专、高中、初中等。",
        example="大学本科",
        width=12,
    ),
    Field(
        "degree_level",
        "学位",
        normalise_degree,
        ("最高学位", "学位名称"),
        choices=("博士", "硕士", "学士"),
        note="博士、硕士或学士。",
        example="学士",
        width=10,
    ),
    Field(
        "school", "毕业院校", _text(longest=120), ("毕业学校", "毕业院校及专业", "院校", "学校名称"), in_template=False
    ),
    Field("major", "专业", _text(longest=120), ("所学专业", "专业名称"), in_template=False),
)

_PARTY = (
    Field(
        "person_category",
        "人员类别",
        choice_normaliser("人员类别", CATEGORY, names=_labels(PersonCategory)),
        ("党员类别", "党员类型", "人员类型", "类别", "党员性质", "党员身份"),
        choices=_labels(PersonCategory),
        note="正式党员、预备党员、发展对象、入党积极分子、入党申请人；不填时按转正日期判断。",
        example="正式党员",
        width=14,
    ),
    Field(
        "branch",
        "所在党支部",
        _org,
        (
            "组织关系所在党支部",
            "所在党组织",
            "党支部",
            "支部名称",
            "所属支部",
            "所在支部",
            "支部",
            "所属党支部",
            "所属党组织",
            "党组织",
            "党支部名称",
            "党组织名称",
            "组织关系所在支部",
            "正式组织关系所在支部",
            "组织关系所在党组织",
            "党组织全称",
            "组织关系",
            "组织关系所在单位",
        ),
        content="organisation",
        note="填党支部的全称、简称或编码；重名时写成“集团党委/一公司党委/第一党支部”。",
        example="集团党委/一公司党委/第一党支部",
        width=30,
    ),
    Field(
        "branch_uid",
        "党组织唯一标识",
        _text(longest=64),
        ("支部唯一标识", "组织关系所在党支部唯一标识"),
        in_template=False,
    ),
    Field(
        "branch_code",
        "党组织编码",
        _text(longest=20),
        ("党组织代码", "支部编码", "党支部编码", "党支部代码"),
        in_template=False,
    ),
    Field(
        "superior_org",
        "隶属党组织",
        _org,
        (
            "上级党组织",
            "所属党委",
            "所在党委",
            "党委",
            "所属党总支",
            "所在党总支",
            "党总支",
            "基层党委",
            "二级党委",
            "所在基层党委",
            "隶属基层党委",
        ),
        in_template=False,
        note="帮助区分重名的党支部。",
    ),
    Field("cell", "党小组", _text(longest=80), ("所在党小组", "所属党小组", "党小组名称", "小组"), in_template=False),
    Field(
        "joined_on",
        "入党日期",
        normalise_date,
        (
            "加入党组织日期",
            "入党时间",
            "入党年月",
            "何时入党",
            "加入中共日期",
            "加入中国共产党日期",
            "入党年月日",
            "加入党组织时间",
            "入党",
        ),
        ("A0144",),
        content="date",
        note="支部大会通过其为预备党员的日期。",
        example="2010-07-01",
    ),
    Field(
        "confirmed_on",
        "转正日期",
        normalise_date,
        ("转为正式党员日期", "转正时间", "转正年月", "转为正式党员时间", "转正", "成为正式党员日期", "转正年月日"),
        content="date",
        note="预备期满之日；预备党员不填。",
        example="2011-07-01",
    ),
    Field(
        "joining_type",
        "入党类型",
        choice_normaliser("入党类型", JOINING, names=_labels(JoiningType), unknown="warning"),
        ("加入党组织类型",),
        in_template=False,
    ),
    Field(
        "confirmation_status",
        "转正情况",
        choice_normaliser("转正情况", CONFIRMATION, names=_labels(ConfirmationStatus), unknown="warning"),
        ("转正类型",),
        in_template=False,
    ),
    Field(
        "applied_on",
        "申请入党日期",
        normalise_date,
        ("递交入党申请书日期", "申请入党时间", "入党申请日期", "递交申请书时间"),
        in_template=False,
    ),
    Field(
        "activist_on",
        "确定入党积极分子日期",
        normalise_date,
        ("确定积极分子日期", "列为积极分子日期", "确定入党积极分子时间", "确定积极分子时间", "列为入党积极分子时间"),
        in_template=False,
    ),
    Field(
        "target_on",
        "确定发展对象日期",
        normalise_date,
        ("列为发展对象日期", "确定发展对象时间", "列为发展对象时间", "确定为发展对象日期"),
        in_template=False,
    ),
    Field("league_joined_on", "入团日期", normalise_date, ("入团时间", "加入共青团日期"), in_template=False),
    Field(
        "political_status", "政治面貌", code_normaliser(POLITICAL_STATUS), ("政治身份",), ("A0141",), in_template=False
    ),
    Field(
        "membership_status",
        "党籍状态",
        choice_normaliser("党籍状态", STATUS, names=_labels(MembershipStatus)),
        ("党籍情况",),
        choices=_labels(MembershipStatus),
        in_template=False,
    ),
    Field(
        "standing_months",
        "党龄",
        count_normaliser(most=1200, unit="月"),
        ("党龄(月)", "党龄（年）", "党龄(年月)"),
        in_template=False,
        note="由系统计算，只用于核对（以月计）。",
    ),
    Field(
        "standing_correction_months",
        "党龄校正值",
        count_normaliser(most=1200, unit="月"),
        ("党龄校正值(月)", "党龄校正"),
        in_template=False,
    ),
)

_STATES = (
    Field(
        "out_of_contact",
        "是否失联党员",
        normalise_yes_no,
        ("是否为失联党员", "失联党员", "是否失联", "失联标识"),
        choices=("是", "否"),
        in_template=False,
    ),
    Field(
        "out_of_contact_since",
        "失去联系日期",
        normalise_date,
        ("失联日期", "失去联系时间", "失联时间"),
        in_template=False,
    ),
    Field(
        "is_mobile",
        "是否流动党员",
        normalise_yes_no,
        ("是否为流动党员", "流动党员", "是否流动", "流动党员标识"),
        choices=("是", "否"),
        in_template=False,
    ),
    Field(
        "mobile_direction",
        "外出流向",
        choice_normaliser("外出流向", DIRECTION, names=_labels(MobileDirection), unknown="warning"),
        ("流动方向", "流向"),
        in_template=False,
    ),
    Field("mobile_since", "外出日期", normalise_date, ("外出时间", "流出时间", "流出日期"), in_template=False),
    Field(
        "is_retired",
        "是否离退休",
        normalise_yes_no,
        ("是否退休", "是否为离退休党员"),
        choices=("是", "否"),
        in_template=False,
    ),
    Field(
        "is_abroad",
        "是否出国（境）",
        normalise_yes_no,
        ("是否出国境", "是否出国境党员"),
        choices=("是", "否"),
        in_template=False,
    ),
)

_WORK = (
    Field(
        "work_post_category",
        "工作岗位",
        _text(longest=40, joined=True),
        ("工作岗位类别", "岗位类别", "从事工作岗位"),
        note="组织统计用的岗位类别，例如“公有经济控制企业管理岗位”。",
    ),
    Field(
        "professional_title",
        "从事专业技术职务",
        _text(longest=80),
        ("专业技术职务", "职称", "技术职称", "专业技术职称"),
        in_template=False,
    ),
    Field(
        "new_stratum",
        "新社会阶层类型",
        choice_normaliser("新社会阶层类型", STRATUM, unknown="warning"),
        ("新的社会阶层类型", "新社会阶层", "新的社会阶层"),
        in_template=False,
    ),
    Field(
        "is_migrant_worker",
        "是否农民工",
        normalise_yes_no,
        ("农民工", "农民工标识"),
        choices=("是", "否"),
        in_template=False,
    ),
    Field(
        "work_started_on",
        "参加工作日期",
        normalise_date,
        ("参加工作时间", "工作时间", "参工时间"),
        ("A0134",),
        in_template=False,
    ),
    Field(
        "unit_and_post",
        "工作单位及职务",
        _text(longest=200, joined=True),
        (
            "单位及职务",
            "现工作单位及职务",
            "工作单位和职务",
            "单位职务",
            "工作单位",
            "企业名称",
            "单位名称",
            "所在单位",
            "单位",
        ),
        width=26,
        overflow="union_unit",
    ),
    Field("union_unit", "联合支部所在单位", _text(longest=200, joined=True), ("联合支部单位",), in_template=False),
    Field(
        "department",
        "部门",
        _text(longest=120, joined=True),
        ("所在部门", "部门名称", "科室", "车间", "所属部门"),
        in_template=False,
    ),
    Field(
        "job_title",
        "行政职务",
        _text(longest=120, joined=True),
        ("职务", "岗位", "岗位名称", "现任职务", "职位"),
        in_template=False,
    ),
    Field(
        "employee_no",
        "员工编码",
        _text(longest=40),
        ("集团员工编码", "员工编号", "工号", "职工编号", "人员编码", "员工号"),
        in_template=False,
    ),
    Field(
        "member_uid",
        "党员唯一标识",
        _text(longest=64),
        ("集团党员唯一标识", "党员标识", "党员编号", "人员唯一标识"),
        in_template=False,
    ),
)

_CONTACT = (
    Field(
        "mobile_phone",
        "手机号码",
        phone_normaliser("mobile"),
        (
            "联系电话(手机)",
            "手机号",
            "手机",
            "联系方式",
            "联系电话",
            "电话",
            "移动电话",
            "流动党员联系电话",
            "本人联系电话",
            "联系手机",
            "手机电话",
        ),
        content="mobile",
        overflow="registered_phone",
        note="11 位手机号，只填一个。",
        example="13800000000",
        width=16,
    ),
    Field(
        "registered_phone",
        "注册手机号",
        phone_normaliser("mobile"),
        ("注册手机", "注册手机号码", "其他手机"),
        in_template=False,
    ),
    Field(
        "landline",
        "联系电话(固定)",
        phone_normaliser("any"),
        ("固定电话", "工作电话", "办公电话", "座机", "单位电话", "固话"),
        in_template=False,
    ),
    Field(
        "email",
        "电子邮件",
        _text(longest=120),
        ("邮箱", "电子邮箱", "E-MAIL", "EMAIL", "邮件地址"),
        content="email",
        in_template=False,
    ),
    Field(
        "home_address",
        "现居住地",
        _text(longest=200, joined=True),
        ("家庭住址", "现居住地址", "居住地址", "家庭地址", "住址", "通讯地址", "联系地址", "常住地址"),
        width=26,
    ),
    Field(
        "registered_residence",
        "户籍所在地",
        _text(longest=200, joined=True),
        ("户口所在地", "户籍地", "户籍地址", "户籍"),
        in_template=False,
    ),
    Field("remarks", "备注", _text(longest=800, lines=True), ("备 注", "说明", "备注说明", "其他"), width=20),
)


def _left_out(identifier: str, title: str, *synonyms: str) -> Field:
    """A column that is recognised, shown and not imported: it is computed here or belongs to another record."""
    return Field(identifier, title, _text(longest=2000), synonyms, ignored=True, in_template=False)


_LEFT_OUT = (
    _left_out("age", "年龄"),
    _left_out("party_post", "党内职务", "党内职务名称"),
    _left_out("is_on_duty", "是否在岗", "在岗情况"),
    _left_out("birth_place", "出生地"),
    _left_out("increase_note", "党员增加信息"),
    _left_out("decrease_note", "党员减少信息"),
    _left_out("registered_at", "党员注册时间", "注册时间"),
    _left_out("entered_kind", "进入本信息系统类型"),
    _left_out("entered_on", "进入本信息系统日期"),
    _left_out("entered_by", "进入操作党组织唯一标识", "进入本信息系统操作党组织唯一标识", "操作党组织唯一标识"),
    _left_out("exited_kind", "离开本信息系统类型"),
    _left_out("exited_on", "离开本信息系统日期"),
    _left_out("exited_by", "离开操作党组织唯一标识", "离开本信息系统操作党组织唯一标识"),
    _left_out("deleted_flag", "删除标识", "删除标志"),
    _left_out("changed_at", "更新时间戳", "更新时间", "时间戳"),
    _left_out("moved_to_place", "外出地点"),
    _left_out("branch_phone", "支部联系电话"),
    _left_out("introducers", "入党介绍人"),
)

MEMBER_FIELDS = Catalogue(
    "member",
    "党员名册",
    (*_IDENTITY, *_PARTY, *_EDUCATION, *_STATES, *_WORK, *_CONTACT, *_LEFT_OUT),
    keys=("name", "id_number", "member_uid", "mobile_phone"),
)
"""The member roster. Templates show the columns in this order."""

RECORD_FIELDS = frozenset(
    field.identifier
    for field in MEMBER_FIELDS.fields
    if not field.ignored
    and field.identifier
    not in {
        "branch",
        "branch_uid",
        "branch_code",
        "superior_org",
        "cell",
        "registered_phone",
        "standing_months",
        "union_unit",
    }
)
"""Fields written to the person's record under the same name."""
