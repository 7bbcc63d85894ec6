/**
 * Checking SM2 signatures (GB/T 32918.2 with SM3) in the browser, which offers no SM2 of its own.
 * Nothing here is secret, so nothing has to take the same time for every input. The multiples of the base point and of each
 * public key are computed once: a trail has many checkpoints and few keys.
 */
import { bytesOf, fromHex, isSame, toHex } from "./bytes";
import { sm3 } from "./sm3";

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;
/** The identifier that GB/T 35276 sets where nothing else was agreed. */
const USER_ID = bytesOf("1234567812345678");
/** What stands before the point in a SubjectPublicKeyInfo of this curve. */
const KEY_HEAD = fromHex("3059301306072a8648ce3d020106082a811ccf5501822d034200");
const WINDOW = 4;

/** A point in Jacobian coordinates: x = X / Z², y = Y / Z³; Z = 0 is the point at infinity. */
type Point = readonly [bigint, bigint, bigint];
const NOWHERE: Point = [1n, 1n, 0n];

const mod = (value: bigint, by: bigint): bigint => {
  const rest = value % by;
  return rest < 0n ? rest + by : rest;
};

function inverse(value: bigint, by: bigint): bigint {
  let [a, b, x, y] = [mod(value, by), by, 1n, 0n];
  while (a > 1n) {
    const times = b / a;
    [a, b] = [b % a, a];
    [x, y] = [y - times * x, x];
    if (a === 0n) throw new RangeError("no inverse");
  }
  return mod(x, by);
}

function doubled([x, y, z]: Point): Point {
  if (z === 0n || y === 0n) return NOWHERE;
  const yy = (y * y) % P;
  const s = (4n * x * yy) % P;
  const zz = (z * z) % P;
  const m = (3n * (x - zz) * (x + zz)) % P;
  const x3 = mod(m * m - 2n * s, P);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, P), (2n * y * z) % P];
}

function sum(one: Point, other: Point): Point {
  const [x1, y1, z1] = one;
  const [x2, y2, z2] = other;
  if (z1 === 0n) return other;
  if (z2 === 0n) return one;
  const zz1 = (z1 * z1) % P;
  const zz2 = (z2 * z2) % P;
  const u1 = (x1 * zz2) % P;
  const u2 = (x2 * zz1) % P;
  const s1 = (((y1 * z2) % P) * zz2) % P;
  const s2 = (((y2 * z1) % P) * zz1) % P;
  if (u1 === u2) return s1 === s2 ? doubled(one) : NOWHERE;
  const h = mod(u2 - u1, P);
  const r = mod(s2 - s1, P);
  const hh = (h * h) % P;
  const hhh = (h * hh) % P;
  const v = (u1 * hh) % P;
  const x3 = mod(r * r - hhh - 2n * v, P);
  return [x3, mod(r * (v - x3) - s1 * hhh, P), (((z1 * z2) % P) * h) % P];
}

/** For each group of four bits of a factor the fifteen multiples of the point. */
type Multiples = Point[][];

function multiplesOf(point: Point): Multiples {
  const found: Multiples = [];
  let base = point;
  for (let at = 0; at < 256; at += WINDOW) {
    const row = [NOWHERE, base];
    for (let times = 2; times < 1 << WINDOW; times += 1) row.push(sum(row[times - 1]!, base));
    found.push(row);
    base = sum(row[(1 << WINDOW) - 1]!, base);
  }
  return found;
}

function times(multiples: Multiples, factor: bigint): Point {
  let total = NOWHERE;
  let rest = factor;
  for (const row of multiples) {
    total = sum(total, row[Number(rest & 15n)]!);
    rest >>= 4n;
  }
  return total;
}

interface Key {
  multiples: Multiples;
  /** The hash over identifier, curve and key that stands before every message. */
  head: Uint8Array;
}

let ofBase: Multiples | null = null;
const keys = new Map<string, Key | null>();
const padded = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, "0"));
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes) || "0"}`);

function readKey(der: Uint8Array): Key | null {
  if (der.length !== KEY_HEAD.length + 65 || !isSame(der.subarray(0, KEY_HEAD.length), KEY_HEAD) || der[KEY_HEAD.length] !== 4) return null;
  const x = numberOf(der.subarray(-64, -32));
  const y = numberOf(der.subarray(-32));
  if (x >= P || y >= P || mod(y * y - (x * x * x + A * x + B), P) !== 0n) return null;
  const length = USER_ID.length * 8;
  const head = sm3(Uint8Array.of(length >> 8, length & 255), USER_ID, padded(A), padded(B), padded(GX), padded(GY), padded(x), padded(y));
  return { multiples: multiplesOf([x, y, 1n]), head };
}

/** r and s of a DER signature; null for any other form, also for a number that is written longer than it has to be. */
function readSignature(der: Uint8Array): [bigint, bigint] | null {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return null;
  let at = 2;
  const found: bigint[] = [];
  for (let part = 0; part < 2; part += 1) {
    const length = der[at + 1] ?? 0;
    const number = der.subarray(at + 2, at + 2 + length);
    const long = number[0] === 0 && length > 1 && (number[1] ?? 0) < 0x80;
    if (der[at] !== 2 || length < 1 || number.length !== length || (number[0] ?? 0) >= 0x80 || long) return null;
    found.push(numberOf(number));
    at += 2 + length;
  }
  return at === der.length ? [found[0]!, found[1]!] : null;
}

/** Whether `signature` (DER) is one over `message` by the key (SubjectPublicKeyInfo DER). */
export function isSigned(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const name = toHex(publicKey);
  if (!keys.has(name)) keys.set(name, readKey(publicKey));
  const key = keys.get(name);
  const numbers = readSignature(signature);
  if (!key || !numbers) return false;
  const [r, s] = numbers;
  if (r < 1n || r >= N || s < 1n || s >= N) return false;
  const t = (r + s) % N;
  if (t === 0n) return false;
  ofBase ??= multiplesOf([GX, GY, 1n]);
  const [x, , z] = sum(times(ofBase, s), times(key.multiples, t));
  if (z === 0n) return false;
  const e = numberOf(sm3(key.head, message));
  return (e + ((x * inverse(z * z, P)) % P)) % N === r;
}
