"""Which stays the acting person sees: those of the own places, those hosted there, and the own ones."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dangjian.work.standing.models import MobileStay, StayGuest


def seen_stays() -> Any:
    """Stays with a home or a guest row in the bound scope."""
    home = MobileStay.objects.values("pk")
    guest = StayGuest.objects.values("stay_id")
    rows = MobileStay.objects.unscoped("stays with a home or a guest row in the bound scope")
    return rows.filter(Q(pk__in=home) | Q(pk__in=guest))
