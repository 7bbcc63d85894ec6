"""Tables of members who are away or out of contact."""

from dangjian.work.standing.models.case import ContactAttempt, ContactCase, StandingDecision
from dangjian.work.standing.models.stay import MobileStay, StayEntry, StayGuest

__all__ = ["ContactAttempt", "ContactCase", "MobileStay", "StandingDecision", "StayEntry", "StayGuest"]
