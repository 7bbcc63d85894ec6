#!/usr/bin/env python3
"""Runs the checks of the project one after another and sums them up.

    scripts/check.py              all of them, as `make test` does
    scripts/check.py lint types   some of them
    scripts/check.py --list       their names

Every step runs even when one before it failed. The last line is "N passed, N failed"; the exit code is 0 only without
failures. A tool that does not count (a linter) counts as one.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
PARALLEL = os.environ.get("TEST_PROCESSES", "2")
SPREAD = ("-n", PARALLEL, "--dist=loadfile", "--no-loadscope-reorder")
"""A file goes to the next process that is free, in the order of tests/conftest.py: the longest first."""
LIMIT = float(os.environ.get("TEST_COMMAND_SECONDS", "2400"))
"""How long one command may take; longer counts as failed, so that the checks end whatever hangs."""


@dataclass
class Outcome:
    """What a step found."""

    name: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0


def run(command: list[str], *, cwd: Path = ROOT, environment: dict[str, str] | None = None) -> bool:
    """Run a command with its output shown; True when it succeeded."""
    print(f"$ {' '.join(command)}", flush=True)
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    process = subprocess.Popen(command, cwd=cwd, env=variables, start_new_session=True)
    try:
        return process.wait(LIMIT) == 0
    except subprocess.TimeoutExpired:
        print(f"✗ stopped after {LIMIT:.0f} s: {' '.join(command)}", flush=True)
        return False
    finally:
        end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End what a command left running: kindly (a throw-away data base cleans up), then not."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def tools(*commands: list[str], cwd: Path = ROOT) -> tuple[int, int]:
    """Run tools that only say yes or no."""
    good = sum(run(command, cwd=cwd) for command in commands)
    return good, len(commands) - good


def pytest(name: str, *arguments: str, wrapper: list[str] | None = None, **environment: str) -> tuple[int, int]:
    """Run pytest and count its tests; a run that breaks off counts as a failure of its own."""
    report = BUILD / f"{name}.xml"
    report.unlink(missing_ok=True)
    command = [*(wrapper or []), PYTHON, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
    succeeded = run(command, environment=environment)
    if not report.exists():
        return 0, 1
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - written by pytest a moment ago
    passed = failed = 0
    for suite in suites:
        bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        failed += bad
        passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    if not succeeded and not failed:
        failed = 1
    return passed, failed


def lint() -> tuple[int, int]:
    """Style and simple mistakes (ruff)."""
    return tools([str(BIN / "ruff"), "check", "."])


def types() -> tuple[int, int]:
    """Types (mypy --strict, configured in pyproject.toml)."""
    return tools([PYTHON, "-m", "mypy", "dangjian", "scripts"])


def imports() -> tuple[int, int]:
    """Who imports whom (import-linter, contracts generated from the topology)."""
    return tools([PYTHON, "scripts/import_rules.py"])


def migrations() -> tuple[int, int]:
    """The models and the migrations say the same."""
    return tools(
        [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", "--settings=dangjian.project.settings_test"]
    )


def test_sqlite() -> tuple[int, int]:
    """Back end on SQLite."""
    return pytest("sqlite", *SPREAD, DANGJIAN_TEST_DB="")


# Sealing waits for every open transaction of the server, also those of another process's data base.
ALONE = ("tests/kernel/sealing", "tests/ops/settings/test_seal.py", "tests/ops/audit/test_seal_watch.py")
# What they show has nothing to do with the data base: other processes of ours, the start, the managers as the owner,
# sources that are read.
ONCE = (
    "tests/foundation/process/test_machine.py",
    "tests/work/development/test_machine.py",
    "tests/identity/providers/test_two_installations.py",
    "tests/architecture/test_modules_switch.py",
    "tests/architecture/test_guessable.py",
    "tests/architecture/test_sources.py",
    "tests/access/test_mutations.py",
    "tests/contracts/test_step_up.py",
)
_LOGS, _FORMATS = "tests/kernel/logs/test_hygiene.py", "tests/kernel/http/test_hostile_formats.py"
# The same within files whose other tests do depend on it: answers before any row is asked for (401), the time that
# hashing takes, sources and expressions of the product.
ONCE_EACH = (
    "tests/contracts/test_generated.py::test_nobody_signed_in_gets_nowhere",
    "tests/identity/accounts/test_sign_in.py::test_sec_auth_04_equal_time_for_known_and_unknown_names",
    f"{_LOGS}::test_sec_aud_05_the_inventory_names_nothing_that_is_not_there",
    f"{_LOGS}::test_sec_aud_05_every_logger_stands_in_the_inventory",
    f"{_FORMATS}::test_sec_in_04_every_expression_of_the_product_ends_soon",
    f"{_FORMATS}::test_sec_in_04_no_text_makes_an_expression_run_for_ever",
    f"{_FORMATS}::test_sec_in_04_nothing_in_the_product_makes_objects_of_what_it_reads",
)


def test_pg() -> tuple[int, int]:
    """Back end on a throw-away PostgreSQL, but for what the run on SQLite has shown for both."""
    wrapper = [PYTHON, "scripts/postgres.py"]
    apart = [*(f"--ignore={path}" for path in (*ALONE, *ONCE)), *(f"--deselect={test}" for test in ONCE_EACH)]
    together = pytest("postgresql", *SPREAD, *apart, wrapper=wrapper)
    sealing = pytest("postgresql-sealing", *ALONE, wrapper=wrapper)
    return together[0] + sealing[0], together[1] + sealing[1]


def web() -> tuple[int, int]:
    """Web project: lint, types, tests, build, budgets."""
    folder = ROOT / "web"
    if not run(["sh", "scripts/setup.sh", "node"]):
        return 0, 1
    passed, failed = tools(["npm", "run", "--silent", "lint"], ["npm", "run", "--silent", "check"], cwd=folder)
    report = BUILD / "vitest.json"
    report.unlink(missing_ok=True)
    vitest = ["npx", "vitest", "run", "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
    tested = run(vitest, cwd=folder)
    if report.exists():
        counts = json.loads(report.read_text(encoding="utf-8"))
        passed += counts["numPassedTests"]
        failed += max(counts["numFailedTests"], 0 if tested else 1)
    else:
        failed += 1
    built = tools(["sh", "scripts/setup.sh", "web"])
    budget = tools(["npm", "run", "--silent", "budget"], cwd=folder)
    return passed + built[0] + budget[0], failed + built[1] + budget[1]


def contracts() -> tuple[int, int]:
    """The committed contract and the generated client are those of the code."""
    return tools([PYTHON, "scripts/contract_drift.py"])


def journeys() -> tuple[int, int]:
    """Journeys in a real browser."""
    return pytest("journeys", "tests/journeys", "-p", "no:cacheprovider", *SPREAD)


def faults() -> tuple[int, int]:
    """kill -9 of server and worker on both data bases (short form; FAULT_ROUNDS for more)."""
    options = ["tests/faults", "-p", "no:cacheprovider", *SPREAD]
    sqlite = pytest("faults-sqlite", *options, DANGJIAN_TEST_DB="")
    # Whether processes come back has nothing to do with the data base.
    options.append("--ignore=tests/faults/test_orphans.py")
    durable = pytest("faults-postgresql", *options, wrapper=[PYTHON, "scripts/postgres.py", "--durable"])
    return sqlite[0] + durable[0], sqlite[1] + durable[1]


STEPS: dict[str, Callable[[], tuple[int, int]]] = {
    "lint": lint,
    "types": types,
    "imports": imports,
    "migrations": migrations,
    "test-sqlite": test_sqlite,
    "test-pg": test_pg,
    "web-test": web,
    "contracts": contracts,
    "journeys": journeys,
    "faults": faults,
}


def main(names: list[str]) -> int:
    """Entry of the script."""
    if names == ["--list"]:
        for name, step in STEPS.items():
            print(f"{name:12} {(step.__doc__ or '').strip()}")
        return 0
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        sys.exit(f"unknown steps: {', '.join(unknown)} (known: {', '.join(STEPS)})")
    BUILD.mkdir(exist_ok=True)
    # Without this a SIGTERM would end the script at once and leave its commands running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    outcomes = []
    for name in names or STEPS:
        print(f"\n=== {name}: {(STEPS[name].__doc__ or '').strip()}", flush=True)
        began = time.monotonic()
        passed, failed = STEPS[name]()
        outcomes.append(Outcome(name, passed, failed, time.monotonic() - began))
    print("\n=== summary")
    for item in outcomes:
        print(f"{item.name:12} {item.passed:6} passed {item.failed:4} failed {item.seconds:7.0f} s")
    failed = sum(item.failed for item in outcomes)
    print(f"{sum(item.passed for item in outcomes)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
