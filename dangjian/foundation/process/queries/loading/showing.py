"""Steps and definitions as pages show them."""

from __future__ import annotations

from typing import Any

from dangjian.foundation.process.definitions.compiled import Compiled
from dangjian.foundation.process.definitions.document import Step
from dangjian.foundation.process.rules.signing import outcomes_of

SIGNING_WORDS = {
    "one": "一人办理即可",
    "any": "一人同意即通过",
    "all": "所有人同意才通过",
    "percentage": "按比例通过",
    "in_order": "按顺序逐一签署，全部同意才通过",
}


def show_step(step: Step, data: dict[str, Any]) -> dict[str, Any]:
    """A step's form: what is asked, what was filled in already, how it can end."""
    return {
        "step_key": step.key,
        "title": step.title,
        "kind": step.kind,
        "help": step.help,
        "clause": step.clause,
        "signing": step.signing.mode,
        "signing_words": SIGNING_WORDS[step.signing.mode],
        "percentage": step.signing.percentage,
        "needs_vote": step.vote is not None,
        "vote_evidence": step.vote.evidence if step.vote else "",
        "fields": [
            {
                **item.model_dump(include={"key", "title", "kind", "hint", "is_required", "minimum", "maximum"}),
                "choices": [choice.model_dump() for choice in item.choices],
                "value": data.get(item.key),
            }
            for item in step.fields
        ],
        "asked": [item.model_dump() for item in step.documents],
        "outcomes": [item.model_dump() for item in outcomes_of(step)],
    }


def show_filled(compiled: Compiled, data: dict[str, Any]) -> list[dict[str, str]]:
    """What was filled in so far, in the order of the steps, as people read it."""
    found = []
    for step in compiled.document.steps:
        for item in step.fields:
            value = data.get(item.key)
            if value in (None, "") or item.kind == "person":
                continue
            if item.kind == "choice":
                value = next((choice.title for choice in item.choices if choice.key == value), value)
            elif item.kind == "boolean":
                value = "是" if value else "否"
            found.append({"step_title": step.title, "title": item.title, "value": str(value)})
    return found
