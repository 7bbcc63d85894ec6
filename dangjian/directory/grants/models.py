"""The grant table: role x organisation (or its subtree) x period."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dangjian.directory.grants.permissions import VIEW_GRANTS
from dangjian.directory.organisations.models import Organisation
from dangjian.kernel.crypto import RowSealField, SealedRow
from dangjian.kernel.models import ScopedModel
from dangjian.kernel.permissions import Action


class RoleGrant(SealedRow, ScopedModel):
    """A role given to an account (or to a person, whichever comes first) in a place, for a period.

    `org_path` "" is the whole tenant. `source` is "grant" when a person gave it, "post" when it came with a post,
    "delegation" when its holder stands in for somebody, "break_glass" when it holds for an hour.
    """

    account_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    holder_name = models.CharField(max_length=80)
    role = models.CharField(max_length=24)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="grants")
    subtree = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """Last day on which it counts."""
    ends_at = models.DateTimeField(null=True)
    """The moment at which a right for an hour ends."""
    source = models.CharField(max_length=12, default="grant")
    source_ref = models.UUIDField(null=True)
    granted_by = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="delegations")
    """The own right with which somebody lets a colleague stand in; the delegation counts only while it does."""
    approved_by = models.CharField(max_length=160, blank=True)
    """Who agreed, where one alone may not give it."""
    confirmed_on = models.DateField(null=True)
    """When somebody last said that it is still needed."""
    confirmed_by = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    row_seal = RowSealField(
        covers=(
            *("account_id", "person_id", "role", "organisation", "subtree", "valid_from", "valid_to", "ends_at"),
            *("source", "source_ref", "parent", "approved_by", "confirmed_on", "revoked_at"),
        )
    )
    """Over what the row gives to whom (SEC-DATA-04). `org_path` follows its organisation and is compared with it."""

    title_field = "holder_name"
    scope_own = "account_id"
    view_action: ClassVar[Action | None] = VIEW_GRANTS

    class Meta:
        db_table = "directory_role_grant"
        indexes = [
            models.Index(fields=["account_id"], name="directory_grant_account"),
            models.Index(fields=["person_id"], name="directory_grant_person"),
            models.Index(fields=["tenant_id", "org_path"], name="directory_grant_place"),
        ]
