"""Values of imports, with the label shown to users."""

from __future__ import annotations

from django.db import models


class BatchState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", "已上传"
    MAPPED = "mapped", "已确认栏目"
    PREVIEWED = "previewed", "待提交"
    COMMITTING = "committing", "正在提交"
    COMMITTED = "committed", "已提交"
    UNDONE = "undone", "已撤回"
    FAILED = "failed", "处理失败"
    DISCARDED = "discarded", "已放弃"


class RosterKind(models.TextChoices):
    """What a sheet lists."""

    ORGANISATION = "organisation", "党组织名册"
    MEMBER = "member", "党员名册"
    OFFICER = "officer", "班子成员名册"


ORDER = (RosterKind.ORGANISATION, RosterKind.MEMBER, RosterKind.OFFICER)
"""What of one file is checked and written first: people need their branches, officers both."""


class RowStatus(models.TextChoices):
    """What will become of a row (the value is one sign, so that a chunk's states are one short text)."""

    NEW = "N", "新增"
    CHANGED = "C", "更新"
    SAME = "S", "无变化"
    FAULTY = "E", "有错误"
    SKIPPED = "K", "不导入"


EDITABLE = frozenset({BatchState.UPLOADED, BatchState.MAPPED, BatchState.PREVIEWED, BatchState.FAILED})
"""States in which mapping and cells can be changed."""
