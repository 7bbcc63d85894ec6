"""Numbers, codes and states of letters."""

from __future__ import annotations

from datetime import date

from dangjian.work.transfer.rules.letters import (
    LetterState,
    accept_key,
    letter_no,
    new_accept_code,
    new_public_code,
    state_on,
)


def test_trf_1_a_number_as_letters_bear_it() -> None:
    assert letter_no(2026, 7) == "〔2026〕第 0007 号"


def test_trf_1_codes_differ_and_are_found_however_they_are_typed() -> None:
    codes = {new_accept_code() for _ in range(50)}
    assert len(codes) == len({new_public_code() for _ in range(50)}) == 50
    for code in codes:
        assert len(code) == 34
        assert accept_key(code) == accept_key(f" {code.lower().replace('-', ' ')} ")
    assert accept_key("AAAA-AAAA-AAAA-AAAA") != accept_key("AAAA-AAAA-AAAA-AAAB")


def test_trf_1_a_letter_has_run_out_the_day_after_its_last_one() -> None:
    until = date(2026, 12, 21)
    assert state_on(LetterState.STANDING, until, until) is LetterState.STANDING
    assert state_on(LetterState.STANDING, until, date(2026, 12, 22)) is LetterState.EXPIRED
    assert state_on(LetterState.USED, until, date(2027, 1, 1)) is LetterState.USED
