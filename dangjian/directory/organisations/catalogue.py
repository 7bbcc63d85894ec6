"""Titles of an organisation's details, and their values in words: for the history and the view of a past day."""

from __future__ import annotations

from dangjian.directory.organisations.enums import BranchKind, ElectionMethod

TITLES = {
    "full_name": "全称",
    "short_name": "简称",
    "org_code": "党组织编码",
    "established_on": "成立日期",
    "approval_no": "批准文号",
    "can_approve_members": "审批预备党员权限",
    "election_method": "选举方式",
    "term_start": "本届当选日期",
    "term_years": "任期年限",
    "term_end": "届满日期",
    "term_extended_until": "延期换届至",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "address": "地址",
}
"""Details whose history is kept, in the order of the page."""
_CHOICES = {"election_method": dict(ElectionMethod.choices), "branch_kind": dict(BranchKind.choices)}
_BOOLEANS = {"true": "有", "false": "无"}


def title_of(name: str) -> str:
    """The title of a detail, or its name when the page has none."""
    return TITLES.get(name, name)


def word_of(name: str, text: str) -> str:
    """A value as people read it: 党员大会选举 for general_meeting, 有 for true, 3 年 for 3."""
    if name == "can_approve_members":
        return _BOOLEANS.get(text, text)
    if name == "term_years" and text:
        return f"{text} 年"
    return str(_CHOICES.get(name, {}).get(text, text))
