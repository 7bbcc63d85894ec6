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


EDITABLE = frozenset({BatchState.UPLOADED, BatchState.MAPPED, BatchState.PREVIEWED, BatchState.FAILED})
"""States in which mapping and cells can be changed."""
