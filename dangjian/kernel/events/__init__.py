"""Events: facts written with the change that caused them, delivered to handlers after the commit."""

from dangjian.kernel.events.base import Event, on
from dangjian.kernel.events.delivery import drain
from dangjian.kernel.events.outbox import record_events

__all__ = ["Event", "drain", "on", "record_events"]
