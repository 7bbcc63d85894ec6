"""A definition ready to run: look-ups by key, which steps can still come where, the kinds of all fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import orjson
from pydantic import ValidationError

from dangjian.foundation.process.definitions.document import END, Definition, FormField, Step
from dangjian.kernel.crypto.primitives import sm3
from dangjian.kernel.errors import Conflict


@dataclass(frozen=True)
class Compiled:
    """A definition with its look-ups."""

    document: Definition
    steps: dict[str, Step]
    fields: dict[str, FormField]
    reach: dict[str, frozenset[str]]
    """Steps that can be come to from each step, itself only through a loop."""

    def step(self, key: str) -> Step:
        """The step of that key. Raises LookupError."""
        return self.steps[key]


def compile_definition(document: Definition) -> Compiled:
    """Build the look-ups."""
    steps = {step.key: step for step in document.steps}
    onward = {key: {way.to for way in step.ways if way.to != END} & set(steps) for key, step in steps.items()}
    return Compiled(
        document,
        steps,
        {item.key: item for step in document.steps for item in step.fields},
        {key: _reached(key, onward) for key in steps},
    )


def _reached(start: str, onward: dict[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for following in onward[waiting.pop()] - found:
            found.add(following)
            waiting.append(following)
    return frozenset(found)


def canonical(document: Definition) -> str:
    """The document as it is stored and compared: one text for one content."""
    return orjson.dumps(document.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS).decode()


def digest_of(text: str) -> str:
    """Fingerprint of a stored document."""
    return sm3(text.encode()).hex()


@lru_cache(maxsize=256)
def from_stored(text: str, digest: str) -> Compiled:
    """A stored document, compiled. Raises Conflict for one that is not what was published."""
    try:
        if digest_of(text) == digest:
            return compile_definition(Definition.model_validate_json(text))
    except ValidationError:
        pass
    raise Conflict("process.tampered", "流程定义与发布时不一致，不能使用。请联系管理员核对操作日志。")
