"""What becomes of a row, with the label shown to users."""

from __future__ import annotations

from django.db import models


class RowStatus(models.TextChoices):
    """What will become of a row (the value is one sign, so that a chunk's states are one short text)."""

    NEW = "N", "新增"
    CHANGED = "C", "更新"
    SAME = "S", "无变化"
    FAULTY = "E", "有错误"
    SKIPPED = "K", "不导入"
