"""Values of people and membership, with the label shown to users (glossary, sections 3 and 5)."""

from __future__ import annotations

from django.db import models


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "unknown", "未知"
    MALE = "male", "男"
    FEMALE = "female", "女"
    UNSTATED = "unstated", "未说明"


class PersonCategory(models.TextChoices):
    """Where a person stands on the way to membership."""

    FULL_MEMBER = "full_member", "正式党员"
    PROBATIONARY_MEMBER = "probationary_member", "预备党员"
    DEVELOPMENT_TARGET = "development_target", "发展对象"
    ACTIVIST = "activist", "入党积极分子"
    APPLICANT = "applicant", "入党申请人"


PARTY_MEMBERS = frozenset({PersonCategory.FULL_MEMBER, PersonCategory.PROBATIONARY_MEMBER})
"""Categories that are Party members (党员)."""


class MembershipStatus(models.TextChoices):
    """State of the membership itself."""

    NORMAL = "normal", "正常"
    SUSPENDED = "suspended", "停止党籍"


class RegisterState(models.TextChoices):
    """Whether the person is on this tenant's register now."""

    ACTIVE = "active", "在册"
    LEFT = "left", "已离开"


class ChangeReason(models.TextChoices):
    """Reasons of increase and decrease (data-standards.md, section 3.5), and moves inside the tenant."""

    ADMITTED = "admitted", "发展党员"
    RE_ADMITTED = "re_admitted", "重新入党"
    RESTORED = "restored", "恢复党籍"
    RESTORED_AFTER_SUSPENSION = "restored_after_suspension", "停止党籍后恢复"
    TRANSFERRED_IN = "transferred_in", "转入组织关系"
    TRANSFERRED_IN_WHOLE = "transferred_in_whole", "整建制转入"
    EXPELLED = "expelled", "开除党籍"
    RESIGNED = "resigned", "退党除名"
    PERSUADED_TO_LEAVE = "persuaded_to_leave", "劝退"
    PERSUADED_STRUCK_OFF = "persuaded_struck_off", "劝而不退除名"
    SELF_LEFT_STRUCK_OFF = "self_left_struck_off", "自行脱党除名"
    DISQUALIFIED = "disqualified", "取消预备党员资格"
    NOT_RECOGNISED = "not_recognised", "不予承认"
    SUSPENDED = "suspended", "停止党籍"
    DECEASED = "deceased", "死亡"
    TRANSFERRED_OUT = "transferred_out", "转出组织关系"
    TRANSFERRED_OUT_WHOLE = "transferred_out_whole", "整建制转出"
    MOVED = "moved", "内部调整"
    REGISTERED = "registered", "登记入册"
    WITHDRAWN = "withdrawn", "终止培养"
    CORRECTED = "corrected", "更正登记"


LEAVING_REASONS = frozenset(
    {
        ChangeReason.EXPELLED,
        ChangeReason.RESIGNED,
        ChangeReason.PERSUADED_TO_LEAVE,
        ChangeReason.PERSUADED_STRUCK_OFF,
        ChangeReason.SELF_LEFT_STRUCK_OFF,
        ChangeReason.DISQUALIFIED,
        ChangeReason.NOT_RECOGNISED,
        ChangeReason.DECEASED,
        ChangeReason.TRANSFERRED_OUT,
        ChangeReason.TRANSFERRED_OUT_WHOLE,
        ChangeReason.WITHDRAWN,
        ChangeReason.CORRECTED,
    }
)
"""Reasons after which a person is off the register. A suspended member stays on it, out of strength."""


DISPOSALS = frozenset(
    {
        ChangeReason.EXPELLED,
        ChangeReason.PERSUADED_TO_LEAVE,
        ChangeReason.PERSUADED_STRUCK_OFF,
        ChangeReason.SELF_LEFT_STRUCK_OFF,
        ChangeReason.DISQUALIFIED,
    }
)
"""Reasons that follow from a decision of the branch against the person; a temporary branch takes none."""


class JoiningType(models.TextChoices):
    """How somebody became a member."""

    NEW = "new", "新入党"
    RE_ADMITTED = "re_admitted", "重新入党"


class ConfirmationStatus(models.TextChoices):
    """How probation ended."""

    ON_TIME = "on_time", "按期转正"
    EXTENDED = "extended", "延长预备期"
    DISQUALIFIED = "disqualified", "取消预备党员资格"


class MobileDirection(models.TextChoices):
    """Where a mobile member went."""

    CROSS_PROVINCE = "cross_province", "跨省"
    INTRA_PROVINCE = "intra_province", "省内跨市"
    INTRA_CITY = "intra_city", "市内"
    UNKNOWN = "unknown", "去向不明"


class IdType(models.TextChoices):
    """Kind of identity document."""

    ID_CARD = "id_card", "居民身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"


class CorrectionState(models.TextChoices):
    """State of a correction request."""

    PENDING = "pending", "待审核"
    APPROVED = "approved", "已采纳"
    REFUSED = "refused", "未采纳"
    WITHDRAWN = "withdrawn", "已撤回"
