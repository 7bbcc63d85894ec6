"""Tables of accounts: who can sign in, by what, and who is signed in now."""

from dangjian.identity.accounts.models.account import Account, EarlierPassword, TakenName
from dangjian.identity.accounts.models.devices import DeviceKey
from dangjian.identity.accounts.models.links import OneTimeLink
from dangjian.identity.accounts.models.lockout import AddressFailure, LoginCounter
from dangjian.identity.accounts.models.resets import SecondFactorReset
from dangjian.identity.accounts.models.sessions import WebSession

__all__ = [
    "Account",
    "AddressFailure",
    "DeviceKey",
    "EarlierPassword",
    "LoginCounter",
    "OneTimeLink",
    "SecondFactorReset",
    "TakenName",
    "WebSession",
]
