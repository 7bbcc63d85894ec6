"""Customary names of organisations (organizations.md, section 7)."""

from __future__ import annotations

import re

from dangjian.directory.organisations.enums import OrgKind

_FULL = {
    OrgKind.PARTY_GROUP: "中国共产党{base}党组",
    OrgKind.PARTY_COMMITTEE: "中国共产党{base}委员会",
    OrgKind.GENERAL_BRANCH: "中国共产党{base}总支部委员会",
    OrgKind.BRANCH: "中国共产党{base}支部委员会",
    OrgKind.DISCIPLINE_COMMITTEE: "中国共产党{base}纪律检查委员会",
    OrgKind.TRADE_UNION: "{base}工会委员会",
    OrgKind.LEAGUE_COMMITTEE: "中国共产主义青年团{base}委员会",
    OrgKind.LEAGUE_GENERAL_BRANCH: "中国共产主义青年团{base}总支部委员会",
    OrgKind.LEAGUE_BRANCH: "中国共产主义青年团{base}支部委员会",
}
_SHORT = {
    OrgKind.PARTY_GROUP: "党组",
    OrgKind.PARTY_COMMITTEE: "党委",
    OrgKind.GENERAL_BRANCH: "党总支",
    OrgKind.BRANCH: "党支部",
    OrgKind.DISCIPLINE_COMMITTEE: "纪委",
    OrgKind.TRADE_UNION: "工会",
    OrgKind.LEAGUE_COMMITTEE: "团委",
    OrgKind.LEAGUE_GENERAL_BRANCH: "团总支",
    OrgKind.LEAGUE_BRANCH: "团支部",
}
_PREFIX = re.compile(r"^(中国共产党|中共|中国共产主义青年团|共青团)")
_SUFFIX = re.compile(
    r"(纪律检查委员会|总支部委员会|支部委员会|工会委员会|委员会|党总支部|党总支|总支部|总支|"
    r"联合党支部|临时党支部|党支部|团支部|支部|团总支|党委|团委|纪委|党组|工会)$"
)


def base_of(name: str) -> str:
    """What is left of a name without the words for the kind: 制造公司 for 中共制造公司总支部委员会."""
    return _SUFFIX.sub("", _PREFIX.sub("", name.strip()))


def full_name_for(short_name: str, kind: str) -> str:
    """The customary full name: 中国共产党制造公司总支部委员会 for 制造公司党总支."""
    base = base_of(short_name) or short_name.strip()
    return _FULL[OrgKind(kind)].format(base=base)


def short_name_for(full_name: str, kind: str) -> str:
    """The customary short form of a full name: 制造公司党总支."""
    base = base_of(full_name) or full_name.strip()
    return base if base.endswith(_SHORT[OrgKind(kind)]) else base + _SHORT[OrgKind(kind)]
