#!/usr/bin/env python3
"""Takes every belt of the rights off in turn and asks the authorisation matrix; prints how many it noticed.

scripts/mutate_access.py        all mutants, some minutes; exit code 0 from 95 % on (SEC-AC-06)
"""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / ".build" / "mutation-access.xml"
ENOUGH = 0.95
TEST = "test_sec_ac_06_a_belt_that_is_missing_is_noticed"


def is_alive(case: ElementTree.Element) -> bool:
    """Whether nothing noticed a mutant: its test failed, broke off or was left out."""
    return any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))


def main() -> int:
    """Entry of the script."""
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "--timeout=0", f"--junitxml={REPORT}"]
    command += ["-o", "junit_family=xunit1"]  # the form that has room for what noticed a mutant
    subprocess.run(
        [*command, "tests/access/test_mutations.py"], cwd=ROOT, env={**os.environ, "ACCESS_MUTANTS": "all"}, check=False
    )
    if not REPORT.exists():
        return 1
    cases = [c for c in ElementTree.parse(REPORT).getroot().iter("testcase") if TEST in c.get("name", "")]  # noqa: S314 - ours
    alive = [case.get("name", "").partition("[")[2].rstrip("]") for case in cases if is_alive(case)]
    share = 1 - len(alive) / len(cases) if cases else 0.0
    by = [prop.get("value") for case in cases for prop in case.iter("property") if prop.get("name") == "by"]
    print(f"{len(cases) - len(alive)} of {len(cases)} mutants noticed: {share:.1%}")
    print(f"  {by.count('requests')} by requests, {by.count('tables')} by asking a table's manager alone")
    for name in alive:
        print(f"  lives: {name}")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
