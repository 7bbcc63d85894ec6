"""Accounts as the office and the administrators see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from dangjian.identity.accounts import queries
from dangjian.identity.accounts.api.qr import qr_svg
from dangjian.identity.accounts.api.router import router
from dangjian.identity.accounts.api.schemas import (
    AccountBody,
    AccountOut,
    AccountQuery,
    EndedCountOut,
    IssuedLinkOut,
    IssuedLinksOut,
    LinksBody,
    NewAccountBody,
    ReasonBody,
    ResetOut,
)
from dangjian.identity.accounts.commands import accounts, links, resets
from dangjian.identity.accounts.models import SecondFactorReset
from dangjian.identity.accounts.permissions import (
    DISABLE_ACCOUNT,
    ISSUE_LINK,
    OPEN_ACCOUNT,
    RESET_SECOND_FACTOR,
    VIEW_ACCOUNT,
)
from dangjian.kernel.http import Page, PageRequest, Query, if_match, respond

ACTIVATION_PATH = "/activate"


@router.get("/accounts", name="list_accounts", action=VIEW_ACCOUNT, out=Page[AccountOut])
def list_accounts(request: HttpRequest, page: Query[PageRequest], filters: Query[AccountQuery]) -> dict[str, Any]:
    """Accounts in one's places."""
    return queries.list_accounts(page=page, text=filters.text, state=filters.state, under=filters.under)


@router.post(
    "/accounts",
    name="open_account",
    action=OPEN_ACCOUNT,
    out=IssuedLinkOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def open_account(request: HttpRequest, body: NewAccountBody) -> dict[str, Any]:
    """Open an account without rights for somebody who is not on the register, with the link to activate it."""
    return _link(request, links.open_account(login_name=body.login_name, display_name=body.display_name))


@router.get("/accounts/{uuid:account_id}", name="get_account", action=VIEW_ACCOUNT, out=AccountOut)
def get_account(request: HttpRequest, account_id: UUID) -> Any:
    """One account."""
    return _shown(account_id)


@router.patch("/accounts/{uuid:account_id}", name="update_account", action=ISSUE_LINK, out=AccountOut, step_up=True)
def update_account(request: HttpRequest, account_id: UUID, body: AccountBody) -> Any:
    """Change account name or phone number; needs If-Match."""
    accounts.update_account(
        account_id=account_id, expected_version=if_match(request), login_name=body.login_name, phone=body.phone
    )
    return _shown(account_id)


@router.post(
    "/account-links",
    name="issue_links",
    action=ISSUE_LINK,
    out=IssuedLinksOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def issue_links(request: HttpRequest, body: LinksBody) -> dict[str, Any]:
    """Activation links for a branch or for named people, to be printed; opens accounts where there are none."""
    issued = links.issue_links(organisation_id=body.organisation_id, person_ids=body.person_ids)
    return {"items": [_link(request, link) for link in issued]}


@router.post(
    "/accounts/{uuid:account_id}/links",
    name="issue_link",
    action=ISSUE_LINK,
    out=IssuedLinkOut,
    status=201,
    keeps_secrets=True,
    step_up=True,
)
def issue_link(request: HttpRequest, account_id: UUID) -> dict[str, Any]:
    """A one-time link for activation or for a new password; the second factor stays."""
    return _link(request, links.issue_link(account_id=account_id))


@router.post("/accounts/{uuid:account_id}/disable", name="disable_account", action=DISABLE_ACCOUNT, out=AccountOut)
def disable_account(request: HttpRequest, account_id: UUID, body: ReasonBody) -> Any:
    """Disable an account; its sessions end at once."""
    accounts.disable_account(account_id=account_id, reason=body.reason)
    return _shown(account_id)


@router.post("/accounts/{uuid:account_id}/enable", name="enable_account", action=DISABLE_ACCOUNT, out=AccountOut)
def enable_account(request: HttpRequest, account_id: UUID) -> Any:
    """Enable a disabled account."""
    accounts.enable_account(account_id=account_id)
    return _shown(account_id)


@router.post("/accounts/{uuid:account_id}/unlock", name="unlock_account", action=DISABLE_ACCOUNT, out=AccountOut)
def unlock_account(request: HttpRequest, account_id: UUID) -> Any:
    """Lift the lock of too many failed log-ins."""
    accounts.unlock_account(account_id=account_id)
    return _shown(account_id)


@router.delete("/accounts/{uuid:account_id}/sessions", name="end_sessions", action=DISABLE_ACCOUNT, out=EndedCountOut)
def end_sessions(request: HttpRequest, account_id: UUID) -> dict[str, int]:
    """End all sessions of somebody."""
    return {"count": accounts.end_sessions(account_id=account_id)}


@router.get("/second-factor-resets", name="list_resets", action=RESET_SECOND_FACTOR, out=list[ResetOut])
def list_resets(request: HttpRequest) -> list[dict[str, Any]]:
    """Requests to take a lost second factor off that wait for a second person."""
    return [_reset(row) for row in queries.list_second_factor_resets()]


@router.post(
    "/accounts/{uuid:account_id}/second-factor-reset",
    name="request_reset",
    action=RESET_SECOND_FACTOR,
    out=ResetOut,
    status=201,
    step_up=True,
)
def request_reset(request: HttpRequest, account_id: UUID, body: ReasonBody) -> dict[str, Any]:
    """Ask for a lost second factor to be taken off; another person has to agree."""
    return _reset(resets.request_second_factor_reset(account_id=account_id, reason=body.reason))


@router.post(
    "/second-factor-resets/{uuid:reset_id}/approve",
    name="approve_reset",
    action=RESET_SECOND_FACTOR,
    out=ResetOut,
    step_up=True,
)
def approve_reset(request: HttpRequest, reset_id: UUID) -> dict[str, Any]:
    """Agree to a reset and carry it out."""
    return _reset(resets.approve_second_factor_reset(reset_id=reset_id))


def _shown(account_id: UUID) -> Any:
    row = queries.get_account(account_id=account_id)
    return respond(row, etag=row.version)


def _link(request: HttpRequest, link: links.IssuedLink) -> dict[str, Any]:
    path = f"{ACTIVATION_PATH}#{link.token}"
    base = settings.PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    return {
        "account_id": link.account.pk,
        "login_name": link.account.login_name,
        "name": link.account.display_name,
        "purpose": link.purpose,
        "path": path,
        "qr_svg": qr_svg(base + path),
        "expires_at": link.expires_at,
    }


def _reset(row: SecondFactorReset) -> dict[str, Any]:
    return {
        "id": row.pk,
        "account_id": row.account_id,
        "login_name": row.account.login_name,
        "name": row.account.display_name,
        "reason": row.reason,
        "requested_by_name": row.requested_by_name,
        "expires_at": row.expires_at,
        "done_at": row.done_at,
    }
