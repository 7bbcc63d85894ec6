"""What nobody may guess comes from the operating system, 128 bits of it, and is no identifier (SEC-CRY-04)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "dangjian"
LEAST_BYTES = 16
FORBIDDEN_MODULES = {"random", "numpy.random"}
FORBIDDEN_NAMES = {"uuid1", "uuid3", "uuid5", "uuid6", "uuid7", "uuid8", "getnode", "SystemRandom", "get_random_string"}
"""Ids by clock and machine, or by a name; the alphabets of `get_random_string` hide how many bits there are."""
GUESSABLE = {
    *("new_id", "uuid4", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "now", "today", "utcnow"),
    *("timestamp", "getpid", "id", "hash", "crc32", "md5", "sha1"),
}
"""Calls whose results others can guess, or that stand in lists and logs."""
SECRET = re.compile(
    r"(?:^|_)(?:token|secret|nonce|challenge|pepper|password|passphrase|salt|csrf|state_secret|recovery_code|kek|key_bytes)"
    r"(?:s|_value|_text)?$"
)
"""Names of what must not be guessed."""
REVIEWED = {
    ("identity/issuing/commands.py", "token_hex(12)"): "the name of a registered system; public",
    ("kernel/http/middleware.py", "token_hex(8)"): "the number of a request, shown with every refusal",
    ("kernel/jobs/queue.py", "import random"): "spreads retries in time",
    ("kernel/ids.py", "urandom(1)"): "where the counter of identifiers begins; no secret",
    ("kernel/ids.py", "urandom(8)"): "the random part of an identifier; no secret",
    ("kernel/jobs/presence.py", "token_hex(4)"): "tells workers of one host apart; no secret",
    ("kernel/files/store.py", "token_hex(4)"): "the name of a file until it is whole; no secret",
    ("kernel/crypto/providers.py", "urandom(4)"): "the name of a file until it is whole; no secret",
    ("kernel/crypto/keyring.py", "randbits(32)"): "the number of a data key; stands in every value that it sealed",
    ("identity/accounts/queue.py", "randbelow(LONGEST_WAIT_SECONDS)"): "seconds to wait; spreads those who come again",
    ("work/transfer/rules/letters.py", "choice(_SIGNS)"): "28 signs out of 31: 138 bits",
    ("kernel/crypto/turning.py", "randbits(32)"): "the number of a data key; stands in every value that it sealed",
}
"""What is found and is right, with the reason."""
INVENTED = "ops/demo/"
"""Draws a made-up enterprise that is the same each time; makes no secret, which is checked there as well."""
NONCES = {"NONCE_BYTES", "_PREFIX"}
"""Sizes that an algorithm asks for: nonces of SM4-GCM are public and only must not repeat."""


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"import {n.name}" for n in node.names if n.name in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom):
            if node.module in FORBIDDEN_MODULES:
                yield f"import {node.module}"
            yield from (f"import {n.name}" for n in node.names if n.name in FORBIDDEN_NAMES)


def _short_draws(tree: ast.AST) -> Iterator[str]:
    """Draws of less than 128 bits. A draw whose size is no number names a constant that is known to suffice."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        if name in FORBIDDEN_NAMES:
            yield f"{name}()"
        if name not in {"token_bytes", "token_hex", "token_urlsafe", "urandom", "randbits", "randbelow", "choice"}:
            continue
        size = node.args[0] if node.args else None
        if name in {"randbelow", "choice"}:
            yield f"{name}({ast.unparse(size) if size else ''})"
        elif isinstance(size, ast.Constant) and isinstance(size.value, int):
            if size.value < LEAST_BYTES * (8 if name == "randbits" else 1):
                yield f"{name}({size.value})"
        elif size is not None and not _is_known_size(size):
            yield f"{name}({ast.unparse(size)})"


def _is_known_size(size: ast.expr) -> bool:
    name = _called(size)
    return name in NONCES or name in {"KEY_BYTES", "TOKEN_BYTES"}


def _guessable_secrets(tree: ast.AST) -> Iterator[str]:
    """Something with the name of a secret that is given what others can guess."""
    for node in ast.walk(tree):
        given: list[tuple[str, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            given = [(_called(target), node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            given = [(_called(node.target), node.value)]
        elif isinstance(node, ast.keyword) and node.arg:
            given = [(node.arg, node.value)]
        elif isinstance(node, ast.Dict):
            keys = [k.value if isinstance(k, ast.Constant) and isinstance(k.value, str) else "" for k in node.keys]
            given = list(zip(keys, node.values, strict=True))
        for name, value in given:
            if value is not None and SECRET.search(name.lower()):
                calls = [_called(found.func) for found in ast.walk(value) if isinstance(found, ast.Call)]
                yield from (f"{name} = {call}()" for call in calls if call in GUESSABLE)


def findings(source: str) -> list[str]:
    """What a source does that it must not."""
    tree = ast.parse(source)
    return [*_imports(tree), *_short_draws(tree), *_guessable_secrets(tree)]


def _all() -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name, source = path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")
        judged = _guessable_secrets(ast.parse(source)) if name.startswith(INVENTED) else findings(source)
        for finding in judged:
            place = (name, finding)
            found[place] = found.get(place, 0) + 1
    return found


def test_sec_cry_04_secrets_come_from_the_operating_system_and_are_long_enough() -> None:
    assert sorted(set(_all()) - set(REVIEWED)) == []


def test_sec_cry_04_what_was_reviewed_is_still_there() -> None:
    assert sorted(set(REVIEWED) - set(_all())) == []


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import choice",
        "from uuid import uuid1",
        "import uuid\nx = uuid.uuid7()",
        "from django.utils.crypto import get_random_string\nx = get_random_string(8)",
        "import secrets\nx = secrets.token_urlsafe(12)",
        "import secrets\nx = secrets.token_hex(15)",
        "import secrets\nx = secrets.randbits(64)",
        "import secrets\nx = secrets.randbelow(10 ** 6)",
        "import secrets\nx = secrets.token_bytes(SIZE)",
        "import os\nx = os.urandom(8)",
        "token = new_id()",
        "self.session_token = str(uuid4())",
        "salt: str = f'{time.time()}'",
        "nonce = hashlib.sha256(str(time.time_ns()).encode()).hexdigest()",
        "make(secret=clock.now().isoformat())",
        "x = {'challenge': os.getpid()}",
        "csrf = hash(account_id)",
    ],
)
def test_sec_cry_04_each_kind_of_mistake_is_found(source: str) -> None:
    assert findings(source), source


@pytest.mark.parametrize(
    "source",
    [
        "import secrets\ntoken = secrets.token_urlsafe(32)",
        "import secrets\nx = secrets.token_hex(16)",
        "import os\nkey = os.urandom(KEY_BYTES)",
        "token_hash = digest(token)",
        "row_id = new_id()",
        "made_at = clock.now()",
    ],
)
def test_sec_cry_04_the_right_way_is_not_found(source: str) -> None:
    assert findings(source) == []
