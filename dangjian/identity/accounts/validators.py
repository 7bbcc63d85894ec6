"""The password policy as a Django validator, so that every way to set a password is equally strict (SEC-AUTH-02)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from dangjian.identity.accounts.rules.passwords import LONGEST, SHORTEST, context_words, password_flaws


class PolicyValidator:
    """Raises ValidationError with every reason of `rules.passwords.password_flaws`."""

    def validate(self, password: str, user: Any = None) -> None:
        """Check `password` for `user` (an Account, or None when nothing is known of the person)."""
        context: tuple[str, ...] = ()
        if user is not None:
            context = context_words(
                login_name=user.login_name,
                display_name=user.display_name,
                phone=user.phone.reveal() if user.phone else "",
                organisation="",
            )
        flaws = password_flaws(password, context=context)
        if flaws:
            raise ValidationError([ValidationError(flaw.text, code=flaw.code) for flaw in flaws])

    def get_help_text(self) -> str:
        """The policy in one sentence."""
        kinds = "须同时有大写字母、小写字母、数字和符号"
        return f"密码为 {SHORTEST}–{LONGEST} 个字符，{kinds}，不能太常见，也不能含姓名或手机号。"
