"""Exemptions from a duty, granted from above."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.work.life import commands
from dangjian.work.life.api import answers, requests
from dangjian.work.life.api.router import router
from dangjian.work.life.permissions import EXEMPT_DUTY


@router.post("/duty-exemptions", name="exempt_duty", action=EXEMPT_DUTY, out=answers.Ref, status=201)
def exempt_duty(request: HttpRequest, body: requests.ExemptionIn) -> Any:
    """同意免于某期要求"""
    return {"id": commands.exempt_duty(**body.model_dump()).pk}


@router.post("/duty-exemptions/{uuid:exemption_id}/withdraw", name="withdraw_exemption", action=EXEMPT_DUTY, out=None)
def withdraw_exemption(request: HttpRequest, exemption_id: UUID, body: requests.ReasonIn) -> Any:
    """撤回免于要求"""
    commands.withdraw_exemption(exemption_id=exemption_id, reason=body.reason)
