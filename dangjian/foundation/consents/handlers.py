"""A new version asks again: those who agreed to something are told that it is off until they decide."""

from __future__ import annotations

from uuid import UUID

from dangjian.foundation.consents.events import NoticePublished
from dangjian.foundation.consents.queries import agreed_before
from dangjian.foundation.messaging.commands import send_message
from dangjian.kernel.events import on

PORTION = 500


@on(NoticePublished)
def ask_again(event: NoticePublished) -> None:
    """A message to everybody with a consent under an earlier version."""
    after: UUID | None = None
    while people := agreed_before(number=event.number, after=after, most=PORTION):
        send_message(
            person_ids=people,
            kind="notice",
            title="个人信息告知有新的版本",
            text="您以前同意的可选用途已经停止。请阅读新的告知，再决定是否同意；不同意不影响其他功能。",
            dedupe_key=f"notice.{event.aggregate_id}",
        )
        after = people[-1]
