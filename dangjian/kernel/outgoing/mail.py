"""Handing a mail to a server: checked address, TLS always unless clear text was declared, an end to every wait."""

from __future__ import annotations

import smtplib
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from dangjian.kernel.outgoing.addresses import OutgoingRefused, declared, resolve
from dangjian.kernel.outgoing.client import SECONDS, OutgoingFailed, tls

WHOLE_SECONDS = 30.0
"""A server that answers drop by drop is cut off after this time."""
_USUAL = {"smtps": 465, "smtp": 587}


class RecipientRefused(Exception):
    """The server knows no such recipient, and will not later."""


@dataclass(frozen=True, slots=True)
class MailPlace:
    """A mail server: TLS from the first byte (`smtps`), or from STARTTLS on (`smtp`)."""

    host: str
    port: int
    by_tls: bool
    is_clear: bool


def mail_place(address: str) -> MailPlace:
    """Take an address apart: `smtps://host[:port]` or `smtp://host[:port]`. Raises OutgoingRefused."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise OutgoingRefused("地址格式不正确，应为 smtps://主机名。") from error
    odd = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _USUAL or not parts.hostname or odd:
        raise OutgoingRefused("地址格式不正确，应为 smtps://主机名。")
    usual = _USUAL[parts.scheme]
    host = parts.hostname.lower()
    fitting = [place for place in declared() if place.port == (port or usual) and place.name in {"", host}]
    if (port or usual) not in _USUAL.values() and not fitting:
        raise OutgoingRefused(f"端口 {port} 不在允许之列：请由运维人员在 DANGJIAN_OUTGOING 中登记该地址。")
    by_tls = parts.scheme == "smtps"
    return MailPlace(host, port or usual, by_tls, not by_tls and any(place.clear for place in fitting))


def send_mail(address: str, *, user: str, password: str, sender: str, recipient: str, message: bytes) -> None:
    """Hand one mail over. Never inside a transaction.

    Raises OutgoingRefused for a destination that is not allowed, RecipientRefused, OutgoingFailed otherwise; its
    `was_reached` says whether the server may have taken the mail all the same.
    """
    place = mail_place(address)
    client = _Client(place)
    watch = threading.Timer(WHOLE_SECONDS, client.cut_off)
    watch.daemon = True
    watch.start()
    try:
        _hand_over(client, place, user=user, password=password, sender=sender, recipient=recipient, message=message)
    finally:
        watch.cancel()
        client.close()


def _hand_over(
    client: _Client, place: MailPlace, *, user: str, password: str, sender: str, recipient: str, message: bytes
) -> None:
    giving = False
    try:
        _expect(client.connect(place.host, place.port), "邮件服务器不接受连接")
        client.ehlo()
        if not place.by_tls and not place.is_clear:
            if not client.has_extn("starttls"):
                raise OutgoingFailed(
                    "邮件服务器不支持 STARTTLS，不能明文发送，请改用 smtps:// 地址。", was_reached=False
                )
            client.starttls(context=tls())
            client.ehlo()
        if user:
            client.login(user, password)
        _expect(client.mail(sender), "邮件服务器不接受发件地址")
        status, _ = client.rcpt(recipient)
        if 500 <= status < 600:
            raise RecipientRefused
        _expect((status, b""), "邮件服务器暂时不接受收件地址")
        giving = True
        _expect(client.data(message), "邮件服务器没有收下邮件")
    except smtplib.SMTPAuthenticationError as error:
        raise OutgoingFailed("邮件服务器不接受账号或密码，请核对（常须使用授权码）。", was_reached=False) from error
    except smtplib.SMTPDataError as error:
        raise OutgoingFailed(f"邮件服务器没有收下邮件（{error.smtp_code}）。", was_reached=False) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        reason = "证书不受信任" if "CERTIFICATE" in str(error).upper() else "连接失败或超时"
        text = f"无法经 {place.host} 发送邮件（{reason}），请核对地址和网络。"
        raise OutgoingFailed(text, was_reached=giving) from error


def _expect(answer: tuple[int, bytes], text: str) -> None:
    if not 200 <= answer[0] < 300:
        raise OutgoingFailed(f"{text}（{answer[0]}）。", was_reached=False)


class _Client(smtplib.SMTP):
    """Connects to a numeric address that was judged a moment ago."""

    def __init__(self, place: MailPlace) -> None:
        super().__init__(timeout=SECONDS, local_hostname="localhost")
        self._place = place
        self._host = place.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # the library's own hook
        address = resolve(self._place.host, self._place.port, within=SECONDS)[0]
        opened = socket.create_connection((address, self._place.port), timeout)
        if not self._place.by_tls:
            return opened
        try:
            return tls().wrap_socket(opened, server_hostname=self._place.host)
        except OSError:
            opened.close()
            raise

    def cut_off(self) -> None:
        """End the connection from another thread."""
        opened = self.sock
        if opened is not None:
            try:
                opened.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself
