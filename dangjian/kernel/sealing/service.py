"""The sealer as the worker runs it: seal every second, look for due checkpoints every few, say when it falls behind."""

from __future__ import annotations

import logging
import time

from dangjian.kernel.crypto.providers import KeyUnavailable
from dangjian.kernel.crypto.sm2 import SignatureUnavailable
from dangjian.kernel.sealing import checkpoints, sealer

log = logging.getLogger("dangjian.audit")

_CHECKPOINT_LOOK_SECONDS = 3.0
_REPEAT_SECONDS = 60.0


class Sealing:
    """Remembers when it last looked and last complained; everything else is in the data base."""

    def __init__(self) -> None:
        self._looked = 0.0
        self._said = 0.0
        self._may: bool | None = None

    def step(self) -> None:
        """One turn. Troubles that stay are logged once a minute and stop nothing."""
        if not sealer.can_seal():
            return
        if self._may is None:
            self._may = sealer.may_seal()
        if not self._may:
            return
        try:
            sealer.seal()
            if time.monotonic() - self._looked >= _CHECKPOINT_LOOK_SECONDS:
                self._looked = time.monotonic()
                checkpoints.write_due()
        except (sealer.Restored, SignatureUnavailable, KeyUnavailable) as error:
            if time.monotonic() - self._said >= _REPEAT_SECONDS:
                self._said = time.monotonic()
                log.error("%s", error)
