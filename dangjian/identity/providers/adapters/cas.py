"""CAS 3.0: the ticket is taken back to the server, which says whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dangjian.identity.providers.adapters.base import (
    Finding,
    Handshake,
    Identity,
    Settings,
    SignOnRefused,
    with_query,
)
from dangjian.kernel.outgoing import OutgoingFailed, send
from dangjian.kernel.outgoing.addresses import check_target, take_apart

_SPACE = "{http://www.yale.edu/tp/cas}"
_TICKET = re.compile(r"ST-[A-Za-z0-9._-]{1,250}\Z")
_LABELS = ("displayName", "cn", "name", "userName")


class Cas:
    """A CAS server by its root address (`https://…/cas`)."""

    def begin(self, own: Settings, handshake: Handshake) -> str:
        check_target(take_apart(own.address))
        return with_query(f"{own.address.rstrip('/')}/login", service=_service(handshake))

    def finish(self, own: Settings, handshake: Handshake, given: Mapping[str, str]) -> Identity:
        ticket = given.get("ticket", "")
        if not _TICKET.match(ticket):
            raise SignOnRefused("no_ticket")
        success = _success(_validated(own, _service(handshake), ticket))
        if success is None:
            raise SignOnRefused("ticket_refused")
        subject = (success.findtext(f"{_SPACE}user") or "").strip()
        if not 0 < len(subject) <= 255:
            raise SignOnRefused("subject")
        attributes = success.find(f"{_SPACE}attributes")
        found = (attributes.findtext(f"{_SPACE}{name}") for name in _LABELS) if attributes is not None else ()
        return Identity(own.address, subject, next((text.strip()[:80] for text in found if text), subject[:80]))

    def try_out(self, own: Settings) -> list[Finding]:
        answer = _validated(own, own.address, "ST-connection-test")
        refused = answer.find(f"{_SPACE}authenticationFailure") is not None
        return [Finding(refused, "服务器按 CAS 3.0 回应" if refused else "服务器的回应不是 CAS 3.0 的格式")]


def _service(handshake: Handshake) -> str:
    """Where the server sends the browser back to; the state rides along, since CAS knows none."""
    return with_query(handshake.redirect_uri, state=handshake.state)


def _success(answer: Element) -> Element | None:
    found = answer.findall(f"{_SPACE}authenticationSuccess")
    return found[0] if answer.tag == f"{_SPACE}serviceResponse" and len(answer) == len(found) == 1 else None


def _validated(own: Settings, service: str, ticket: str) -> Element:
    url = with_query(f"{own.address.rstrip('/')}/p3/serviceValidate", service=service, ticket=ticket)
    answer = send("GET", url, headers={"Accept": "application/xml"})
    if answer.status != 200:
        raise OutgoingFailed(f"CAS 服务器返回错误（HTTP {answer.status}），请核对地址。")
    try:
        found: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise OutgoingFailed("CAS 服务器返回的内容不能识别，请核对地址。") from error
    return found


ADAPTER = Cas()
