/**
 * The second verifier of the sealed audit trail (SEC-AUD-04): reads an export and copies of checkpoints in the browser, sends
 * nothing anywhere, and shares no code with the first one, which runs on the server.
 */
import { bytesOf, isSame, textOf } from "./bytes";
import { keyIdOf, NoExport, readBlock, readCheckpoint, readHead, readStatement, whole, type Block, type Checkpoint, type Head, type Statement } from "./records";
import { isSigned } from "./sm2";
import { LogVerifier, note, when, type Report } from "./verifier";

export { NoExport };
export type { Finding, Kind, Report } from "./verifier";

const ROW_HEAD = bytesOf('{"row":');
const NEW_LINE = 10;
const INSTALLATION = "00000000-0000-0000-0000-000000000000";
const LEAST_FINGERPRINT = 16;

/** The lines of a file, as bytes without their ends; never more than one piece of it in memory. */
export async function* linesOf(file: Blob, tell?: (done: number) => void): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  let rest = new Uint8Array();
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value.length;
    const piece = new Uint8Array(rest.length + value.length);
    piece.set(rest);
    piece.set(value, rest.length);
    let from = 0;
    for (let end = piece.indexOf(NEW_LINE, rest.length); end >= 0; end = piece.indexOf(NEW_LINE, from)) {
      yield trimmed(piece.subarray(from, end));
      from = end + 1;
    }
    rest = piece.slice(from);
    tell?.(read);
  }
  if (rest.length) yield trimmed(rest);
}

const trimmed = (line: Uint8Array): Uint8Array => (line.at(-1) === 13 ? line.subarray(0, -1) : line);

type Json = Record<string, unknown>;

function json(line: Uint8Array): Json {
  const found: unknown = JSON.parse(textOf(line));
  if (typeof found !== "object" || found === null) throw new SyntaxError("not an object");
  return found as Json;
}

/** The checkpoints of a file of copies. Other lines are left out; a broken one is an error. */
export async function readCopies(file: Blob): Promise<Checkpoint[]> {
  const found: Checkpoint[] = [];
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    if (!line.length) continue;
    try {
      const item = json(line);
      if ("checkpoint" in item) found.push(readCheckpoint(item.checkpoint as Json));
    } catch {
      throw new NoExport(`检查点副本的第 ${number} 行不完整。`);
    }
  }
  return found;
}

export interface Given {
  file: Blob;
  copies: readonly Checkpoint[];
  /** The published fingerprint; with it only that key counts. */
  fingerprint: string;
  tell?: (done: number, total: number) => void;
}

/** Verify an export. Throws NoExport when the file is none. */
export async function verifyExport({ file, copies, fingerprint, tell }: Given): Promise<Report> {
  const lines = linesOf(file, (done) => tell?.(done, file.size));
  const own: Checkpoint[] = [];
  const blocks: Block[] = [];
  let head: Head | null = null;
  let verifier: LogVerifier | null = null;
  const report: Report = { log: "", exportedAt: "", lines: 0, blocks: 0, checkpoints: 0, outside: copies.length, keys: [], found: 0, findings: [] };
  const begin = (of: Head): LogVerifier => new LogVerifier(of.log, blocks, statementsOf(own, copies, of, fingerprint, report), report);
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (!head) {
        head = readHead(json(line));
        report.log = head.log;
        report.exportedAt = head.at;
      } else if (isSame(line.subarray(0, ROW_HEAD.length), ROW_HEAD)) {
        verifier ??= begin(head);
        addRow(verifier, line, head, report);
      } else {
        const item = json(line);
        if (verifier) throw new SyntaxError("rows come last");
        if ("checkpoint" in item) own.push(readCheckpoint(item.checkpoint as Json));
        else if ("block" in item) blocks.push(readBlock(item.block as Json));
      }
    }
  } catch (error) {
    if (error instanceof NoExport) throw error;
    throw new NoExport(head ? `导出文件的第 ${number} 行不完整，或被改动到无法读取。` : "这不是操作日志的封存导出文件。");
  }
  if (!head) throw new NoExport("文件是空的。");
  (verifier ?? begin(head)).finish(head.tip);
  return report;
}

function addRow(verifier: LogVerifier, line: Uint8Array, head: Head, report: Report): void {
  const content = line.subarray(ROW_HEAD.length, line.length - 1);
  const values: unknown = JSON.parse(textOf(content));
  if (!Array.isArray(values) || (values[0] !== 1 && values[0] !== 2)) throw new SyntaxError("another format");
  const [row, transaction] = [whole(values[1]), whole(values[2])];
  if ((values[3] ?? INSTALLATION) !== head.log) note(report, "moved", `日志 ${row} 属于另一个单位。`, row);
  verifier.add([head.floors.filter((floor) => floor < row).length, transaction, row], row, content);
}

/** What is truly signed; the rest becomes findings. Without a fingerprint the keys of the export itself are believed. */
function statementsOf(own: readonly Checkpoint[], copies: readonly Checkpoint[], head: Head, fingerprint: string, report: Report): Statement[] {
  const wanted = fingerprint.toLowerCase().replace(/[^0-9a-f]/g, "").slice(0, 32);
  const trusted = new Map<string, Uint8Array>();
  for (const item of wanted ? [...own, ...copies] : own) if (item.public.length) trusted.set(keyIdOf(item.public), item.public);
  const statements: Statement[] = [];
  for (const item of [...own, ...copies]) {
    const said = readStatement(item.text);
    if (!said) {
      note(report, "forged", "有一个检查点的文字不完整或被改动。");
      continue;
    }
    if (said.log !== head.log) continue;
    report.checkpoints += 1;
    const key = trusted.get(item.key);
    const which = `${when(said.at)} 的检查点（${said.size} 条）`;
    if (fingerprint && !(wanted.length >= LEAST_FINGERPRINT && item.key.startsWith(wanted))) {
      note(report, "other_key", `${which}由另一把密钥 ${item.key} 签名，不是给定的密钥。`);
    } else if (!key) {
      note(report, "other_key", `${which}由密钥 ${item.key} 签名，导出文件中没有这把密钥。`);
    } else if (!isSigned(key, bytesOf(item.text), item.signature)) {
      note(report, "forged", `${which}签名无效：检查点是伪造的，或被改动。`);
    } else {
      if (!report.keys.includes(item.key)) report.keys.push(item.key);
      statements.push(said);
    }
  }
  return statements;
}
