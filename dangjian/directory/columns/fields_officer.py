"""Columns of lists of officers (班子成员名册, 书记名册): one officer a row, or posts as columns of the organisation."""

from __future__ import annotations

import re

from dangjian.directory.posts.enums import PostKind, PostOrigin
from dangjian.foundation.tabular.catalogue import Catalogue, Field
from dangjian.foundation.tabular.normalise.choices import choice_normaliser
from dangjian.foundation.tabular.normalise.dates import normalise_date
from dangjian.foundation.tabular.normalise.numbers import normalise_identity_number
from dangjian.foundation.tabular.normalise.outcome import BLANK, Outcome, cell_text, formula_fault, is_blank
from dangjian.foundation.tabular.normalise.text import clean_text, normalise_name, text_normaliser
from dangjian.foundation.tabular.problems import Fault
from dangjian.foundation.tabular.workbook import Cell

_POSTS = {kind.label: kind.value for kind in PostKind if kind != PostKind.CELL_LEADER} | {
    "第一书记": "secretary",
    "支书": "secretary",
    "常委": "standing_member",
    "支委": "member",
    "支部委员": "member",
    "纪律检查委员": "discipline_member",
    "纪检": "discipline_member",
    "纪委委员": "member",
    "组织": "organisation_member",
    "宣传": "publicity_member",
    "统一战线委员": "united_front_member",
    "群众工作委员": "mass_work_member",
    "党建指导员": "party_building_instructor",
}
_ORIGINS = {
    "选举": "elected",
    "选举产生": "elected",
    "党员大会选举": "elected",
    "党代表大会选举": "elected",
    "补选": "elected",
    "上级任命": "appointed",
    "任命": "appointed",
    "指派": "appointed",
    "上级指派": "appointed",
    "委派": "appointed",
    "委员分工": "divided",
    "分工": "divided",
}
_BODY = re.compile(
    r"^(?:中共|中国共产党)?.{0,30}?(?:党委|党总支|总支|党支部|支部|机关)(?=[第常书副专委组宣纪统青群保生])"
)
_BETWEEN = re.compile(r"[、,，;；/／|+&\s]+|兼任?|和|及")
_NO_POST = frozenset({"党员", "普通党员", "正式党员", "预备党员", "无职务", "群众"})
_text = text_normaliser
_org = text_normaliser(longest=160, joined=True)


def normalise_posts(cell: Cell) -> Outcome:
    """The posts a cell names (书记兼组织委员 are two) as a list of kinds; 党员 and the like name none."""
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell))
    if is_blank(text) or text in _NO_POST:
        return BLANK
    found, strange = [], []
    for word in filter(None, _BETWEEN.split(text)):
        kind = _POSTS.get(word) or _POSTS.get(_BODY.sub("", word)) or _POSTS.get(re.sub(r"^党[委内]?", "", word))
        if kind is None:
            strange.append(word)
        elif kind not in found:
            found.append(kind)
    if strange:
        labels = "、".join(list(_POSTS)[:9])
        text = f"党内职务“{'、'.join(strange)[:30]}”无法识别，请填：{labels}等；行政职务请填在别的列。"
        return Outcome(None, Fault("post.kind_unknown", text))
    return Outcome(found)


def _names(cell: Cell) -> Outcome:
    """Several names in one cell, as a list."""
    fault = formula_fault(cell)
    if fault:
        return Outcome(None, fault)
    text = clean_text(cell_text(cell))
    if is_blank(text):
        return BLANK
    names = []
    for part in filter(None, re.split(r"[、,，;；/／|]+|(?<=\S{2}) (?=\S{2})", text)):
        outcome = normalise_name(re.sub(r"[(（].*?[)）]", "", part))
        if outcome.fault is not None and outcome.fault.level == "error":
            return outcome
        if outcome.value:
            names.append(outcome.value)
    return Outcome(names) if names else BLANK


def _left_out(identifier: str, title: str, *synonyms: str) -> Field:
    return Field(identifier, title, _text(longest=2000), synonyms, ignored=True, in_template=False)


_PLACE = (
    Field("row_no", "序号", _text(), ("编号", "NO", "行号"), ignored=True, in_template=False),
    Field(
        "organisation",
        "党组织名称",
        _org,
        (
            *("党组织", "党组织全称", "任职党组织", "所在党组织", "所在党支部", "党支部", "支部名称", "党支部名称"),
            *("支部", "所属党组织", "所属党支部", "组织名称", "党委名称", "任职组织", "党组织简称"),
        ),
        content="organisation",
        note="任职的党委、党总支或党支部，填全称、简称或编码；重名时写成“集团党委/一公司党委/第一党支部”。",
        example="集团党委/一公司党委/第一党支部",
        width=30,
    ),
    Field("org_code", "党组织编码", _text(longest=20), ("党组织代码", "组织编码"), in_template=False),
    Field("org_uid", "党组织唯一标识", _text(longest=64), ("组织唯一标识",), in_template=False),
    Field(
        "superior_org",
        "上级党组织",
        _org,
        ("上级党组织名称", "隶属党组织", "所属党委", "所在党委", "基层党委", "上级党委", "上级", "二级党委"),
        in_template=False,
    ),
)
_PERSON = (
    Field(
        "name",
        "姓名",
        normalise_name,
        (
            *("班子成员姓名", "领导班子成员姓名", "领导班子", "班子成员", "成员姓名", "委员姓名", "任职人员"),
            *("党员姓名", "人员姓名", "支委姓名", "支委会成员", "干部姓名", "任职人员姓名", "任职者"),
        ),
        content="person_name",
        note="须已在党员名册中，或在同一文件的党员名册表中。",
        example="张三",
        width=12,
    ),
    Field(
        "id_number",
        "公民身份号码",
        normalise_identity_number,
        ("公民身份证号", "身份证号码", "身份证号", "身份证", "证件号码", "证件号"),
        content="identity_number",
        note="只用于区分同名人员，可不填。",
        example="11010519491231002X",
        width=22,
    ),
    Field(
        "birth_date", "出生日期", normalise_date, ("出生年月", "出生时间", "生日"), content="date", in_template=False
    ),
)
_POST = (
    Field(
        "post_kind",
        "党内职务",
        normalise_posts,
        (
            *(
                "职务",
                "职务名称",
                "成员职务",
                "党内职务名称",
                "班子职务",
                "担任职务",
                "任职职务",
                "支委职务",
                "现任职务",
            ),
            *("支部职务", "担任的职务", "在支部中担任的职务", "在党支部担任职务", "所任职务", "党务职务", "党内任职"),
        ),
        choices=tuple(kind.label for kind in PostKind if kind != PostKind.CELL_LEADER),
        note="一人兼任的写成“书记、组织委员”；留空或写“党员”的行不登记任职。",
        example="书记",
    ),
    Field(
        "started_on",
        "任职日期",
        normalise_date,
        (
            "任职时间",
            "任现职时间",
            "任现职日期",
            "任职起始日期",
            "任职开始日期",
            "任职起始时间",
            "当选日期",
            "当选时间",
            "何时当选",
            "何时任职",
            "当选或任命时间",
            "任命时间",
        ),
        content="date",
        note="不填时按本届班子当选日期登记。",
        example="2024-03-15",
    ),
    Field(
        "ended_on",
        "免职日期",
        normalise_date,
        ("免职时间", "离任日期", "离任时间", "任职结束日期", "任职终止日期", "卸任日期", "卸任时间"),
        note="现任的不填；填写后结束在册的任职。",
    ),
    Field(
        "term_start",
        "本届班子当选日期",
        normalise_date,
        ("领导班子当选日期", "换届时间", "换届日期", "本届任期开始", "本届当选日期"),
        in_template=False,
    ),
    Field(
        "origin",
        "任职方式",
        choice_normaliser("任职方式", _ORIGINS, names=("选举产生", "上级任命", "委员分工"), unknown="warning"),
        ("产生方式", "选举方式", "任职形式"),
        choices=tuple(origin.label for origin in PostOrigin if origin != PostOrigin.IMPORTED),
    ),
    Field("document_no", "任职文号", _text(longest=80), ("批复文号", "文号", "任命文号", "批准文号")),
)
WIDE: dict[str, PostKind] = {
    "secretary": PostKind.SECRETARY,
    "deputy_secretary": PostKind.DEPUTY_SECRETARY,
    "full_time_deputy_secretary": PostKind.FULL_TIME_DEPUTY_SECRETARY,
    "organisation_member": PostKind.ORGANISATION_MEMBER,
    "publicity_member": PostKind.PUBLICITY_MEMBER,
    "discipline_member": PostKind.DISCIPLINE_MEMBER,
    "other_members": PostKind.MEMBER,
}
"""Columns that name the holders of one post each (组织接口表: 党组织书记, 党组织副书记)."""
_WIDE = (
    Field("secretary", "党组织书记", _names, ("书记", "书记姓名", "支部书记", "党支部书记"), in_template=False),
    Field("deputy_secretary", "党组织副书记", _names, ("副书记", "副书记姓名", "党支部副书记"), in_template=False),
    Field("full_time_deputy_secretary", "专职副书记", _names, ("党组织专职副书记",), in_template=False),
    Field("organisation_member", "组织委员", _names, ("组织委员姓名",), in_template=False),
    Field("publicity_member", "宣传委员", _names, ("宣传委员姓名",), in_template=False),
    Field("discipline_member", "纪检委员", _names, ("纪检委员姓名", "纪律检查委员"), in_template=False),
    Field("other_members", "委员", _names, ("其他委员", "委员会委员", "支部委员"), in_template=False),
)
_LEFT_OUT = (
    _left_out("sex", "性别"),
    _left_out("ethnic_group", "民族"),
    _left_out("age", "年龄"),
    _left_out("native_place", "籍贯"),
    _left_out("education_level", "学历", "文化程度", "最高学历"),
    _left_out("degree_level", "学位"),
    _left_out("joined_on", "入党日期", "入党时间", "入党年月"),
    _left_out("confirmed_on", "转正日期", "转正时间"),
    _left_out("person_category", "人员类别"),
    _left_out("job_title", "行政职务", "工作单位及职务", "岗位", "工作单位"),
    _left_out("mobile_phone", "手机号码", "手机号", "联系电话", "联系方式", "手机", "电话", "成员联系方式"),
    _left_out("term_end", "届满日期", "届满时间", "领导班子届满日期", "任期届满日期", "任期", "任期年限"),
    _left_out("org_kind", "党组织类别", "党组织类型", "组织类别"),
    _left_out("established_on", "成立日期", "建立党组织时间", "成立时间"),
    _left_out("contact_name", "联系人", "党组织联络人", "党组织联系人", "联络人电话", "联系人电话"),
    _left_out("member_count", "党员人数", "党组织党员人数"),
    _left_out("remarks", "备注", "说明"),
)

OFFICER_FIELDS = Catalogue(
    "officer",
    "班子成员名册",
    (*_PLACE, *_PERSON, *_POST, *_WIDE, *_LEFT_OUT),
    keys=("name", "id_number", "organisation", *WIDE),
)
"""The list of officers. Templates show the columns in this order."""

TELLING = frozenset({"started_on", "ended_on", "origin", "secretary", "deputy_secretary"})
"""Columns by one of which a list of officers differs from a roster of members that also names posts."""
