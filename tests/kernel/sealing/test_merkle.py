"""The tree against the definition of RFC 6962, and rows as bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dangjian.kernel.crypto import sm2, sm3
from dangjian.kernel.sealing.canonical import FIELDS, content_of
from dangjian.kernel.sealing.merkle import EMPTY_ROOT, Tree, leaf_hash, node_hash


def _root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(_root(leaves[:half]), _root(leaves[half:]))


def test_sec_aud_02_roots_of_all_sizes() -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(70)]
    tree = Tree()

    assert tree.root() == EMPTY_ROOT == sm3(b"")
    for number, leaf in enumerate(leaves, 1):
        tree.add(leaf)
        assert tree.root() == _root(leaves[:number]), f"root over {number} leaves"
        assert Tree.unpack(tree.size, tree.pack()).root() == tree.root()


def test_a_tree_with_the_wrong_number_of_peaks_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 peaks, not 1"):
        Tree.unpack(3, b"x" * 32)


def test_sec_aud_02_rows_have_one_form() -> None:
    row = dict.fromkeys(FIELDS, "")
    row |= {"id": 7, "xid": 0, "tenant_id": UUID(int=1), "account_id": None, "changes": {"b": 1, "a": "党"}}
    row["at"] = datetime(2026, 11, 30, 1, 2, 3, 40, tzinfo=UTC)

    assert content_of([row[name] for name in FIELDS]).decode() == (
        '[1,7,0,"00000000-0000-0000-0000-000000000001","2026-11-30T01:02:03.000040Z","",null,"","","","","","","",'
        '"","","","","",{"a":"党","b":1},""]'
    )


def test_sec_cry_01_sm2_of_the_standard_and_round_trip() -> None:
    assert sm2.self_test()
    private, public = sm2.new_key_pair()
    signature = sm2.sign(private, b"text")

    assert sm2.verify(public, b"text", signature)
    assert not sm2.verify(public, b"texu", signature)
    assert not sm2.verify(public, b"text", signature[:-1])
    assert not sm2.verify(sm2.new_key_pair()[1], b"text", signature)
    assert not sm2.verify(b"no key", b"text", signature)
    with pytest.raises(ValueError, match="not an SM2 key"):
        sm2.sign(b"no key", b"text")
