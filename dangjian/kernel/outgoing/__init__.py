"""Every request that leaves this system for an address that people wrote down goes through here (SEC-NET-02)."""

from dangjian.kernel.outgoing.addresses import OutgoingRefused, resolve
from dangjian.kernel.outgoing.client import Answer, OutgoingFailed, send

__all__ = ["Answer", "OutgoingFailed", "OutgoingRefused", "resolve", "send"]
