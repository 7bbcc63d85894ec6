"""What administrators may set about requests."""

from __future__ import annotations

from dangjian.kernel.parameters import Parameter

ANSWER_DAYS = Parameter(
    key="privacy.answer_days",
    title="个人信息请求的答复期限",
    note="自提出的次日起计算的工作日数，法规和标准允许的上限是 30 天。",
    group="个人信息保护",
    kind="integer",
    default=15,
    unit="个工作日",
    minimum=1,
    maximum=15,
)
