"""What the register of members keeps on people. Names of fields come from the catalogue, as pages show them."""

from dangjian.directory.members.catalogue import FIELDS, SET_FIELDS
from dangjian.directory.members.models import (
    Award,
    CorrectionRequest,
    Education,
    FamilyMember,
    MembershipChange,
    OrgRelation,
    Person,
    SavedQuery,
)
from dangjian.kernel.privacy import AS_LONG, DUTY, FOR_GOOD, keep

_SENSITIVE = {"id_number", "mobile_phone", "home_address", "registered_residence"}
_RECORD = " ".join(f"{item.name}={item.title}" for item in FIELDS if item.name not in _SENSITIVE)
_SEALED = " ".join(f"{item.name}={item.title}" for item in FIELDS if item.name in _SENSITIVE)


def _set(kind: str) -> str:
    return " ".join(f"{name}={title}" for name, title in SET_FIELDS[kind].items())


keep(
    Person,
    purpose="党员队伍管理：登记、统计和联系",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="name_search joined_precision confirmed_precision",
    personal=f"{_RECORD} left_on=离开日期 left_reason=离开原因 suspended_on=停止党籍日期 unit=行政单位 "
    "photo_file_id=照片文件",
    sensitive=f"{_SEALED} id_number_index=证件号检索摘要 mobile_phone_index=手机号检索摘要",
    about="id",
    others="id_number_index mobile_phone_index",
)
keep(
    OrgRelation,
    purpose="组织关系所在党支部",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="recorded_at",
    personal="person=本人 organisation=党支部 valid_from=开始日期 valid_to=结束日期 reason_in=转入原因 "
    "reason_out=转出原因",
    about="person_id",
)
keep(
    MembershipChange,
    purpose="党员增减统计",
    basis=DUTY,
    retention=FOR_GOOD,
    internal="recorded_at",
    personal="person=本人 person_name=姓名 reason=原因 happened_on=日期 from_organisation=原党组织 "
    "to_organisation=现党组织 "
    "counterpart=对方单位 note=备注",
    about="person_id",
)
keep(
    Education,
    purpose="学历学位",
    basis=DUTY,
    retention=FOR_GOOD,
    personal=f"person=本人 {_set('educations')} is_full_time=是否全日制",
    about="person_id",
)
keep(
    Award,
    purpose="表彰奖励",
    basis=DUTY,
    retention=FOR_GOOD,
    personal=f"person=本人 {_set('awards')}",
    about="person_id",
)
keep(
    FamilyMember,
    purpose="政治审查与关怀帮扶",
    basis=DUTY,
    retention=FOR_GOOD,
    personal="person=本人",
    sensitive=_set("family"),
    about="person_id",
    unsealed=dict.fromkeys(
        ("relation", "unit_and_post", "political_status"), "亲属姓名已加密；其余各项离开姓名不能识别到亲属本人"
    ),
)
keep(
    CorrectionRequest,
    purpose="更正本人信息",
    basis=DUTY,
    retention=AS_LONG,
    personal="person=本人 person_name=姓名 field=项目 reason=理由 evidence_file_id=证明材料 state=状态 "
    "asked_at=申请时间 "
    "decided_at=审核时间 decided_by=审核人 decision_note=审核意见",
    sensitive="old_text=原内容 new_text=改为",
    about="person_id",
    others="decided_by",
)
keep(
    SavedQuery,
    purpose="保存本人常用的筛选",
    basis=DUTY,
    retention="账号使用期间",
    internal="list_name",
    personal="account_id=账号编号 name=名称 params=筛选条件",
    account="account_id",
)
