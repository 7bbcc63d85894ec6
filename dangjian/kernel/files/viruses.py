"""Asking a virus scanner (clamd) about a file before anybody sees it (SEC-FILE-06).

The protocol is clamd's INSTREAM: pieces with their length in front, an empty piece at the end, one line as answer.
A scanner that is configured and does not answer never means "clean": the file waits in quarantine until it was asked.
"""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO

from django.conf import settings

PIECE = 64 * 1024
SECONDS = 20.0
"""How long connecting and each piece may take."""
_ANSWER_BYTES = 1024
_FOUND = re.compile(r"^stream: (?P<name>.{1,200}) FOUND$")


class Finding(Enum):
    """What the scanner said."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNANSWERED = "unanswered"
    """Not reachable, too slow, or an answer that says neither: as good as not asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding, and the name of what was found."""

    finding: Finding
    name: str = ""


def scanner() -> str:
    """Address of the scanner: `host:port` or the path of a socket; empty when the installation has none."""
    return str(settings.VIRUS_SCANNER)


def scan(content: BinaryIO) -> Verdict:
    """Ask about the whole content; leaves it at its beginning. Without a scanner everything counts as clean."""
    if not scanner():
        return Verdict(Finding.CLEAN)
    content.seek(0)
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            while piece := content.read(PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            return _understood(_answer(line))
    except OSError:
        return Verdict(Finding.UNANSWERED)
    finally:
        content.seek(0)


def _connected() -> socket.socket:
    address = scanner()
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except BaseException:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    told = b""
    while len(told) < _ANSWER_BYTES and not told.endswith(b"\0"):
        more = line.recv(_ANSWER_BYTES)
        if not more:
            break
        told += more
    return told.rstrip(b"\0\n").decode("utf-8", "replace")


def _understood(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict(Finding.CLEAN)
    found = _FOUND.match(answer)
    return Verdict(Finding.INFECTED, found["name"]) if found else Verdict(Finding.UNANSWERED)
