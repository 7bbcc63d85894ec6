"""The words in which administrators read the audit trail: commands, steps, kinds of things, fields."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_SEEDS = Path(__file__).parent / "seeds" / "audit_words.json"


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(_SEEDS.read_text(encoding="utf-8"))
    return found


def short_intent(intent: str) -> str:
    """`module.app.command` of an intent: the file that the command stands in does not matter to people."""
    parts = intent.split(":")[0].split(".")
    return ".".join([*parts[:2], parts[-1]])


def command_title(intent: str) -> str:
    """What was done, as the office calls it; empty for a command without a word."""
    return _words()["commands"].get(short_intent(intent), "")


def intents_called(words: str) -> list[str]:
    """Commands (`module.app.command`) whose name in Chinese contains the words."""
    return [intent for intent, title in _words()["commands"].items() if words in title]


def step_title(intent: str) -> str:
    """What became of the thing: 新增, 修改 …; empty when the line is about the command as a whole."""
    return _words()["steps"].get(intent.partition(":")[2], "")


def thing_title(target_type: str) -> str:
    """What kind of thing it was done to; empty when unknown."""
    return _words()["things"].get(target_type, "")


def job_title(name: str) -> str:
    """What work in the background is about; its own name when there is none."""
    return _words()["jobs"].get(name, name)


def field_title(name: str) -> str:
    """A field in words; its own name when there is none."""
    return _words()["fields"].get(name, name)
