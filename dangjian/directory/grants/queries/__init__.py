"""Who may do what where: the rights of an account, the grants of an organisation, and why somebody can see a place."""

from dangjian.directory.grants.queries.grants import GrantFilter, grants_at, list_grants, my_rights, role_table, why
from dangjian.directory.grants.queries.holders import nearest_holders
from dangjian.directory.grants.queries.loading.counting import (
    administrators,
    counting_q,
    grants_of_account,
    holders_of_roles,
    missing_administrators,
    roles_of_accounts,
)
from dangjian.directory.grants.queries.loading.genuine import seal_figures
from dangjian.directory.grants.queries.reasons import ReasonsOut, reasons_at, why_member, why_organisation
from dangjian.directory.grants.queries.reviews import (
    CONFIRM_DAYS,
    find_places,
    list_administrators,
    list_reviews,
    my_delegations,
)

__all__ = [
    "CONFIRM_DAYS",
    "GrantFilter",
    "ReasonsOut",
    "administrators",
    "counting_q",
    "find_places",
    "grants_at",
    "grants_of_account",
    "holders_of_roles",
    "list_administrators",
    "list_grants",
    "list_reviews",
    "missing_administrators",
    "my_delegations",
    "my_rights",
    "nearest_holders",
    "reasons_at",
    "role_table",
    "roles_of_accounts",
    "seal_figures",
    "why",
    "why_member",
    "why_organisation",
]
