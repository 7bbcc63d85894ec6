"""`make mutation` counts as alive whatever nothing noticed, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from scripts.mutate_access import is_alive


@pytest.mark.parametrize(
    ("inside", "alive"),
    [
        ('<properties><property name="by" value="requests"/></properties>', False),
        ("<system-out>said</system-out>", False),
        ('<properties/><failure message="nothing noticed"/>', True),
        ("<error/>", True),
        ("<skipped/>", True),
    ],
)
def test_sec_ac_06_a_mutant_is_alive_when_its_test_did_not_pass(inside: str, alive: bool) -> None:
    case = ElementTree.fromstring(f"<testcase>{inside}</testcase>")
    assert is_alive(case) is alive
