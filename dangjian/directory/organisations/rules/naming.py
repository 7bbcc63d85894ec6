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


_TOLD = (
    ("纪委", OrgKind.DISCIPLINE_COMMITTEE),
    ("团总支", OrgKind.LEAGUE_GENERAL_BRANCH),
    ("团支部", OrgKind.LEAGUE_BRANCH),
    ("团委", OrgKind.LEAGUE_COMMITTEE),
    ("总支", OrgKind.GENERAL_BRANCH),
    ("党支部", OrgKind.BRANCH),
    ("党委", OrgKind.PARTY_COMMITTEE),
    ("党组", OrgKind.PARTY_GROUP),
    ("工会", OrgKind.TRADE_UNION),
)
"""Endings that tell the kind, the longer ones first."""
_PARTY_PREFIX = "中国共产党"


def kind_told(name: str) -> OrgKind | None:
    """The kind that the ending of a short name tells; None when it tells none."""
    return next((kind for ending, kind in _TOLD if name.strip().endswith(ending)), None)


def naming_warning(short_name: str, kind: str) -> str:
    """What is odd about a name, for the person who gives it (customary, never a block); empty for nothing."""
    told = kind_told(short_name)
    if told is not None and told != kind:
        return f"名称以“{told.label}”结尾，与所选类别“{OrgKind(kind).label}”不一致，请核对。"
    if told is None:
        return f"名称一般以“{_SHORT[OrgKind(kind)]}”结尾，例如“{short_name_for(short_name, kind)}”。"
    return ""


def customary_full_name(short_name: str, kind: str, *, with_committee: bool = True) -> str:
    """The customary full name; a branch without a committee has none in its name: 中国共产党制造公司支部."""
    full = full_name_for(short_name, kind)
    if kind == OrgKind.BRANCH and not with_committee:
        return full.removesuffix("委员会")
    return full


def seal_name_for(full_name: str) -> str:
    """The form on seals and heads of documents: 中共制造公司委员会 for 中国共产党制造公司委员会."""
    return f"中共{full_name.removeprefix(_PARTY_PREFIX)}" if full_name.startswith(_PARTY_PREFIX) else full_name


def full_name_for(short_name: str, kind: str) -> str:
    """The customary full name: 中国共产党制造公司总支部委员会 for 制造公司党总支."""
    base = base_of(short_name) or short_name.strip()
    return _FULL[OrgKind(kind)].format(base=base)


def short_name_for(full_name: str, kind: str) -> str:
    """The customary short form of a full name: 制造公司党总支."""
    base = base_of(full_name) or full_name.strip()
    return base if base.endswith(_SHORT[OrgKind(kind)]) else base + _SHORT[OrgKind(kind)]
