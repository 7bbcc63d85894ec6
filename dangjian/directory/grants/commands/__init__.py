"""Everything that changes rights."""

from dangjian.directory.grants.commands.administrators import APPOINTMENT, appoint_administrator, ask_appointment
from dangjian.directory.grants.commands.confirming import confirm_administrator, confirm_grant, lapse_unconfirmed
from dangjian.directory.grants.commands.delegating import delegate_role, end_delegation
from dangjian.directory.grants.commands.emergencies import EMERGENCY, ask_break_glass, break_glass
from dangjian.directory.grants.commands.following import (
    end_for_organisation,
    end_for_people,
    end_for_post,
    give_for_post,
    withdraw_for_posts,
)
from dangjian.directory.grants.commands.giving import (
    grant_role,
    hand_over,
    make_administrator,
    revoke_grant,
    set_expiry,
    tell_of_expiry,
)
from dangjian.directory.grants.commands.sealing import check_seals
from dangjian.directory.grants.commands.separating import tell_of_separation

__all__ = [
    "APPOINTMENT",
    "EMERGENCY",
    "appoint_administrator",
    "ask_appointment",
    "ask_break_glass",
    "break_glass",
    "check_seals",
    "confirm_administrator",
    "confirm_grant",
    "delegate_role",
    "end_delegation",
    "end_for_organisation",
    "end_for_people",
    "end_for_post",
    "give_for_post",
    "grant_role",
    "hand_over",
    "lapse_unconfirmed",
    "make_administrator",
    "revoke_grant",
    "set_expiry",
    "tell_of_expiry",
    "tell_of_separation",
    "withdraw_for_posts",
]
