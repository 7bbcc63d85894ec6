"""Which organisation people mean: by code, identifier, full or short name, or a path of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

_SIGNS = re.compile(r"[\s()（）\[\]【】《》“”\"'·,，.。、;；:：\-_—]+")
_SEPARATORS = re.compile(r"(?:(?<!\s)\s+)?[/／\\>＞→|]+\s*")
_PREFIX = re.compile(r"^(?:中国共产党|中共)")
_ENDINGS = (
    ("纪律检查委员会", "纪委"),
    ("总支部委员会", "总支"),
    ("党总支部", "总支"),
    ("党总支", "总支"),
    ("总支部", "总支"),
    ("支部委员会", "支部"),
    ("党支部", "支部"),
    ("党委员会", "党委"),
    ("委员会", "党委"),
)
_NUMBER = re.compile(r"第?(\d{1,2})(?=支部|总支|党支部|党总支)")
_DIGITS = "〇一二三四五六七八九"
_LEADING = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*")


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as far as matching needs it. `id` of one that the same import will set up begins with "row:"."""

    id: str
    path: str
    full_name: str
    short_name: str
    kind: str
    parent_id: str = ""
    code: str = ""
    uid: str = ""
    is_dissolved: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: the organisation, or why there is none (`none`, `several`, `dissolved`) with what may be meant."""

    place: Place | None = None
    why: str = ""
    candidates: tuple[str, ...] = ()


def exact_key(text: str) -> str:
    """A name without blanks and punctuation, half-width."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()


def loose_key(text: str) -> str:
    """A name without the words that offices leave out: 中共…支部委员会 and …党支部 are the same, 第1 is 第一."""
    key = _PREFIX.sub("", exact_key(text))
    for long, short in _ENDINGS:
        if key.endswith(long):
            key = key[: -len(long)] + short
            break
    return _NUMBER.sub(lambda match: "第" + _chinese(int(match[1])), key)


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


class PlaceIndex:
    """All organisations in reach, found by any of their names."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.by_id: dict[str, Place] = {}
        self._codes: dict[str, list[Place]] = {}
        self._exact: dict[str, list[Place]] = {}
        self._loose: dict[str, list[Place]] = {}
        self._answers: dict[tuple[str, str, str, str, bool], Found] = {}
        for place in places:
            self.add(place)

    def add(self, place: Place) -> None:
        """Make one more organisation known."""
        self.by_id[place.id] = place
        for code in filter(None, (place.code, place.uid)):
            self._codes.setdefault(exact_key(code), []).append(place)
        for name in {place.full_name, place.short_name}:
            self._put(self._exact, exact_key(name), place)
            self._put(self._loose, loose_key(name), place)
        self._answers.clear()

    def replace(self, place: Place, *, parent_id: str) -> None:
        """Give an organisation its superior, once that is known."""
        fresh = replace(place, parent_id=parent_id)
        self.by_id[place.id] = fresh
        names = (place.full_name, place.short_name)
        for index, keys in (
            (self._codes, {exact_key(text) for text in (place.code, place.uid)}),
            (self._exact, {exact_key(text) for text in names}),
            (self._loose, {loose_key(text) for text in names}),
        ):
            for key in keys:
                held = index.get(key, [])
                if place in held:
                    held[held.index(place)] = fresh
        self._answers.clear()

    @staticmethod
    def _put(index: dict[str, list[Place]], key: str, place: Place) -> None:
        held = index.setdefault(key, [])
        if key and place not in held:
            held.append(place)

    def find(self, name: str, *, code: str = "", uid: str = "", superior: str = "", branches: bool = False) -> Found:
        """The organisation meant. `superior` narrows several hits; `branches`: only a branch is wanted."""
        key = (name, code, uid, superior, branches)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._find(name, code, uid, superior, branches)
        return answer

    def _find(self, name: str, code: str, uid: str, superior: str, branches: bool) -> Found:
        for text in (uid, code):
            if text and (hits := self._codes.get(exact_key(text))):
                return self._judge(hits, name, superior, branches)
        if not name:
            return Found(None, "none")
        if hits := self._codes.get(exact_key(name)):
            return self._judge(hits, name, superior, branches)
        whole = self._named(name)
        if whole:
            return self._judge(whole, name, superior, branches)
        parts = [part for part in _SEPARATORS.split(name.strip()) if part]
        if len(parts) > 1:
            hits = [place for place in self._named(parts[-1]) if self._lies_under(place, parts[:-1])]
            if hits:
                return self._judge(hits, name, superior, branches)
        return Found(None, "none", self._close(parts[-1] if parts else name))

    def _named(self, name: str) -> list[Place]:
        bare = _LEADING.sub("", name)
        for text in dict.fromkeys((name, bare)):
            if hits := self._exact.get(exact_key(text)) or self._loose.get(loose_key(text)):
                return hits
        return []

    def _judge(self, hits: list[Place], name: str, superior: str, branches: bool) -> Found:
        alive = [place for place in hits if not place.is_dissolved]
        if not alive:
            return Found(None, "dissolved", tuple(self.title(place) for place in hits[:3]))
        if len(alive) > 1 and superior:
            chain = [part for part in _SEPARATORS.split(superior) if part]
            alive = [place for place in alive if self._lies_under(place, chain)] or alive
        if len(alive) > 1 and branches:
            alive = [place for place in alive if place.kind == "branch"] or alive
        if len(alive) > 1:
            same = [place for place in alive if exact_key(name) in {exact_key(place.full_name)}]
            alive = same if len(same) == 1 else alive
        if len(alive) > 1:
            return Found(None, "several", tuple(self.title(place) for place in alive[:5]))
        if branches and alive[0].kind != "branch":
            return Found(None, "not_a_branch", self._branches_under(alive[0]))
        return Found(alive[0])

    def _lies_under(self, place: Place, names: list[str]) -> bool:
        """Whether the superiors of a place bear these names, in order from above, others between them allowed."""
        chain = []
        seen = {place.id}
        current = self.by_id.get(place.parent_id)
        while current is not None and current.id not in seen:
            seen.add(current.id)
            chain.append(current)
            current = self.by_id.get(current.parent_id)
        for name in reversed(names):
            wanted = {exact_key(name), loose_key(name)}
            while chain:
                above = chain.pop(0)
                keys = {exact_key(above.full_name), exact_key(above.short_name), exact_key(above.code)}
                if wanted & (keys | {loose_key(above.full_name), loose_key(above.short_name)}):
                    break
            else:
                return False
        return True

    def _branches_under(self, place: Place) -> tuple[str, ...]:
        below = (each for each in self.by_id.values() if each.parent_id == place.id and each.kind == "branch")
        return tuple(self.title(each) for each, _ in zip(below, range(5), strict=False))

    def _close(self, name: str) -> tuple[str, ...]:
        key = loose_key(name)
        inside = [other for other in self._loose if len(other) > 2 and (other in key or key in other)][:3]
        near = inside or get_close_matches(key, self._loose, n=3, cutoff=0.6)
        return tuple(self.title(self._loose[other][0]) for other in near if self._loose[other])

    def title(self, place: Place) -> str:
        """The path of short names by which a place can be written without doubt: 集团党委/一公司党委/第一党支部."""
        names, seen = [place.short_name or place.full_name], {place.id}
        current = self.by_id.get(place.parent_id)
        while current is not None and current.id not in seen:
            seen.add(current.id)
            names.append(current.short_name or current.full_name)
            current = self.by_id.get(current.parent_id)
        return "/".join(reversed(names))
