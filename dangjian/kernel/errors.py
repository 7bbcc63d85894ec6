"""Problems that are told to people: what happened, what to do, and a code that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong field: `path` as in the request (`members.3.name`), stable `code`, Chinese `text`."""

    path: str
    code: str
    text: str


class Problem(Exception):
    """Something that cannot be done, with the sentence that the person reads.

    `code` is stable (`life.meeting.ends_before_start`), `text` is Chinese and says what to do.
    """

    status = 400
    title = "请求有误"

    def __init__(
        self,
        code: str,
        text: str,
        *,
        field: str | None = None,
        fields: tuple[FieldProblem, ...] | list[FieldProblem] = (),
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.fields: tuple[FieldProblem, ...] = tuple(fields)
        if field is not None:
            self.fields = (FieldProblem(field, code, text), *self.fields)
        self.extra = extra or {}


class BadInput(Problem):
    """The request is understood but its content is wrong (422)."""

    status = 422
    title = "填写有误"


class NotSignedIn(Problem):
    """Nobody is signed in, or the session is over (401)."""

    status = 401
    title = "请先登录"

    def __init__(self, code: str = "identity.not_signed_in", text: str = "请先登录后再操作。", **kwargs: Any) -> None:
        super().__init__(code, text, **kwargs)


class NotAllowed(Problem):
    """The person may see the thing but not do this to it (403)."""

    status = 403
    title = "没有权限"

    def __init__(
        self,
        code: str = "kernel.not_allowed",
        text: str = "您没有进行此操作的权限。如工作需要，请联系上级党组织授权。",
        **kwargs: Any,
    ) -> None:
        super().__init__(code, text, **kwargs)


class NotFound(Problem):
    """It does not exist, or the person may not see it; both look the same (404)."""

    status = 404
    title = "没有找到"

    def __init__(
        self,
        code: str = "kernel.not_found",
        text: str = "没有找到您要的内容，可能已被删除或不在您的管理范围内。",
        **kwargs: Any,
    ) -> None:
        super().__init__(code, text, **kwargs)


class Conflict(Problem):
    """The state of things does not allow it now (409)."""

    status = 409
    title = "当前状态不允许"


class StaleEdit(Problem):
    """Somebody else changed the row since it was read (412); the caller keeps both texts and decides."""

    status = 412
    title = "内容已被他人修改"

    def __init__(self, current_version: int) -> None:
        super().__init__(
            "kernel.stale_edit",
            "您打开之后，这条记录已被他人修改。您填写的内容仍然保留，请对照最新内容后再次保存。",
            extra={"current_version": current_version},
        )


class TooLarge(Problem):
    """The request is larger than what is accepted (413)."""

    status = 413
    title = "内容过大"


class WrongMediaType(Problem):
    """The body is of a kind that this address does not take (415)."""

    status = 415
    title = "内容类型不支持"


class TooMany(Problem):
    """Too many calls in a short time (429)."""

    status = 429
    title = "操作过于频繁"


class Unavailable(Problem):
    """A part of the system does not answer now; try again (503)."""

    status = 503
    title = "暂时不可用"


class NoActor(RuntimeError):
    """Programming error: nobody is acting."""


class NoScope(RuntimeError):
    """Programming error: rows were asked for outside a door."""


class OutsideCommand(RuntimeError):
    """Programming error: a row was written outside a command."""
