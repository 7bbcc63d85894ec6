"""States of cases, of steps that were entered, and of the parts that people have in them."""

from __future__ import annotations

from django.db import models


class CaseState(models.TextChoices):
    """How a case stands."""

    RUNNING = "running", "办理中"
    PAUSED = "paused", "已暂停"
    DONE = "done", "已办结"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"


class RunState(models.TextChoices):
    """How a step that was entered stands."""

    OPEN = "open", "办理中"
    DONE = "done", "已完成"
    RETURNED = "returned", "已退回"
    CLOSED = "closed", "已终止"


class PartState(models.TextChoices):
    """What one person did about a step."""

    WAITING = "waiting", "待轮到"
    ASKED = "asked", "待办理"
    AGREED = "agreed", "已同意"
    REFUSED = "refused", "未同意"
    ABSENT = "absent", "缺席"
    HANDED_ON = "handed_on", "已转交"
    CLOSED = "closed", "不需办理"
