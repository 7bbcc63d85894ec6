"""A Merkle tree that only grows (RFC 6962, section 2.1, with SM3 in place of SHA-256).

A leaf is SM3(0x00 | content), an inner node SM3(0x01 | left | right). The tree over n leaves is kept as its peaks: the
roots of the complete subtrees that n is made of, largest first. Adding a leaf and asking for the root cost O(log n).
"""

from __future__ import annotations

from collections.abc import Iterable

from dangjian.kernel.crypto import sm3

HASH_BYTES = 32
EMPTY_ROOT = sm3(b"")
"""The root of a tree without leaves (RFC 6962)."""


def leaf_hash(content: bytes) -> bytes:
    """Hash of one leaf."""
    return sm3(b"\x00" + content)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sm3(b"\x01" + left + right)


class Tree:
    """The growing tree: its size and its peaks."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(self.peaks)}")

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> Tree:
        """The tree that `pack` wrote. Raises ValueError when the parts do not fit."""
        return cls(size, (packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)))

    def pack(self) -> bytes:
        """The peaks as one byte string."""
        return b"".join(self.peaks)

    def add(self, leaf: bytes) -> None:
        """Append a leaf (its hash). Two peaks of one size become the next larger one."""
        grown, size = leaf, self.size
        while size & 1:
            grown = node_hash(self.peaks.pop(), grown)
            size >>= 1
        self.peaks.append(grown)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far (32 bytes)."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root
