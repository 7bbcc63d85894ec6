"""From when on a warning is given; each enterprise sets its own."""

from __future__ import annotations

from dangjian.kernel.parameters import Parameter

GROUP = "操作日志"
FAILED_SIGN_INS = Parameter(
    key="audit.failed_sign_ins",
    title="登录失败告警",
    note="24 小时内同一账号或同一地址登录失败达到这个次数时告警。",
    group=GROUP,
    kind="integer",
    default=10,
    unit="次",
    minimum=3,
    maximum=1000,
)
REFUSALS = Parameter(
    key="audit.refusals_in_row",
    title="连续越权告警",
    note="24 小时内同一账号连续被拒绝达到这个次数时告警。",
    group=GROUP,
    kind="integer",
    default=5,
    unit="次",
    minimum=2,
    maximum=1000,
)
REVEALS = Parameter(
    key="audit.reveals_a_day",
    title="查看敏感信息告警",
    note="24 小时内同一账号查看敏感信息超过这个次数时告警。",
    group=GROUP,
    kind="integer",
    default=30,
    unit="次",
    minimum=1,
    maximum=10000,
)
EXPORTS = Parameter(
    key="audit.exports_a_day",
    title="导出数据告警",
    note="24 小时内同一账号申请和下载导出超过这个次数时告警。",
    group=GROUP,
    kind="integer",
    default=10,
    unit="次",
    minimum=1,
    maximum=10000,
)
WORK_FROM = Parameter(
    key="audit.work_from",
    title="管理操作时段开始",
    note="工作日这个时段之外的管理操作（授权、系统参数等）会告警。",
    group=GROUP,
    kind="time",
    default="07:00",
)
WORK_UNTIL = Parameter(
    key="audit.work_until",
    title="管理操作时段结束",
    note="工作日这个时段之外的管理操作（授权、系统参数等）会告警。",
    group=GROUP,
    kind="time",
    default="21:00",
)
