"""Routes of the board under `/api/v1/work`."""

from dangjian.work.board.api import duties
from dangjian.work.board.api.router import router

__all__ = ["duties", "router"]
