"""Kinds of rosters, with the label shown to users."""

from __future__ import annotations

from django.db import models


class RosterKind(models.TextChoices):
    """What a sheet lists."""

    ORGANISATION = "organisation", "党组织名册"
    MEMBER = "member", "党员名册"
    OFFICER = "officer", "班子成员名册"


ORDER = (RosterKind.ORGANISATION, RosterKind.MEMBER, RosterKind.OFFICER)
"""What of one file is checked and written first: people need their branches, officers both."""
