"""Mail by SMTP: TLS or nothing, headers that cannot be split, what is told when it fails (TSK-2, SEC-NET-01)."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from email import message_from_string, policy
from pathlib import Path
from typing import Any

import pytest

from dangjian.foundation.messaging.sending.mail import compose
from dangjian.kernel.clock import frozen
from dangjian.kernel.jobs import run_pending
from dangjian.kernel.outgoing import OutgoingFailed, OutgoingRefused
from dangjian.kernel.outgoing.client import tls
from dangjian.kernel.outgoing.mail import RecipientRefused, mail_place, send_mail
from tests.foundation.messaging.conftest import local, states, tell
from tests.foundation.messaging.fake_smtp import FakeSmtp, serving, write_certificate
from tests.world import World


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that is its own authority."""
    return write_certificate(tmp_path_factory.mktemp("smtp"))


@pytest.fixture
def trusted(settings: Any, certificate: Path) -> Iterator[ssl.SSLContext]:
    """A server context whose authority the platform trusts."""
    settings.OUTGOING_CA = str(certificate)
    tls.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    yield context
    tls.cache_clear()


def _give(fake: FakeSmtp, scheme: str = "smtp", *, user: str = "dj", password: str = "secret") -> None:
    send_mail(
        f"{scheme}://localhost:{fake.port}",
        user=user,
        password=password,
        sender="dj@example.com",
        recipient="li@example.com",
        message=b"Subject: x\r\n\r\nhello\r\n",
    )


def _declare(settings: Any, fake: FakeSmtp, *, clear: bool = False) -> None:
    settings.OUTGOING_DESTINATIONS = [f"{'http://' if clear else ''}localhost:{fake.port}", f"127.0.0.0/8:{fake.port}"]


@pytest.mark.parametrize("by_tls", [True, False])
def test_sec_net_01_mail_goes_by_tls_from_the_first_byte_or_by_starttls(
    settings: Any, trusted: ssl.SSLContext, by_tls: bool
) -> None:
    with serving(FakeSmtp(trusted, by_tls=by_tls)) as fake:
        _declare(settings, fake)
        _give(fake, "smtps" if by_tls else "smtp")

    assert "hello" in fake.mails[0]
    assert fake.in_clear == ([] if by_tls else ["EHLO", "STARTTLS"])


def test_sec_net_01_mail_never_falls_back_to_clear_text(settings: Any, trusted: ssl.SSLContext) -> None:
    with serving(FakeSmtp(trusted, offers_tls=False)) as fake:
        _declare(settings, fake)
        with pytest.raises(OutgoingFailed, match="STARTTLS"):
            _give(fake)

    assert fake.in_clear == ["EHLO", "QUIT"] or fake.in_clear == ["EHLO"]


def test_sec_net_01_untrusted_certificate_of_a_mail_server_is_refused(settings: Any, trusted: ssl.SSLContext) -> None:
    settings.OUTGOING_CA = ""
    tls.cache_clear()
    with serving(FakeSmtp(trusted, by_tls=True)) as fake:
        _declare(settings, fake)
        with pytest.raises(OutgoingFailed, match="证书"):
            _give(fake, "smtps")

    assert fake.mails == []


def test_declared_server_inside_may_be_spoken_to_in_clear(settings: Any) -> None:
    with serving(FakeSmtp(None, offers_tls=False)) as fake:
        _declare(settings, fake, clear=True)
        _give(fake, user="", password="")

    assert len(fake.mails) == 1


@pytest.mark.parametrize(
    ("fault", "reached"),
    [
        ({"answers": {"AUTH": "535 no"}}, False),
        ({"answers": {"MAIL": "550 no"}}, False),
        ({"answers": {"RCPT": "450 later"}}, False),
        ({"answers": {"DATA": "451 later"}}, False),
        ({"answers": {"TAKEN": "552 too much"}}, False),
        ({"answers": {"HELLO": "554 no"}}, False),
        ({"hangs_up_at": "RCPT"}, False),
        ({"hangs_up_at": "TAKEN"}, True),
    ],
)
def test_TSK_2_failures_of_a_mail_server_say_whether_the_mail_may_have_gone(
    settings: Any, fault: dict[str, Any], reached: bool
) -> None:
    with serving(FakeSmtp(None, **fault)) as fake:
        _declare(settings, fake, clear=True)
        with pytest.raises(OutgoingFailed) as failed:
            _give(fake)

    assert failed.value.was_reached is reached


def test_TSK_2_recipient_that_the_server_does_not_know(settings: Any) -> None:
    with serving(FakeSmtp(None, answers={"RCPT": "550 unknown"})) as fake:
        _declare(settings, fake, clear=True)
        with pytest.raises(RecipientRefused):
            _give(fake)


@pytest.mark.parametrize(
    "address",
    [
        "https://mail.example.com", "smtp://", "smtp://user:pw@mail.example.com", "smtps://mail.example.com:25",
        "smtps://mail.example.com/x", "smtp://mail.example.com:99999", "mail.example.com",
    ],
)  # fmt: skip
def test_sec_net_02_addresses_of_mail_servers(address: str) -> None:
    with pytest.raises(OutgoingRefused):
        mail_place(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_sec_net_02_mail_does_not_lead_inside_unless_declared(host: str) -> None:
    with pytest.raises(OutgoingRefused):
        send_mail(f"smtps://{host}", user="", password="", sender="a@b.cn", recipient="c@d.cn", message=b"x")


def test_sec_in_07_titles_cannot_add_headers() -> None:
    mail = compose(
        "dj@example.com", "li@example.com", title="通知\r\nBcc: evil@example.com\n\n正文", text="1. 甲",
        reference="r-1", at=local(9),
    )  # fmt: skip
    read = message_from_string(mail.as_string(), policy=policy.SMTP)

    assert read["Bcc"] is None
    assert read["Subject"] == "通知 Bcc: evil@example.com 正文"
    assert (read["Message-ID"], read["To"]) == ("<r-1@example.com>", "li@example.com")


def test_TSK_2_mail_channel_end_to_end(
    world: World, channel: Callable[..., Any], reached: Callable[..., None], settings: Any, trusted: ssl.SSLContext
) -> None:
    reached("member", email="li@example.com")
    reached("deputy", email="not an address")
    settings.PUBLIC_URL = "https://dj.example.com"
    with serving(FakeSmtp(trusted, by_tls=True)) as fake:
        _declare(settings, fake)
        address = f"smtps://localhost:{fake.port}"
        channel("email", address=address, account="dj", secret="secret", sender="dj@example.com")
        with frozen(local(9)):
            tell(world, "member", "支部大会通知")
            tell(world, "deputy", "甲")
            run_pending()
    read = message_from_string(fake.mails[0], policy=policy.SMTP)
    body = read.get_content()

    assert sorted(states(world)) == [("email", "sent"), ("email", "skipped")]
    assert read["Subject"] == "支部大会通知"
    assert "https://dj.example.com/m/messages" in body
    assert "不外发" not in body
