"""Texts that are built to exhaust whoever reads them: refused at once, and cheaply (SEC-IN-04)."""

from __future__ import annotations

import ast
import base64
import io
import json
import pickle
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dangjian.identity.accounts.visit import CSRF_HEADER
from dangjian.identity.providers.adapters import cas
from dangjian.kernel.crypto.jose import TokenRefused, read_token
from dangjian.kernel.errors import BadInput
from dangjian.kernel.files.office import check_office
from dangjian.kernel.logs import hide_personal
from dangjian.kernel.outgoing import Answer, OutgoingFailed
from dangjian.work.life.rules.text import clean, plain_text
from tests.kernel.files import samples
from tests.world import SignedInClient, World

PACKAGE = Path(__file__).resolve().parents[3] / "dangjian"
SAVED = "/api/v1/directory/saved-queries"
SECONDS, KILOBYTES = 0.1, 50 * 1024
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)  # fmt: skip
XML = {
    "billion laughs": f"{LAUGHS}]><x>&j;</x>",
    "quadratic blow-up": f"<!DOCTYPE x [<!ENTITY a '{'a' * 50_000}'>]><x>{'&a;' * 5_000}</x>",
    "external entity": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "external entity by net": "<!DOCTYPE x [<!ENTITY a SYSTEM 'http://127.0.0.1:9/x'>]><x>&a;</x>",
    "parameter entity": "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x.dtd'>%a;]><x/>",
    "external type": "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x/>",
    "only a type": "<!DOCTYPE x><x/>",
}
DEEP = {
    "arrays": b"[" * 100_000,
    "closed arrays": b"[" * 50_000 + b"]" * 50_000,
    "objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "arrays in a field": b'{"list_name":"x","name":"y","params":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}
NUMBERS = {
    "400 digits": b"9" * 400,
    "half a million digits": b"9" * 500_000,
    "exponent": b"1e999999",
    "small exponent": b"1e-999999999",
    "ten to the nineteenth": b"10000000000000000000",
    "infinity": b"Infinity",
    "not a number": b"NaN",
    "long fraction": b"0." + b"1" * 200_000,
}
OPENED = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle", "yaml", "ruamel"}
"""Modules that make objects of what they read."""
PARSERS = {"xml.sax", "xml.dom", "xml.dom.minidom", "xml.dom.pulldom", "lxml", "xmlrpc", "plistlib"}
REVIEWED_XML = {
    "foundation/process/bpmn/reading.py": "the types; parsing is that of defusedxml, without document types",
    "foundation/process/bpmn/writing.py": "writes only",
    "foundation/tabular/prescan.py": "in the reading process, which has its own memory, time and no way out",
    "identity/providers/adapters/cas.py": "the types; parsing is that of defusedxml",
}


@contextmanager
def cheaply(seconds: float = SECONDS) -> Iterator[None]:
    """What happens inside costs little processor time and memory."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    yield
    spent = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (spent < seconds, grown < KILOBYTES) == (True, True), f"{spent:.3f} s, {grown} KiB"


def _post(client: SignedInClient, body: bytes) -> Any:
    return client.generic("POST", SAVED, body, "application/json", headers={CSRF_HEADER: client._csrf})


@pytest.fixture
def warm(office_client: SignedInClient) -> SignedInClient:
    """A client whose first request, which loads what every first one loads, lies behind it."""
    _post(office_client, b"{}")
    return office_client


@pytest.mark.parametrize("name", DEEP)
def test_sec_in_04_deep_json_is_refused(name: str, warm: SignedInClient) -> None:
    with cheaply():
        answer = _post(warm, DEEP[name])
    assert answer.status_code in {400, 422}


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("place", [b'{"list_name":"directory.members","name":"y","params":{"age_min":%s}}', b"%s"])
def test_sec_in_04_huge_numbers_are_refused_or_kept_out(place: bytes, name: str, warm: SignedInClient) -> None:
    with cheaply():
        answer = _post(warm, place.replace(b"%s", NUMBERS[name]))
    assert answer.status_code < 500


def test_sec_in_04_many_names_are_bounded(warm: SignedInClient) -> None:
    body = json.dumps({f"name{number}": number for number in range(100_000)}).encode()
    answer = _post(warm, body)
    assert answer.status_code in {413, 422}
    assert len(answer.content) < 100_000, "what is wrong is not told a hundred thousand times"


@pytest.mark.parametrize("name", DEEP)
def test_sec_in_04_deep_json_in_an_answer_of_others_is_refused(name: str) -> None:
    with cheaply(), pytest.raises(OutgoingFailed):
        Answer(200, {}, DEEP[name][:90_000]).json()


@pytest.mark.parametrize("part", [0, 1])
def test_sec_in_04_deep_json_in_a_token_is_refused(part: int) -> None:
    deep = base64.urlsafe_b64encode(b'{"a":' * 2_000).decode().rstrip("=")
    header = base64.urlsafe_b64encode(b'{"alg":"RS256"}').decode().rstrip("=")
    parts = [header, "e30", "eA"]
    parts[part] = deep
    with cheaply(), pytest.raises(TokenRefused):
        read_token(".".join(parts), {"keys": []})


@pytest.mark.parametrize("cursor", [b"[" * 5_000, b'["id",' + b"[" * 3_000 + b"]" * 3_000 + b"]", b"9" * 5_000])
def test_sec_in_04_a_cursor_of_ones_own_making_is_refused(cursor: bytes, warm: SignedInClient) -> None:
    text = base64.urlsafe_b64encode(cursor).decode().rstrip("=")
    with cheaply():
        answer = warm.get(f"/api/v1/foundation/messages?cursor={text}")
    assert answer.status_code in {400, 414, 422}


@pytest.mark.parametrize("name", XML)
def test_sec_in_04_entities_in_an_answer_of_a_sign_on_server_are_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cas, "send", lambda *args, **kwargs: Answer(200, {}, XML[name].encode()))
    own: Any = type("Own", (), {"address": "https://cas.example.cn/cas"})
    with cheaply(), pytest.raises(OutgoingFailed):
        cas._validated(own, "https://dj.example.cn", "ST-1")


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_sec_in_04_entities_in_a_document_are_refused(part: str, name: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.office("docx"))) as old, zipfile.ZipFile(data, "w") as new:
        for info in old.infolist():
            if info.filename != part:
                new.writestr(info.filename, old.read(info))
        new.writestr(part, XML[name], zipfile.ZIP_DEFLATED)
    with cheaply(), pytest.raises(BadInput):
        check_office(data)


@pytest.mark.parametrize("name", ["pickle", "yaml", "php", "java"])
def test_sec_in_04_objects_of_other_languages_are_no_input(name: str, warm: SignedInClient) -> None:
    bodies = {
        "pickle": pickle.dumps({"name": "x"}),
        "yaml": b"!!python/object/apply:os.system ['true']",
        "php": b'O:8:"stdClass":1:{s:4:"name";s:1:"x";}',
        "java": b"\xac\xed\x00\x05t\x00\x01x",
    }
    with cheaply():
        assert _post(warm, bodies[name]).status_code == 400
        kinds = ("application/x-pickle", "application/yaml", "application/x-java-serialized-object", "text/xml")
        for kind in kinds:
            token = {CSRF_HEADER: warm._csrf}
            assert warm.generic("POST", SAVED, bodies[name], kind, headers=token).status_code == 415


def test_sec_in_04_nothing_in_the_product_makes_objects_of_what_it_reads() -> None:
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [n.name for n in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in OPENED or name in PARSERS or name.startswith("xml."):
                    found.add(path.relative_to(PACKAGE).as_posix())
    assert found == set(REVIEWED_XML)


LONG = 50_000
TEXTS: dict[str, str] = {
    "one letter": "a" * LONG,
    "digits": "1" * LONG,
    "digits and a letter": "1" * LONG + "x",
    "blanks": " " * LONG,
    "opened tags": "<" * LONG,
    "opened and named": "<p" * (LONG // 2),
    "breaks": "<br " * (LONG // 4),
    "ends": "</" * (LONG // 2),
    "stars": "*" * LONG,
    "commas": "，" * LONG,
    "line ends": "\n" * LONG,
    "points": "." * LONG,
    "at signs": "a@" * (LONG // 2),
    "entities": "&" * LONG,
}
"""Texts on which an expression that can match in two ways takes for ever."""


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "read", [hide_personal, plain_text, lambda text: plain_text(clean(text))], ids=["log", "plain", "rich"]
)
def test_sec_in_04_no_text_makes_an_expression_run_for_ever(read: Callable[[str], str], name: str) -> None:
    with cheaply(1.0):
        read(TEXTS[name])


def _patterns() -> list[tuple[str, str]]:
    """Every regular expression that the product compiles from a text of its own."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            first, owner = node.args[0], node.func.value
            pattern = first.value if isinstance(first, ast.Constant) else None
            if isinstance(owner, ast.Name) and owner.id == "re" and isinstance(pattern, str):
                found.append((f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}", pattern))
    return found


def test_sec_in_04_every_expression_of_the_product_ends_soon() -> None:
    """Each on each of the texts, a fifth as long: no expression takes noticeably long on any of them."""
    import re

    slow = []
    patterns = _patterns()
    assert len(patterns) > 60
    for place, pattern in patterns:
        compiled = re.compile(pattern)
        for name, text in TEXTS.items():
            began = time.process_time()
            compiled.search(text[:10_000])
            if (spent := time.process_time() - began) > 0.25:
                slow.append(f"{place} {pattern!r} on {name}: {spent:.2f} s")
    assert slow == []


def test_sec_in_04_the_world_is_still_there(world: World, warm: SignedInClient) -> None:
    """After all of that a right request is answered as before."""
    good = {"list_name": "directory.members", "name": "在办", "params": {}}
    assert _post(warm, json.dumps(good).encode()).status_code == 201
