"""Asking for a copy of one's own data."""

from __future__ import annotations

from typing import Literal

from dangjian.foundation.exports.commands import ask_export
from dangjian.foundation.exports.models import ExportRequest
from dangjian.kernel.doors import Unit, command
from dangjian.kernel.errors import NotSignedIn
from dangjian.ops.privacy.permissions import OWN_DATA
from dangjian.ops.privacy.ports import MY_DATA


@command(OWN_DATA)
def ask_my_data(unit: Unit, *, file_format: Literal["xlsx", "json"]) -> ExportRequest:
    """A copy of everything kept about the acting person, made in the background (PIPL 第四十五条).

    Needs nobody's consent: it holds nothing but their own. Raises TooMany while several are in the making.
    """
    actor = unit.actor
    if actor.account_id is None:
        raise NotSignedIn()
    return ask_export(
        exporter=MY_DATA.code,
        title=f"我的数据（{unit.today}）",
        reason="本人查阅、复制个人信息",
        org_path="",
        params={
            "person_id": str(actor.person_id) if actor.person_id else None,
            "account_id": str(actor.account_id),
        },
        file_format=file_format,
    )
