"""What the board tells organisational life below: duties still open."""

from __future__ import annotations

from dangjian.kernel import ports
from dangjian.work.board.queries.loading.open import open_duties
from dangjian.work.life.queries.planning import OPEN_DUTIES

ports.register(OPEN_DUTIES, open_duties)
