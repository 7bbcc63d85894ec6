"""Reading an expression into a small tree. Everything that can be written is listed here; all else is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dangjian.foundation.process.feel.durations import parse_duration
from dangjian.foundation.process.feel.functions import FUNCTIONS

MAX_LENGTH = 500
"""Characters of an expression."""
MAX_DEPTH = 24
"""How deep brackets, lists and calls may be nested."""
MAX_NODES = 200

_TOKEN = re.compile(
    r'(?P<blank>\s+)|(?P<number>\d{1,18}(?:\.\d{1,9})?)|(?P<text>"[^"\\\n]{0,200}")'
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]{0,39})|(?P<sign><=|>=|!=|\.\.|[-+*/=<>()\[\],.])"
)
_BINARY = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 3,
    "<=": 3,
    ">": 3,
    ">=": 3,
    "between": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
}
WORDS = frozenset({"and", "or", "if", "then", "else", "between", "in", "true", "false", "null"})


class FeelError(ValueError):
    """An expression that cannot be read; the text is Chinese and says where."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node: `kind` is literal, path, call, list, range, not, negate, if, or an operator; `value` its constant."""

    kind: str
    value: Any = None
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise FeelError(f"表达式最多 {MAX_LENGTH} 个字符。")
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise FeelError(f"第 {at + 1} 个字符“{text[at]}”不能识别。")
        kind, word, start, at = match.lastgroup, match.group(), at, match.end()
        is_word = kind == "name" and word in WORDS
        if kind != "blank":
            found.append(_Token("word" if is_word else kind, word, start))
    found.append(_Token("end", "", len(text)))
    return found


class _Reader:
    """Reads tokens by the strength of operators; every node is counted."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._nodes = 0
        self._depth = 0

    def whole(self) -> Node:
        found = self.expression(0)
        if self._next.kind != "end":
            raise self._wrong()
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expect(self, text: str) -> None:
        if self._next.text != text or self._next.kind == "text":
            raise FeelError(f"第 {self._next.at + 1} 个字符处应为“{text}”。")
        self._take()

    def _wrong(self) -> FeelError:
        shown = self._next.text or "结尾"
        return FeelError(f"第 {self._next.at + 1} 个字符处的“{shown}”不合语法。")

    def _node(self, kind: str, value: Any = None, parts: tuple[Node, ...] = ()) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise FeelError("表达式过于复杂，请拆成几个条件。")
        return Node(kind, value, parts)

    def expression(self, strength: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeelError("括号嵌套过深，请拆成几个条件。")
        left = self._operand()
        while self._next.kind in {"sign", "word"} and _BINARY.get(self._next.text, 0) > strength:
            left = self._binary(left)
        self._depth -= 1
        return left

    def _binary(self, left: Node) -> Node:
        sign = self._take().text
        if sign == "between":
            low = self.expression(4)
            self._expect("and")
            return self._node("between", None, (left, low, self.expression(4)))
        return self._node(sign, None, (left, self.expression(_BINARY[sign])))

    def _operand(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return self._node("literal", Decimal(token.text))
        if token.kind == "text":
            return self._node("literal", token.text[1:-1])
        if token.kind == "name":
            return self._call(token) if self._next.text == "(" else self._path(token)
        if token.text == "-":
            return self._node("negate", None, (self.expression(6),))
        if token.text == "(":
            return self._bracket()
        if token.text == "[":
            return self._list()
        if token.kind == "word" and token.text in {"true", "false", "null"}:
            return self._node("literal", {"true": True, "false": False, "null": None}[token.text])
        if token.text == "if":
            return self._choice()
        self._at -= 1
        raise self._wrong()

    def _choice(self) -> Node:
        condition = self.expression(0)
        self._expect("then")
        first = self.expression(0)
        self._expect("else")
        return self._node("if", None, (condition, first, self.expression(0)))

    def _bracket(self) -> Node:
        inner = self.expression(0)
        if self._next.text == "..":
            return self._range(inner, open_left=True)
        self._expect(")")
        return inner

    def _range(self, low: Node, *, open_left: bool) -> Node:
        self._expect("..")
        high = self.expression(0)
        closing = self._take().text
        if closing not in {")", "]"}:
            self._at -= 1
            raise self._wrong()
        return self._node("range", (open_left, closing == ")"), (low, high))

    def _list(self) -> Node:
        if self._next.text == "]":
            self._take()
            return self._node("list")
        items = [self.expression(0)]
        if self._next.text == "..":
            return self._range(items[0], open_left=False)
        while self._next.text == ",":
            self._take()
            items.append(self.expression(0))
        self._expect("]")
        return self._node("list", None, tuple(items))

    def _path(self, token: _Token) -> Node:
        names = [token.text]
        while self._next.text == "." and self._next.kind == "sign":
            self._take()
            following = self._take()
            if following.kind != "name":
                self._at -= 1
                raise self._wrong()
            names.append(following.text)
        return self._node("path", tuple(names))

    def _call(self, token: _Token) -> Node:
        self._take()
        given: list[Node] = []
        while self._next.text != ")":
            given.append(self.expression(0))
            if self._next.text != ",":
                break
            self._take()
        self._expect(")")
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise FeelError(f"没有函数“{token.text}”，可用：{'、'.join(sorted(FUNCTIONS))}。")
        if not function.least <= len(given) <= function.most:
            raise FeelError(f"函数“{token.text}”的参数个数不对。")
        return self._constant(token.text, given) or self._node("call", token.text, tuple(given))

    def _constant(self, name: str, given: list[Node]) -> Node | None:
        """Dates and durations that are written out are read here, so that a wrong one is found before it is used."""
        if name not in {"date", "duration"} or given[0].kind != "literal" or not isinstance(given[0].value, str):
            return None
        text = given[0].value
        try:
            return self._node("literal", date.fromisoformat(text) if name == "date" else parse_duration(text))
        except ValueError:
            example = "2026-12-01" if name == "date" else "P1M、P12M、P5D"
            raise FeelError(f"“{text}”写得不对，应如 {example}。") from None


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression. Raises FeelError."""
    if not text.strip():
        raise FeelError("表达式是空的。")
    return _Reader(text).whole()


def paths_of(node: Node) -> set[tuple[str, ...]]:
    """Every name that an expression reads: `("steps", "talk", "done_on")`."""
    found: set[tuple[str, ...]] = {node.value} if node.kind == "path" else set()
    for part in node.parts:
        found |= paths_of(part)
    return found
