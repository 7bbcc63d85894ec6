"""The vectors for both verifiers: the first one finds exactly what they say (the second runs them in web/tests)."""

from __future__ import annotations

import os

import pytest
from django.db import transaction

from dangjian.kernel.sealing import triggers
from dangjian.kernel.sealing.checkpoints import as_line
from dangjian.kernel.sealing.trail import export
from tests.kernel.sealing import vectors
from tests.kernel.sealing.conftest import OURS, Trail
from tests.kernel.sealing.test_tampering import TAMPERINGS
from tests.kernel.sealing.vectors import FILE_DEEDS, Case, Lines, Vectors

NAMES = [item[0].__name__ for item in TAMPERINGS] + [deed.__name__ for deed in FILE_DEEDS]


class _Undone(Exception):
    """Takes a tampering back."""


def _exported() -> Lines:
    return [line.rstrip(b"\n") for line in export(OURS)]


@pytest.mark.django_db(transaction=True)
def test_sec_aud_04_vectors_can_be_made_and_each_is_found(trail: Trail) -> None:
    triggers.remove()
    base, cases, fingerprint = _exported(), [], trail.copies[0].key_id
    made: list[tuple[str, Lines]] = []
    for deed, *_ in TAMPERINGS:
        try:
            with transaction.atomic():
                deed(trail)
                made.append((deed.__name__, _exported()))
                raise _Undone
        except _Undone:
            pass
    for change in FILE_DEEDS:
        lines = list(base)
        change(lines)
        made.append((change.__name__, lines))
    for name, lines in made:
        lines[0] = base[0] if lines[0].split(b'"floors"')[1] == base[0].split(b'"floors"')[1] else lines[0]
        cases.append(Case(name, lines, vectors.found_in(lines, trail.copies, fingerprint)))

    assert [case.name for case in cases if not case.found] == []
    assert vectors.found_in(base, trail.copies, fingerprint) == []
    if os.environ.get("VECTORS") == "write":
        mine = [as_line(copy) for copy in trail.copies]
        vectors.write(Vectors(base, mine, fingerprint, cases))


def test_sec_aud_04_vectors_hold_every_way_of_tampering() -> None:
    found = vectors.read()

    assert [case.name for case in found.cases] == NAMES
    assert len(NAMES) >= 12
    assert vectors.found_in(found.base, vectors.signed(found), found.fingerprint) == []


@pytest.mark.parametrize("name", NAMES)
def test_sec_aud_04_vectors_and_first_verifier_agree(name: str) -> None:
    known = vectors.read()
    case = next(case for case in known.cases if case.name == name)

    found = vectors.found_in(case.lines, vectors.signed(known), known.fingerprint)

    assert found == case.found
    assert found
