"""What anybody may learn of a letter: asked without anybody signed in, by the code in its picture."""

from __future__ import annotations

from typing import Any

from dangjian.kernel import clock
from dangjian.kernel.errors import NotFound
from dangjian.work.transfer.models import TransferLetter
from dangjian.work.transfer.rules.letters import LetterState, state_on


def verify_letter(*, code: str) -> dict[str, Any]:
    """What anybody who scans the code of a letter is told: number, state, last day. Nobody's name, no organisation.

    Raises NotFound for a code that no letter has. One statement.
    """
    rows = TransferLetter.objects.across_tenants("the code in the picture is the proof; number, state and day are told")
    found = rows.filter(public_code=code[:32]).values_list("number", "state", "valid_until").first()
    if found is None:
        raise NotFound("transfer.letter.unknown", "没有查到这份介绍信，请核对二维码是否完整、印章和编号是否一致。")
    number, state, until = found
    now = state_on(LetterState(state), until, clock.today())
    return {
        "letter_no": number,
        "state": now.value,
        "state_label": now.label,
        "valid_until": until,
        "is_valid": now is LetterState.STANDING,
    }
