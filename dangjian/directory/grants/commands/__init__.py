"""Everything that changes rights."""

from dangjian.directory.grants.commands.following import (
    end_for_organisation,
    end_for_people,
    end_for_post,
    give_for_post,
    withdraw_for_posts,
)
from dangjian.directory.grants.commands.giving import (
    grant_role,
    make_administrator,
    revoke_grant,
    set_expiry,
    tell_of_expiry,
)

__all__ = [
    "end_for_organisation",
    "end_for_people",
    "end_for_post",
    "give_for_post",
    "grant_role",
    "make_administrator",
    "revoke_grant",
    "set_expiry",
    "tell_of_expiry",
    "withdraw_for_posts",
]
