/** The lines of an export before its rows: head, checkpoints, blocks. Anything that is not exactly one is an error. */
import { bytesOf, fromBase64, fromHex, toHex } from "./bytes";
import { HASH_BYTES, sm3 } from "./sm3";

/** The file or one of its lines is not what it should be. `message` says it to people. */
export class NoExport extends Error {}

/** Where a row stands in the order of sealing: epoch, transaction, id. */
export type Position = readonly [number, number, number];
export const isBefore = (one: Position, other: Position): boolean =>
  one[0] !== other[0] ? one[0] < other[0] : one[1] !== other[1] ? one[1] < other[1] : one[2] < other[2];

export interface Tip {
  blocks: number;
  size: number;
  own: Uint8Array;
}

export interface Head {
  log: string;
  at: string;
  floors: number[];
  tip: Tip | null;
}

export interface Block {
  log: string;
  number: number;
  first: Position;
  last: Position;
  size: number;
  root: Uint8Array;
  leaves: Uint8Array;
  previous: Uint8Array;
  own: Uint8Array;
  /** The hash of what the block says. */
  computed: Uint8Array;
}

export interface Checkpoint {
  key: string;
  text: string;
  signature: Uint8Array;
  public: Uint8Array;
}

/** What a checkpoint says. */
export interface Statement {
  log: string;
  size: number;
  root: Uint8Array;
  at: string;
}

type Json = Record<string, unknown>;
const LOG = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export function whole(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new SyntaxError("not a whole number");
  return value;
}

function matching(value: unknown, form: RegExp): string {
  if (typeof value !== "string" || !form.test(value)) throw new SyntaxError("not of the form");
  return value;
}

const text = (value: unknown): string => matching(value, /^/);

export function readHead(line: Json): Head {
  const head = line.head as Json | undefined;
  if (typeof head !== "object" || head === null || head.format !== 1) throw new NoExport("这不是操作日志的封存导出文件。");
  const tip = "tip" in head ? { blocks: whole(head.blocks), size: whole(head.size), own: fromHex(text(head.tip)) } : null;
  return { log: matching(head.log, LOG), at: text(head.at), floors: (head.floors as unknown[]).map(whole), tip };
}

export function readBlock(line: Json): Block {
  const [number, epoch, firstXid, firstRow, lastXid, lastRow, size] = ["number", "epoch", "first_xid", "first_row", "last_xid", "last_row", "size"].map((name) =>
    whole(line[name]),
  ) as [number, number, number, number, number, number, number];
  const [root, leaves, previous, own] = ["root", "leaves", "previous", "own"].map((name) => fromBase64(text(line[name]))) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const log = matching(line.log, LOG);
  const said = [1, log, number, epoch, [firstXid, firstRow], [lastXid, lastRow], size, toHex(root), toHex(sm3(leaves)), toHex(previous), matching(line.at, TIME)];
  const computed = sm3(Uint8Array.of(2), bytesOf(JSON.stringify(said)));
  return { log, number, first: [epoch, firstXid, firstRow], last: [epoch, lastXid, lastRow], size, root, leaves, previous, own, computed };
}

export function readCheckpoint(line: Json): Checkpoint {
  return { key: text(line.key), text: text(line.text), signature: fromBase64(text(line.signature)), public: fromBase64(text(line.public)) };
}

/** What the text says; null unless it is exactly of the form that is signed. */
export function readStatement(signed: string): Statement | null {
  const found = /^dangjian-audit\/([0-9a-f-]{36})\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n([^\n]+)\n\n$/.exec(signed);
  if (!found || !LOG.test(found[1]!) || !TIME.test(found[4]!) || Number.isNaN(Date.parse(found[4]!))) return null;
  const root = fromBase64(found[3]!);
  return root.length === HASH_BYTES ? { log: found[1]!, size: Number(found[2]), root, at: found[4]! } : null;
}

/** The name of a public key: the first half of its SM3 fingerprint. */
export const keyIdOf = (publicKey: Uint8Array): string => toHex(sm3(publicKey)).slice(0, 32);
