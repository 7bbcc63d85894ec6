"""No change without a trail: while sealing stands still for long, changing operations wait (SEC-AUD-07).

Only lines that could be sealed count: an import that runs for an hour holds its own lines back and stops nobody. A line
must have been seen waiting twice, because what a long transaction wrote becomes old at the moment in which it commits.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from django.conf import settings

from dangjian.kernel import clock
from dangjian.kernel.errors import Unavailable
from dangjian.kernel.models.sealing import SealState
from dangjian.kernel.parameters import Parameter
from dangjian.kernel.sealing import sealer

STOP, WARN = "stop", "warn"
WHEN_UNSEALED = Parameter(
    key="audit.when_unsealed",
    title="操作日志长时间没有封存时",
    note="封存停顿超过 10 分钟时，默认暂停新增和修改，避免留下没有封存的记录；查询、登录和本页设置不受影响。"
    "改为“只告警”须填写理由，由安全审计员同意后生效。",
    group="操作日志",
    kind="choice",
    default=STOP,
    choices=((STOP, "暂停新增和修改"), (WARN, "只告警")),
    two_persons=(WARN,),
)
_LOOK_SECONDS = 5.0
_AGAIN_SECONDS = 15.0


class Gate:
    """What one process knows of the oldest line that waits; looks at most every few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = 0.0
        self._waiting: int | None = None
        self._since = 0.0
        self._late = False

    def is_shut(self) -> bool:
        """Whether sealing stands still for longer than it may. One cheap statement every few seconds."""
        now = time.monotonic()
        with self._lock:
            if now - self._looked < _LOOK_SECONDS and self._looked:
                return self._late
            self._looked = now
            row = _oldest_that_could_be_sealed()
            if row is None or row[0] != self._waiting:
                self._waiting, self._since = (row[0] if row else None), now
            old = row is not None and row[1] >= timedelta(seconds=settings.AUDIT_STOP_SECONDS)
            self._late = old and now - self._since >= _AGAIN_SECONDS
            return self._late

    def forget(self) -> None:
        """Look anew at the next question."""
        self.__init__()  # type: ignore[misc]  # back to the beginning


gate = Gate()


def refuse_while_unsealed() -> None:
    """Raises Unavailable while changing operations have to wait for the seal. An actor must be bound."""
    if settings.AUDIT_STOP_SECONDS and gate.is_shut() and WHEN_UNSEALED.value() == STOP:
        raise Unavailable(
            "kernel.audit_unsealed",
            "操作日志的封存已停顿超过 10 分钟，为保证每项操作有据可查，暂停新增和修改。请联系管理员检查后台进程；"
            "您填写的内容请先不要关闭页面。",
        )


def _oldest_that_could_be_sealed() -> tuple[int, timedelta] | None:
    """Id and age of the first line in the order of sealing that is final and not sealed."""
    if not sealer.can_seal():
        return None
    state = SealState.objects.filter(id=1).first() or SealState(id=1, floors=[])
    try:
        rows = sealer.sealable(state, sealer.horizon())
    except sealer.Restored:
        rows = sealer.sealable(state, None)
    for part in (rows.filter(xid=state.xid, id__gt=state.row_id), rows.filter(xid__gt=state.xid)):
        found = part.order_by("xid", "id").values_list("id", "at").first()
        if found is not None:
            return found[0], clock.now() - found[1]
    return None
