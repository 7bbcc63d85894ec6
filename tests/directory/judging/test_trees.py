"""Rows of organisations as values: what their names tell."""

from __future__ import annotations

import pytest

from dangjian.directory.judging.trees import kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("中共甲公司委员会", "party_committee"),
        ("中共甲公司总支部委员会", "general_branch"),
        ("甲公司机关第一党支部", "branch"),
        ("甲公司纪律检查委员会", "discipline_committee"),
        ("甲公司", ""),
    ],
)
def test_kind_is_read_from_the_name(name: str, kind: str) -> None:
    assert kind_of({"full_name": name})[0] == kind
