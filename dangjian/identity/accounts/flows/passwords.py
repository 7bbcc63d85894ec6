"""Changing one's own password."""

from __future__ import annotations

from dangjian.identity.accounts import attempts
from dangjian.identity.accounts.commands.own import store_own_password
from dangjian.identity.accounts.credentials import check_new_password, hash_password, password_is_right
from dangjian.identity.accounts.entering import account_by_id
from dangjian.identity.accounts.flows.sign_in import record_failure
from dangjian.identity.accounts.queue import place_in_queue
from dangjian.identity.accounts.visit import Visit
from dangjian.kernel.errors import BadInput


@place_in_queue()
def change_password(visit: Visit, *, current: str, new: str, organisation: str = "") -> str:
    """Change one's password; ends all other sessions and returns the new token of this one (SEC-AUTH-02).

    Raises BadInput when the current password is wrong (counted like a log-in) or the new one is refused.
    """
    session = visit.require_session()
    account = account_by_id(session.account_id)
    attempt = attempts.begin(visit, account_id=account.pk, identifier="")
    if not (password_is_right(account, current) and attempt.admitted):
        record_failure(visit, attempt, account, code="identity.password.current_wrong", surface=session.surface)
        raise BadInput(
            "identity.password.current_wrong",
            "当前密码不正确，或因连续输错暂停验证，请核对后重试。",
            field="current_password",
        )
    attempts.succeeded(attempt)  # a refused new password is no failed attempt
    check_new_password(account, new, organisation=organisation, field="new_password")
    encoded = hash_password(new)
    return store_own_password(visit=visit, encoded=encoded)
