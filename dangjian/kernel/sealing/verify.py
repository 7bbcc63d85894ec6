"""Verification: everything that was sealed is computed again from the rows, and what differs is named and located.

Rows stream through once, in the order of sealing. Each block knows the hashes of its rows, so a changed, missing or
added row is named; the blocks are chained and their roots computed again; the checkpoints, best taken from outside, say
whether all of it together was exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dangjian.kernel.models.sealing import INSTALLATION, AuditBlock
from dangjian.kernel.sealing.blocks import Position, first_of, hash_of, last_of
from dangjian.kernel.sealing.checkpoints import Signed, Statement, is_signed_by, parse_text
from dangjian.kernel.sealing.merkle import HASH_BYTES, Tree, leaf_hash

MOST_FINDINGS = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed: what, where, and in words."""

    kind: str
    log_id: UUID
    text: str
    row_id: int | None = None
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a log says that it ends."""

    blocks: int
    size: int
    own: bytes


@dataclass(slots=True)
class Report:
    """The outcome of a verification. Findings beyond MOST_FINDINGS are counted only."""

    lines: int = 0
    blocks: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    found: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Note a finding."""
        self.found += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)


@dataclass(slots=True)
class Claim:
    """A checkpoint with what it says, and the root that was computed for its size."""

    said: Statement
    computed: bytes | None = None


class LogVerifier:
    """Verifies one log: give it the rows in order, then `finish`."""

    def __init__(self, log_id: UUID, blocks: Iterator[AuditBlock], claims: list[Claim], report: Report) -> None:
        self._log_id = log_id
        self._blocks = blocks
        self._report = report
        self._tree = Tree()
        self._number = 0
        self._previous = b""
        self._last: Position = (0, -1, -1)
        self._found: list[tuple[int, bytes]] = []
        self._claims: dict[int, list[Claim]] = {}
        for claim in claims:
            self._claims.setdefault(claim.said.size, []).append(claim)
        self._block = next(blocks, None)

    def add(self, position: Position, row_id: int, content: bytes) -> None:
        """The next row."""
        self._report.lines += 1
        while self._block is not None and position > last_of(self._block):
            self._close(self._block)
        if self._block is None:
            self._note("added", f"日志 {row_id} 不在任何已封存的块中：它是后来插入的。", row_id=row_id)
            return
        self._found.append((row_id, leaf_hash(content)))

    def finish(self, tip: Tip | None) -> None:
        """No row follows: close what is open and compare the end with what the log and the checkpoints say."""
        while self._block is not None:
            self._close(self._block)
        if tip is not None and (tip.blocks, tip.size, tip.own) != (self._number, self._tree.size, self._previous):
            there = f"{self._number} 块 {self._tree.size} 条"
            text = f"日志应有 {tip.blocks} 块 {tip.size} 条，实有 {there}：末尾的块被删除或更换。"
            self._note("tail", text, block=self._number)
        for size, claims in sorted(self._claims.items()):
            for claim in claims:
                self._compare(size, claim)

    def _compare(self, size: int, claim: Claim) -> None:
        when = claim.said.at.isoformat(timespec="seconds")
        if size > self._tree.size:
            text = (
                f"{when} 的检查点证明当时已有 {size} 条，现在只有 {self._tree.size} 条：末尾被删除，或恢复了旧的备份。"
            )
            self._note("cut", text)
        elif claim.computed is None:
            self._note("checkpoint", f"{when} 的检查点说的 {size} 条不在任何一块的末尾：块被更换。")
        elif claim.computed != claim.said.root:
            text = f"{when} 的检查点与现有日志的根不一致：第 1 至 {size} 条中有内容连同封存一起被改写。"
            self._note("rewritten", text)

    def _close(self, block: AuditBlock) -> None:
        self._report.blocks += 1
        leaves = bytes(block.leaves)
        if b"".join(leaf for _, leaf in self._found) != leaves:
            self._locate(block, [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)])
        before = self._tree.size
        for at in range(0, len(leaves), HASH_BYTES):
            self._tree.add(leaves[at : at + HASH_BYTES])
        self._check_chain(block, before)
        for claim in self._claims.get(self._tree.size, ()):
            claim.computed = self._tree.root()
        self._number, self._previous, self._last = block.number, bytes(block.own), last_of(block)
        self._found = []
        self._block = next(self._blocks, None)

    def _check_chain(self, block: AuditBlock, before: int) -> None:
        wrong = []
        if block.log_id != self._log_id or block.number != self._number + 1:
            wrong.append(f"应为第 {self._number + 1} 块")
        if bytes(block.previous) != self._previous:
            wrong.append("与前一块不相连")
        if block.size != self._tree.size or len(bytes(block.leaves)) % HASH_BYTES or self._tree.size == before:
            wrong.append("条数不符")
        if bytes(block.root) != self._tree.root():
            wrong.append("根不符")
        if not self._last < first_of(block) <= last_of(block):
            wrong.append("次序不符")
        if hash_of(block) != bytes(block.own):
            wrong.append("块的内容被改动")
        if wrong:
            self._note("block", f"第 {block.number} 块：{'，'.join(wrong)}。", block=block.number)

    def _locate(self, block: AuditBlock, sealed: list[bytes]) -> None:
        """Name the rows of a block that differ from what was sealed, by walking both sides together."""
        known, present = set(sealed), {leaf for _, leaf in self._found}
        first, at, number = block.size - len(sealed), 0, block.number
        early: set[bytes] = set()
        for row_id, leaf in self._found:
            while (
                at < len(sealed)
                and sealed[at] != leaf
                and leaf in known
                and (sealed[at] in early or sealed[at] not in present)
            ):
                if sealed[at] not in present:
                    self._missing(first + at + 1, number)
                at += 1
            if at < len(sealed) and sealed[at] == leaf:
                at += 1
            elif leaf in known:
                early.add(leaf)
                self._note("order", f"日志 {row_id} 的位置被调换。", row_id=row_id, block=number)
            elif at < len(sealed) and sealed[at] not in present:
                text = f"日志 {row_id}（第 {first + at + 1} 条）的内容与封存时不同。"
                self._note("changed", text, row_id=row_id, block=number)
                at += 1
            else:
                self._note("added", f"日志 {row_id} 是封存之后插入的。", row_id=row_id, block=number)
        for rest in range(at, len(sealed)):
            if sealed[rest] not in present:
                self._missing(first + rest + 1, number)

    def _missing(self, index: int, block: int) -> None:
        self._note("removed", f"第 {index} 条已封存的日志不见了（第 {block} 块）。", block=block)

    def _note(self, kind: str, text: str, *, row_id: int | None = None, block: int | None = None) -> None:
        self._report.add(Finding(kind, self._log_id, text, row_id, block))


def check_signatures(
    signed: Iterable[Signed],
    public_keys: Mapping[str, bytes],
    report: Report,
    *,
    log_id: UUID | None = None,
    fingerprint: str = "",
) -> dict[UUID, list[Claim]]:
    """The statements that are truly signed, by log. Others are findings.

    `public_keys` are those of this installation by key id. With `fingerprint` only that key counts.
    """
    claims: dict[UUID, list[Claim]] = {}
    for item in signed:
        try:
            said = parse_text(item.text)
        except ValueError:
            report.add(Finding("forged", log_id or INSTALLATION, "有一个检查点的文字不完整或被改动。"))
            continue
        if log_id is not None and said.log_id != log_id:
            continue
        report.checkpoints += 1
        problem = _problem_of(item, public_keys, fingerprint)
        if problem:
            when = said.at.isoformat(timespec="seconds")
            report.add(Finding(problem[0], said.log_id, f"{when} 的检查点（{said.size} 条）{problem[1]}"))
        else:
            claims.setdefault(said.log_id, []).append(Claim(said))
    return claims


def _problem_of(item: Signed, public_keys: Mapping[str, bytes], fingerprint: str) -> tuple[str, str] | None:
    public = public_keys.get(item.key_id)
    if fingerprint and not (len(fingerprint) >= 16 and item.key_id.startswith(fingerprint.lower()[:32])):
        return "other_key", f"由另一把密钥 {item.key_id} 签名，不是给定的密钥。"
    if public is None:
        return "other_key", f"由密钥 {item.key_id} 签名，本系统没有公布过这把密钥。"
    if not is_signed_by(public, item):
        return "forged", "签名无效：检查点是伪造的，或被改动。"
    return None


def verify_rows(
    rows: Iterable[tuple[UUID, Position, int, bytes]],
    tips: Mapping[UUID, Tip | None],
    blocks_of: Callable[[UUID], Iterator[AuditBlock]],
    claims: Mapping[UUID, list[Claim]],
    report: Report,
) -> Report:
    """Run all rows (log, position, id, content) through the verifiers of their logs."""
    logs = {*tips, *claims}
    verifiers = {log_id: LogVerifier(log_id, blocks_of(log_id), claims.get(log_id, []), report) for log_id in logs}
    for log_id, position, row_id, content in rows:
        verifier = verifiers.get(log_id)
        if verifier is None:
            verifier = verifiers[log_id] = LogVerifier(log_id, blocks_of(log_id), [], report)
        verifier.add(position, row_id, content)
    for log_id, verifier in verifiers.items():
        verifier.finish(tips.get(log_id))
    return report
