"""HTTP interface of accounts, under /api/v1/identity."""

from dangjian.identity.accounts.api import accounts, own, session
from dangjian.identity.accounts.visit import require_step_up
from dangjian.kernel import ports
from dangjian.kernel.http.router import STEP_UP

ports.register(STEP_UP, require_step_up)

__all__ = ["accounts", "own", "session"]
