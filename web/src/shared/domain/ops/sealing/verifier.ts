/** One log computed again from its rows: what differs from what was sealed is named and located. */
import { isSame, toHex } from "./bytes";
import { leafOf, Tree } from "./merkle";
import { isBefore, type Block, type Position, type Statement, type Tip } from "./records";
import { HASH_BYTES } from "./sm3";

export type Kind = "changed" | "removed" | "added" | "order" | "moved" | "block" | "tail" | "cut" | "checkpoint" | "rewritten" | "forged" | "other_key";

/** Something that is not as it was sealed: what, where, and in words. */
export interface Finding {
  kind: Kind;
  text: string;
  row: number | null;
  block: number | null;
}

export interface Report {
  log: string;
  exportedAt: string;
  lines: number;
  blocks: number;
  checkpoints: number;
  /** Checkpoints that came in files of their own, not with the export. */
  outside: number;
  /** Names of the keys that signed, as the auditor compares them with the published fingerprint. */
  keys: string[];
  found: number;
  /** The first thousand; the others are counted only. */
  findings: Finding[];
}

const MOST_FINDINGS = 1000;

export function note(report: Report, kind: Kind, text: string, row: number | null = null, block: number | null = null): void {
  report.found += 1;
  if (report.findings.length < MOST_FINDINGS) report.findings.push({ kind, text, row, block });
}

/** A moment of a checkpoint as people read it. */
export const when = (at: string): string => new Date(at).toLocaleString("zh-CN", { hour12: false });

interface Claim {
  said: Statement;
  /** Whether the log had this root at this size; null while no block ended there. */
  holds: boolean | null;
}

export class LogVerifier {
  private tree = new Tree();
  private at = 0;
  private number = 0;
  private previous: Uint8Array = new Uint8Array();
  private last: Position = [0, -1, -1];
  private rows: number[] = [];
  private leaves: Uint8Array[] = [];
  private claims: Claim[];

  constructor(
    private log: string,
    private blocks: readonly Block[],
    statements: readonly Statement[],
    private report: Report,
  ) {
    this.claims = statements.map((said) => ({ said, holds: null }));
  }

  /** The next row of the export. */
  add(position: Position, row: number, content: Uint8Array): void {
    this.report.lines += 1;
    while (this.at < this.blocks.length && isBefore(this.blocks[this.at]!.last, position)) this.close();
    if (this.at === this.blocks.length) {
      note(this.report, "added", `日志 ${row} 不在任何已封存的块中：它是后来插入的。`, row);
      return;
    }
    this.rows.push(row);
    this.leaves.push(leafOf(content));
  }

  /** No row follows. */
  finish(tip: Tip | null): void {
    while (this.at < this.blocks.length) this.close();
    if (tip && (tip.blocks !== this.number || tip.size !== this.tree.size || !isSame(tip.own, this.previous))) {
      const there = `${this.number} 块 ${this.tree.size} 条`;
      note(this.report, "tail", `日志应有 ${tip.blocks} 块 ${tip.size} 条，实有 ${there}：末尾的块被删除或更换。`, null, this.number);
    }
    for (const { said, holds } of [...this.claims].sort((one, other) => one.said.size - other.said.size)) {
      if (said.size > this.tree.size) {
        note(this.report, "cut", `${when(said.at)} 的检查点证明当时已有 ${said.size} 条，现在只有 ${this.tree.size} 条：末尾被删除，或恢复了旧的备份。`);
      } else if (holds === null) {
        note(this.report, "checkpoint", `${when(said.at)} 的检查点说的 ${said.size} 条不在任何一块的末尾：块被更换。`);
      } else if (!holds) {
        note(this.report, "rewritten", `${when(said.at)} 的检查点与现有日志的根不一致：第 1 至 ${said.size} 条中有内容连同封存一起被改写。`);
      }
    }
  }

  private close(): void {
    const block = this.blocks[this.at]!;
    this.report.blocks += 1;
    const before = this.tree.size;
    const sealed: Uint8Array[] = [];
    for (let at = 0; at < block.leaves.length; at += HASH_BYTES) sealed.push(block.leaves.subarray(at, at + HASH_BYTES));
    if (sealed.length !== this.leaves.length || sealed.some((leaf, at) => !isSame(leaf, this.leaves[at]!))) this.locate(block, sealed.map(toHex));
    for (const leaf of sealed) this.tree.add(leaf);
    this.checkChain(block, before);
    for (const claim of this.claims) if (claim.said.size === this.tree.size) claim.holds = this.tree.hasRoot(claim.said.root);
    this.number = block.number;
    this.previous = block.own;
    this.last = block.last;
    this.rows = [];
    this.leaves = [];
    this.at += 1;
  }

  private checkChain(block: Block, before: number): void {
    const wrong: string[] = [];
    if (block.log !== this.log || block.number !== this.number + 1) wrong.push(`应为第 ${this.number + 1} 块`);
    if (!isSame(block.previous, this.previous)) wrong.push("与前一块不相连");
    if (block.size !== this.tree.size || block.leaves.length % HASH_BYTES || this.tree.size === before) wrong.push("条数不符");
    if (!this.tree.hasRoot(block.root)) wrong.push("根不符");
    if (!isBefore(this.last, block.first) || isBefore(block.last, block.first)) wrong.push("次序不符");
    if (!isSame(block.computed, block.own)) wrong.push("块的内容被改动");
    if (wrong.length) note(this.report, "block", `第 ${block.number} 块：${wrong.join("，")}。`, null, block.number);
  }

  /** Name the rows of a block that differ, by walking what was sealed and what is there together. */
  private locate(block: Block, sealed: readonly string[]): void {
    const there = this.leaves.map(toHex);
    const known = new Set(sealed);
    const present = new Set(there);
    const first = block.size - sealed.length + 1;
    const missing = (at: number): void => note(this.report, "removed", `第 ${first + at} 条已封存的日志不见了（第 ${block.number} 块）。`, null, block.number);
    const early = new Set<string>();
    let at = 0;
    there.forEach((leaf, index) => {
      const row = this.rows[index]!;
      for (; known.has(leaf) && at < sealed.length && sealed[at] !== leaf && (early.has(sealed[at]!) || !present.has(sealed[at]!)); at += 1) {
        if (!present.has(sealed[at]!)) missing(at);
      }
      if (sealed[at] === leaf) at += 1;
      else if (known.has(leaf)) {
        note(this.report, "order", `日志 ${row} 的位置被调换。`, row, block.number);
        early.add(leaf);
      } else if (at < sealed.length && !present.has(sealed[at]!)) {
        note(this.report, "changed", `日志 ${row}（第 ${first + at} 条）的内容与封存时不同。`, row, block.number);
        at += 1;
      } else note(this.report, "added", `日志 ${row} 是封存之后插入的。`, row, block.number);
    });
    for (; at < sealed.length; at += 1) if (!present.has(sealed[at]!)) missing(at);
  }
}
