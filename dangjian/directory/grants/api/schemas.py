"""What the routes of grants take and answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from dangjian.kernel.http import Page, Schema

Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=24)]


class GrantRow(Schema):
    """One grant. `organisation_id` null: the whole enterprise."""

    id: UUID
    account_id: UUID | None
    person_id: UUID | None
    holder_name: str
    role: str
    role_title: str
    organisation_id: UUID | None
    organisation_name: str
    subtree: bool
    valid_from: date
    valid_to: date | None
    source: str
    granted_by: str
    reason: str
    revoked_at: datetime | None
    revoked_by: str
    created_at: datetime
    approved_by: str
    confirmed_on: date | None
    ends_at: datetime | None
    for_name: str


class GrantPage(Page[GrantRow]):
    """A page of grants."""


class ActionOut(Schema):
    """Something that can be allowed."""

    name: str
    title: str


class RightOut(Schema):
    """A right of one's own."""

    role: str
    role_title: str
    note: str
    organisation_id: UUID | None
    organisation_name: str
    subtree: bool
    until: date | None
    source: str
    actions: list[ActionOut]


class MyRightsOut(Schema):
    """One's own rights."""

    name: str
    grants: list[RightOut]


class WhyOut(Schema):
    """Which of one's grants allow something somewhere; `own` when everybody may about themselves."""

    action: str
    action_title: str
    allowed: bool
    own: bool
    grants: list[RightOut]


class WhyQuery(Schema):
    """What and where."""

    action: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    organisation_id: UUID


class GrantableRoleOut(Schema):
    """A role with the names of what it may do."""

    code: str
    title: str
    note: str
    grantable: bool
    actions: list[str]


class ActionRow(Schema):
    """Something that can be allowed: `own` about oneself, `tenant_wide` without a place."""

    name: str
    title: str
    own: bool
    tenant_wide: bool


class RoleTableOut(Schema):
    """Roles and actions."""

    roles: list[GrantableRoleOut]
    actions: list[ActionRow]


class GrantIn(Schema):
    """A role for somebody. Either person or account; no organisation: the whole enterprise."""

    role: Code
    organisation_id: UUID | None
    person_id: UUID | None = None
    account_id: UUID | None = None
    subtree: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    reason: Reason


class RevokeIn(Schema):
    """Why a role is taken back."""

    reason: Reason


class ExpiryIn(Schema):
    """Another end; null for none."""

    valid_to: date | None
    reason: Reason


class GrantRef(Schema):
    """The grant that was written."""

    id: UUID


class HandOverIn(Schema):
    """Who takes a grant over, from when, and the last day of the one before."""

    account_id: UUID
    valid_from: date
    last_day: date
    reason: Reason


class ReviewRow(GrantRow):
    """A grant that is confirmed twice a year: `due_on` is the last day."""

    due_on: date


class ReviewPage(Page[ReviewRow]):
    """A page of grants to confirm."""


class NoteIn(Schema):
    """What one adds; may be empty."""

    note: Annotated[str, StringConstraints(max_length=200)] = ""


class AdministratorRow(ReviewRow):
    """One of the three administrators."""

    is_mine: bool


class AppointmentIn(Schema):
    """Who shall become which of the three."""

    role: Code
    account_id: UUID
    valid_to: date | None = None
    reason: Reason


class BreakGlassIn(Schema):
    """Which role where, and what cannot wait."""

    role: Code
    organisation_id: UUID
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=200)]


class PlaceOut(Schema):
    """An organisation by name."""

    id: UUID
    name: str
    parent_name: str


class RequestRef(Schema):
    """The request that waits for consent."""

    id: UUID


class DelegationRow(GrantRow):
    """Somebody stands in for somebody: `for_name` is whose right it is."""

    is_over: bool


class DelegationsOut(Schema):
    """What of one's own can be delegated, given and received."""

    own: list[GrantRow]
    given: list[DelegationRow]
    received: list[DelegationRow]


class DelegationIn(Schema):
    """Who stands in, until when, why. Without an organisation: in the place of the own grant."""

    person_id: UUID
    organisation_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date
    reason: Reason
