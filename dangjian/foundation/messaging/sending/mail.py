"""E-mail by the enterprise's own server (SMTP with TLS)."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from dangjian.foundation.messaging.channels import CONTACT, ChannelFailed, NotReachable
from dangjian.foundation.messaging.rules import on_one_line
from dangjian.foundation.messaging.sending.base import Configured, link
from dangjian.kernel import clock, ports
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused
from dangjian.kernel.outgoing.mail import RecipientRefused, send_mail

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")


class Mail(Configured):
    """`account` and `secret` sign in at the server `address`; `sender` is the From address.

    Servers know no key against repeats: where the answer to a mail was lost it is not sent again.
    """

    def deliver(self, *, person_id: UUID, title: str, text: str, reference: str, at: datetime) -> None:
        recipient: str = ports.ask(CONTACT, person_id=person_id)[1]
        if not ADDRESS.match(recipient):
            raise NotReachable("没有登记电子邮箱")
        message = compose(self.row.sender, recipient, title=title, text=text, reference=reference, at=at)
        try:
            send_mail(
                self.row.address,
                user=self.row.account,
                password=self.secret(),
                sender=self.row.sender,
                recipient=recipient,
                message=message.as_bytes(),
            )
        except RecipientRefused as refused:
            raise NotReachable("邮件服务器不接受收件地址") from refused
        except OutgoingRefused as refused:
            raise ChannelFailed(str(refused)) from refused
        except OutgoingFailed as failed:
            raise ChannelFailed(str(failed), is_unclear=failed.was_reached) from failed


def compose(sender: str, recipient: str, *, title: str, text: str, reference: str, at: datetime) -> EmailMessage:
    """The mail. Its Message-ID is made from the reference: readers that see it twice show it once."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = on_one_line(title)
    message["Date"] = format_datetime(clock.local_time(at))
    message["Message-ID"] = f"<{reference}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [title, *text.split("\n"), f"请登录智慧党建平台查看：{link()}" if link() else "请登录智慧党建平台查看。"]
    message.set_content("\n\n".join(line for line in lines if line) + "\n")
    return message
