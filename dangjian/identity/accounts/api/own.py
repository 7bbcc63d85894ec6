"""One's own password, second factor and sessions."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from dangjian.identity.accounts import queries
from dangjian.identity.accounts.api.qr import qr_svg
from dangjian.identity.accounts.api.router import router
from dangjian.identity.accounts.api.schemas import (
    CodeBody,
    DeviceKeyBody,
    EndedCountOut,
    EnrolmentOut,
    NewPasskeyBody,
    OwnDeviceOut,
    OwnSessionOut,
    PasskeyOptionsOut,
    PasswordBody,
    RecoveryCodesOut,
    SecondFactorOut,
    SessionOut,
)
from dangjian.identity.accounts.api.session import renew
from dangjian.identity.accounts.commands import own
from dangjian.identity.accounts.flows.passwords import change_password
from dangjian.identity.accounts.grants import must_have_second_factor
from dangjian.identity.accounts.middleware import held_grants
from dangjian.identity.accounts.passkeys import NewKey, Site
from dangjian.identity.accounts.permissions import OWN_SIGN_IN
from dangjian.identity.accounts.visit import visit_of
from dangjian.kernel.errors import BadInput


@router.post("/own/password", name="change_own_password", action=OWN_SIGN_IN, out=SessionOut, keeps_secrets=True)
def change_own_password(request: HttpRequest, body: PasswordBody) -> dict[str, Any]:
    """Change one's password; all other sessions end."""
    token = change_password(visit_of(request), current=body.current_password, new=body.new_password)
    return renew(request, token)


@router.get("/own/sessions", name="list_own_sessions", action=OWN_SIGN_IN, out=list[OwnSessionOut], remembered=True)
def list_own_sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """Where one is signed in."""
    session = visit_of(request).require_session()
    return [
        {
            "id": row.public_id,
            "current": row.token_hash == session.token_hash,
            "surface": row.surface,
            "address": row.address,
            "device": row.user_agent,
            "created_at": row.created_at,
            "last_seen_at": row.last_seen_at,
            "remembered_until": row.absolute_end_at if row.full_until is not None else None,
        }
        for row in queries.list_own_sessions(account_id=session.account_id)
    ]


@router.delete("/own/sessions/{uuid:session_id}", name="delete_own_session", action=OWN_SIGN_IN, remembered=True)
def delete_own_session(request: HttpRequest, session_id: UUID) -> None:
    """End one of one's sessions."""
    own.end_own_session(visit=visit_of(request), public_id=session_id)


@router.delete("/own/sessions", name="delete_other_sessions", action=OWN_SIGN_IN, out=EndedCountOut, remembered=True)
def delete_other_sessions(request: HttpRequest) -> dict[str, int]:
    """End all of one's sessions but this one."""
    return {"count": own.end_other_sessions(visit=visit_of(request))}


@router.get("/own/devices", name="list_own_devices", action=OWN_SIGN_IN, out=list[OwnDeviceOut], remembered=True)
def list_own_devices(request: HttpRequest) -> list[dict[str, Any]]:
    """One's browsers that have a key of their own."""
    session = visit_of(request).require_session()
    return [
        {
            "id": row.id,
            "current": row.id == session.device_key_id,
            "device": row.name,
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
        }
        for row in queries.list_own_devices(account_id=session.account_id)
    ]


@router.post("/own/devices", name="bind_device", action=OWN_SIGN_IN, status=204, keeps_secrets=True, step_up=True)
def bind_device(request: HttpRequest, body: DeviceKeyBody) -> None:
    """Bind this session to the key that the browser has made, right after signing in."""
    visit = visit_of(request)
    try:
        public = base64.b64decode(body.public_key, validate=True)
    except binascii.Error as error:
        raise BadInput("identity.device_key.form", "设备密钥的格式不正确。", field="public_key") from error
    own.bind_device(visit=visit, public=public, name=visit.user_agent[:200])


@router.delete("/own/devices/{uuid:device_id}", name="delete_own_device", action=OWN_SIGN_IN, remembered=True)
def delete_own_device(request: HttpRequest, device_id: UUID) -> None:
    """Remove one of one's devices; its log-ins end."""
    own.remove_device(visit=visit_of(request), key_id=device_id)


@router.get("/own/second-factor", name="get_own_second_factor", action=OWN_SIGN_IN, out=SecondFactorOut)
def get_own_second_factor(request: HttpRequest) -> dict[str, Any]:
    """Which second factors are enrolled, and whether there has to be one."""
    session = visit_of(request).require_session()
    return {
        "enrolled": session.second_factor_at is not None,
        "enrolled_at": session.second_factor_at,
        "required": must_have_second_factor(held_grants(session)),
        **queries.own_second_factors(account_id=session.account_id),
    }


@router.post(
    "/own/second-factor/enrolment",
    name="begin_enrolment",
    action=OWN_SIGN_IN,
    out=EnrolmentOut,
    keeps_secrets=True,
    step_up=True,
)
def begin_enrolment(request: HttpRequest) -> dict[str, str]:
    """A seed for an authenticator app, as text and as QR code."""
    secret, uri = own.begin_enrolment(visit=visit_of(request))
    return {"secret": secret, "uri": uri, "qr_svg": qr_svg(uri)}


@router.post(
    "/own/second-factor",
    name="confirm_enrolment",
    action=OWN_SIGN_IN,
    out=RecoveryCodesOut,
    keeps_secrets=True,
    step_up=True,
)
def confirm_enrolment(request: HttpRequest, body: CodeBody) -> dict[str, list[str]]:
    """Enrol the seed by a first code; the answer holds the recovery codes, shown once."""
    visit = visit_of(request)
    codes, visit.new_token = own.confirm_enrolment(visit=visit, code=body.code)
    return {"codes": codes}


@router.delete("/own/second-factor", name="delete_own_second_factor", action=OWN_SIGN_IN, step_up=True)
def delete_own_second_factor(request: HttpRequest) -> None:
    """Take one's authenticator app off; administrators have to keep one factor."""
    visit = visit_of(request)
    visit.new_token = own.remove_second_factor(visit=visit, must_keep=_must_keep(request))


@router.post(
    "/own/recovery-codes",
    name="create_recovery_codes",
    action=OWN_SIGN_IN,
    out=RecoveryCodesOut,
    keeps_secrets=True,
    step_up=True,
)
def create_recovery_codes(request: HttpRequest) -> dict[str, list[str]]:
    """Replace one's recovery codes."""
    return {"codes": own.renew_recovery_codes(visit=visit_of(request))}


@router.post(
    "/own/passkeys/challenge",
    name="begin_passkey",
    action=OWN_SIGN_IN,
    out=PasskeyOptionsOut,
    keeps_secrets=True,
    step_up=True,
)
def begin_passkey(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    return {"options": own.begin_passkey(visit=visit_of(request), site=Site(request.get_host()))}


@router.post(
    "/own/passkeys",
    name="create_passkey",
    action=OWN_SIGN_IN,
    out=RecoveryCodesOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def create_passkey(request: HttpRequest, body: NewPasskeyBody) -> dict[str, list[str]]:
    """Keep a passkey that a device made; with the first factor the answer holds recovery codes, shown once."""
    visit = visit_of(request)
    key = NewKey(body.credential_id, body.client_data, body.attestation)
    codes, visit.new_token = own.add_passkey(visit=visit, site=Site(request.get_host()), name=body.name, key=key)
    return {"codes": codes}


@router.delete("/own/passkeys/{uuid:passkey_id}", name="delete_passkey", action=OWN_SIGN_IN, step_up=True)
def delete_passkey(request: HttpRequest, passkey_id: UUID) -> None:
    """Take one of one's passkeys off; administrators have to keep one factor."""
    visit = visit_of(request)
    visit.new_token = own.remove_passkey(visit=visit, passkey_id=passkey_id, must_keep=_must_keep(request))


def _must_keep(request: HttpRequest) -> bool:
    return must_have_second_factor(held_grants(visit_of(request).require_session()))
