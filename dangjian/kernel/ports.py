"""Ports: questions that a lower layer may ask and a higher layer answers.

A port is named and documented where it is asked; the answering app registers its function in `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_answers: dict[str, Callable[..., Any]] = {}


def register(name: str, answer: Callable[..., Any]) -> None:
    """Answer the port `name`. Registering the same function again is harmless; another one is an error."""
    known = _answers.get(name)
    if known is not None and (known.__module__, known.__qualname__) != (answer.__module__, answer.__qualname__):
        raise RuntimeError(f"port {name} is already answered by {known.__module__}.{known.__qualname__}")
    _answers[name] = answer


def ask(name: str, *args: Any, **kwargs: Any) -> Any:
    """Call the answer of port `name`. Raises LookupError when no installed app answers it."""
    try:
        answer = _answers[name]
    except KeyError:
        raise LookupError(f"no app answers the port {name}") from None
    return answer(*args, **kwargs)


def answered(name: str) -> bool:
    """Whether some installed app answers the port."""
    return name in _answers
