"""National code values about people: sex, marriage, occupation, ethnic group, political status.

Sources: GB/T 2261.1, 2261.2, 2261.4-2003, GB/T 3304-1991, GB/T 4762-1984 (data standards, section 2).
"""

from __future__ import annotations

from dangjian.foundation.codes.code_set import CodeItem, CodeSet

SEX = CodeSet(
    "GB/T 2261.1",
    "性别",
    "2003",
    (
        CodeItem("0", "未知的性别", "unknown", spellings=("未知",)),
        CodeItem("1", "男", "male", spellings=("男性", "M", "先生")),
        CodeItem("2", "女", "female", spellings=("女性", "F", "女士")),
        CodeItem("9", "未说明的性别", "unstated", spellings=("未说明",)),
    ),
)

MARRIAGE = CodeSet(
    "GB/T 2261.2",
    "婚姻状况",
    "2003",
    (
        CodeItem("10", "未婚"),
        CodeItem("20", "已婚"),
        CodeItem("21", "初婚", parent="20"),
        CodeItem("22", "再婚", parent="20"),
        CodeItem("23", "复婚", parent="20"),
        CodeItem("30", "丧偶"),
        CodeItem("40", "离婚", spellings=("离异",)),
        CodeItem("90", "未说明的婚姻状况", spellings=("未说明",)),
    ),
)

OCCUPATION = CodeSet(
    "GB/T 2261.4",
    "从业状况",
    "2003",
    (
        CodeItem("11", "国家公务员", spellings=("公务员",)),
        CodeItem("13", "专业技术人员"),
        CodeItem("17", "职员"),
        CodeItem("21", "企业管理人员"),
        CodeItem("24", "工人"),
        CodeItem("27", "农民"),
        CodeItem("31", "学生"),
        CodeItem("37", "现役军人"),
        CodeItem("51", "自由职业者"),
        CodeItem("54", "个体经营者"),
        CodeItem("70", "无业人员"),
        CodeItem("80", "退(离)休人员", spellings=("退休", "离休", "退休人员", "离退休人员")),
        CodeItem("90", "其他"),
    ),
)

_GROUPS = (
    "01汉HA 02蒙古MG 03回HU 04藏ZA 05维吾尔UG 06苗MH 07彝YI 08壮ZH 09布依BY 10朝鲜CS 11满MA 12侗DO 13瑶YA 14白BA "
    "15土家TJ 16哈尼HN 17哈萨克KZ 18傣DA 19黎LI 20傈僳LS 21佤VA 22畲SH 23高山GS 24拉祜LH 25水SU 26东乡DX 27纳西NX "
    "28景颇JP 29柯尔克孜KG 30土TU 31达斡尔DU 32仫佬ML 33羌QI 34布朗BL 35撒拉SL 36毛南MN 37仡佬GL 38锡伯XB 39阿昌AC "
    "40普米PM 41塔吉克TA 42怒NU 43乌孜别克UZ 44俄罗斯RS 45鄂温克EW 46德昂DE 47保安BN 48裕固YG 49京GI 50塔塔尔TT "
    "51独龙DR 52鄂伦春OR 53赫哲HZ 54门巴MB 55珞巴LB 56基诺JN"
)
_EXTRA_SPELLINGS = {"47": ("BO",), "05": ("维族",), "08": ("僮族",), "07": ("夷族",)}


def _ethnic_items() -> tuple[CodeItem, ...]:
    items = []
    for part in _GROUPS.split():
        code, stem, letters = part[:2], part[2:-2], part[-2:]
        number = (str(int(code)),) if code.startswith("0") else ()
        spellings = (stem, *number, *_EXTRA_SPELLINGS.get(code, ()))
        items.append(CodeItem(code, stem + "族", letters, spellings=spellings))
    items.append(CodeItem("97", "其他", spellings=("其他族", "未识别民族")))
    items.append(CodeItem("98", "外国血统中国籍人士", spellings=("外国血统",)))
    return tuple(items)


ETHNIC_GROUP = CodeSet("GB/T 3304", "民族", "1991", _ethnic_items())


def is_ethnic_minority(code: str) -> bool:
    """少数民族 in statistics: codes 02 to 56."""
    return code.isdigit() and 2 <= int(code) <= 56


POLITICAL_STATUS = CodeSet(
    "GB/T 4762",
    "政治面貌",
    "1984",
    (
        CodeItem("01", "中国共产党党员", "full_member", spellings=("中共党员", "党员", "正式党员", "共产党员", "1")),
        CodeItem(
            "02", "中国共产党预备党员", "probationary_member", spellings=("中共预备党员", "预备党员", "预备", "2")
        ),
        CodeItem("03", "中国共产主义青年团团员", "league_member", spellings=("共青团员", "团员", "3")),
        CodeItem("04", "中国国民党革命委员会会员", "rcck", spellings=("民革会员", "民革党员", "民革", "4")),
        CodeItem("05", "中国民主同盟盟员", "cdl", spellings=("民盟盟员", "民盟", "5")),
        CodeItem("06", "中国民主建国会会员", "cndca", spellings=("民建会员", "民建", "6")),
        CodeItem("07", "中国民主促进会会员", "capd", spellings=("民进会员", "民进", "7")),
        CodeItem("08", "中国农工民主党党员", "cpwdp", spellings=("农工党党员", "农工党", "8")),
        CodeItem("09", "中国致公党党员", "zgp", spellings=("致公党党员", "致公党", "9")),
        CodeItem("10", "九三学社社员", "js", spellings=("九三学社",)),
        CodeItem("11", "台湾民主自治同盟盟员", "tdsl", spellings=("台盟盟员", "台盟")),
        CodeItem("12", "无党派民主人士", "non_party_personage", spellings=("无党派人士", "无党派")),
        CodeItem("13", "群众", "masses", spellings=("普通公民", "普通群众")),
    ),
)
