"""Sessions: who is signed in, where, since when, and until when."""

from __future__ import annotations

from django.db import models

from dangjian.identity.accounts.models.account import Account
from dangjian.identity.accounts.models.devices import DeviceKey


class WebSession(models.Model):
    """One session. The primary key is the SHA-256 of the token in the cookie; the token itself is nowhere stored.

    Touched by the middleware on use, before any command runs: not a row that commands guard. Creation and end
    happen inside commands and are in the audit trail.
    """

    token_hash = models.CharField(primary_key=True, max_length=64, editable=False)
    public_id = models.UUIDField(unique=True, editable=False)
    """Names the session in the list of one's sessions; opens nothing."""
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions", null=True)
    """Empty for the short-lived state of somebody not yet signed in (used by sign-on with other providers)."""
    stage = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    auth_at = models.DateTimeField(null=True)
    """Last full authentication; operations that need step-up look at it (SEC-AUTH-06)."""
    last_seen_at = models.DateTimeField()
    idle_end_at = models.DateTimeField()
    absolute_end_at = models.DateTimeField()
    surface = models.CharField(max_length=20)
    address = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    factors = models.CharField(max_length=40, blank=True)
    """How the person proved who they are, in order: `password`, `password totp` …"""
    device_key = models.ForeignKey(DeviceKey, on_delete=models.CASCADE, related_name="sessions", null=True)
    """The key of the browser that this session is bound to; it ends with it."""
    device_nonce = models.PositiveBigIntegerField(default=0, db_default=0)
    """The latest moment (milliseconds) whose nonce was signed: each is good once."""
    full_until = models.DateTimeField(null=True)
    """Of a phone that is remembered: until when it may do everything; afterwards only what is declared so."""
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "identity_session"
        indexes = [models.Index(fields=["absolute_end_at"], name="identity_session_end")]
