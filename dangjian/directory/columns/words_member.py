"""How real files write the values of member columns (data standards, 6.1), and which value each word means."""

from __future__ import annotations

CATEGORY = {
    "正式党员": "full_member",
    "中共正式党员": "full_member",
    "正式": "full_member",
    "中共党员": "full_member",
    "党员": "full_member",
    "预备党员": "probationary_member",
    "预备": "probationary_member",
    "中共预备党员": "probationary_member",
    "发展对象": "development_target",
    "入党积极分子": "activist",
    "积极分子": "activist",
    "入党申请人": "applicant",
    "申请人": "applicant",
}
STATUS = {"正常": "normal", "正常党籍": "normal", "有": "normal", "停止党籍": "suspended", "停止": "suspended"}
JOINING = {"新入党": "new", "发展入党": "new", "正常入党": "new", "重新入党": "re_admitted", "恢复党籍": "re_admitted"}
CONFIRMATION = {
    "按期转正": "on_time",
    "按期": "on_time",
    "正常转正": "on_time",
    "延长预备期": "extended",
    "延长预备期转正": "extended",
    "延期转正": "extended",
    "取消预备党员资格": "disqualified",
}
DIRECTION = {
    "跨省": "cross_province",
    "跨省流动": "cross_province",
    "省外": "cross_province",
    "省内跨市": "intra_province",
    "省内": "intra_province",
    "省内流动": "intra_province",
    "市内": "intra_city",
    "市内跨县": "intra_city",
    "去向不明": "unknown",
    "不明": "unknown",
}
DOCUMENT = {
    "居民身份证": "id_card",
    "身份证": "id_card",
    "二代身份证": "id_card",
    "护照": "passport",
    "港澳居民来往内地通行证": "other",
    "台湾居民来往大陆通行证": "other",
    "其他": "other",
    "军官证": "other",
}
STRATUM = {
    "民营科技企业创业人员和技术人员": "tech_founder",
    "民营科技企业创业人员、技术人员": "tech_founder",
    "受聘于外资企业的管理技术人员": "foreign_firm_staff",
    "个体劳动者": "self_employed_worker",
    "个体工商户": "self_employed_worker",
    "私营企业主": "private_owner",
    "中介组织从业人员": "intermediary_staff",
    "自由职业人员": "freelancer",
    "自由职业者": "freelancer",
    "不是新社会阶层": "",
    "非新社会阶层": "",
    "否": "",
}
