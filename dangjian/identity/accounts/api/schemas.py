"""Request and answer schemas."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from dangjian.kernel.http import Schema

Surface = Literal["console", "phone", "portal", "screen", "kiosk"]
Password = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=False)]
"""Taken exactly as typed: blanks at the ends belong to it."""
Token = Annotated[str, StringConstraints(min_length=20, max_length=100)]
Code = Annotated[str, StringConstraints(min_length=6, max_length=20)]
Base64 = Annotated[str, StringConstraints(min_length=1, max_length=8000, pattern=r"^[A-Za-z0-9_-]+$")]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]


class SignInBody(Schema):
    identifier: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """Account name or mobile number."""
    password: Password
    surface: Surface = "console"


class DemoSignInBody(Schema):
    account_id: UUID
    surface: Surface = "console"


class CodeBody(Schema):
    code: Code


class AssertionBody(Schema):
    """What the browser answers when a device signed a challenge; all parts in URL-safe base 64."""

    credential_id: Base64
    client_data: Base64
    authenticator_data: Base64
    signature: Base64


class NewPasskeyBody(Schema):
    """What the browser answers when a device made a key; all parts in URL-safe base 64."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    credential_id: Base64
    client_data: Base64
    attestation: Base64


class StepUpBody(Schema):
    """Password (with the code, when a second factor is enrolled), or a passkey; demo people send nothing."""

    password: Annotated[str, StringConstraints(max_length=128, strip_whitespace=False)] = ""
    code: Annotated[str, StringConstraints(max_length=20)] = ""
    passkey: AssertionBody | None = None


class PasswordBody(Schema):
    current_password: Password
    new_password: Password


class TokenBody(Schema):
    token: Token


class ActivationBody(Schema):
    token: Token
    password: Password
    surface: Surface = "console"


class RoleOut(Schema):
    role: str
    title: str
    org_id: UUID | None
    org_path: str
    subtree: bool
    until: date | None


class SessionOut(Schema):
    """Who is signed in. `stage` is `none`, `second_factor` (password given, code awaited) or `complete`."""

    stage: Literal["none", "second_factor", "complete"]
    demo: bool
    """The installation runs in demo mode: show the banner."""
    csrf_token: str | None = None
    """To be sent as X-CSRF-Token with every writing request."""
    account_id: UUID | None = None
    person_id: UUID | None = None
    tenant_name: str = ""
    login_name: str = ""
    name: str = ""
    organisation: str = ""
    surface: str = ""
    roles: list[RoleOut] = Field(default_factory=list)
    actions: list[str] = Field(default_factory=list)
    """Names of the Actions that are open to this person somewhere."""
    surfaces: list[str] = Field(default_factory=list)
    restriction: Literal["password", "second_factor"] | None = None
    """What has to be done before anything else is open."""
    administration_hidden: bool = False
    """An administrator outside the networks from which the enterprise is administered: these rights are put aside."""
    second_factor: bool = False
    second_factors: list[Literal["recovery_codes", "totp", "webauthn"]] = Field(default_factory=list)
    """What can be given after the password, and for a step-up."""
    demo_person: bool = False
    """One of the invented people: has no password, a step-up is one click."""
    device_bound: bool = False
    """Whether this log-in is bound to a key of the browser."""
    unread: int = 0
    ends_at: datetime | None = None
    """Absolute end of the session."""


class DemoPersonOut(Schema):
    account_id: UUID
    name: str
    note: str


class OwnSessionOut(Schema):
    id: UUID
    current: bool
    surface: str
    address: str
    device: str
    created_at: datetime
    last_seen_at: datetime
    remembered_until: datetime | None
    """Of a phone that stays signed in for reading and signing in: until when."""


class DeviceKeyBody(Schema):
    public_key: Annotated[str, StringConstraints(min_length=100, max_length=200, pattern=r"^[A-Za-z0-9+/=]+$")]
    """SubjectPublicKeyInfo of a key on P-256, base64."""


class OwnDeviceOut(Schema):
    id: UUID
    current: bool
    device: str
    created_at: datetime
    last_used_at: datetime


class EndedCountOut(Schema):
    count: int


class PasskeyOut(Schema):
    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class SecondFactorOut(Schema):
    enrolled: bool
    """Any second factor at all."""
    enrolled_at: datetime | None
    required: bool
    recovery_codes_left: int
    totp: bool
    passkeys: list[PasskeyOut]


class PasskeyOptionsOut(Schema):
    """Options for `navigator.credentials` as the WebAuthn standard writes them in JSON."""

    options: dict[str, Any]


class EnrolmentOut(Schema):
    secret: str
    uri: str
    qr_svg: str


class RecoveryCodesOut(Schema):
    codes: list[str]
    """Shown once; each is good once. Empty when a passkey is added beside codes that exist already."""


class LinkHolderOut(Schema):
    purpose: Literal["activate", "reset"]
    login_name: str
    name: str
    second_factor: bool
    password_rule: str


class IssuedLinkOut(Schema):
    """Shown once: the link cannot be read again, only issued anew."""

    account_id: UUID
    login_name: str
    name: str
    purpose: Literal["activate", "reset"]
    path: str
    qr_svg: str
    expires_at: datetime


class IssuedLinksOut(Schema):
    items: list[IssuedLinkOut]


class LinksBody(Schema):
    """Either an organisation (everybody of it who has not activated yet) or people."""

    organisation_id: UUID | None = None
    person_ids: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)


class AccountOut(Schema):
    id: UUID
    version: int
    login_name: str
    display_name: str
    person_id: UUID | None
    phone: str
    state: Literal["not_activated", "active", "disabled"]
    disabled_reason: str
    second_factor: bool
    locked_until: datetime | None
    last_login_at: datetime | None
    created_at: datetime
    roles: list[str]
    """What the account may do today: role and place, in words."""


class AccountQuery(Schema):
    text: Annotated[str, StringConstraints(max_length=80)] = ""
    state: Literal["", "not_activated", "active", "quiet", "disabled"] = ""
    """`quiet`: in use, and nobody signed in for sixty days."""
    under: Annotated[str, StringConstraints(max_length=80, pattern=r"^[0-9a-z]*$")] = ""
    """Path of an organisation: only accounts in its subtree."""


class NewAccountBody(Schema):
    """Somebody who is not on the register."""

    display_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40)]
    login_name: Annotated[str, StringConstraints(min_length=2, max_length=64)]


class AccountBody(Schema):
    """Left out or null: stays as it is. An empty phone takes the number off."""

    login_name: Annotated[str, StringConstraints(min_length=2, max_length=64)] | None = None
    phone: Annotated[str, StringConstraints(max_length=20)] | None = None


class ReasonBody(Schema):
    reason: Reason


class ResetOut(Schema):
    id: UUID
    account_id: UUID
    login_name: str
    name: str
    reason: str
    requested_by_name: str
    expires_at: datetime
    done_at: datetime | None
