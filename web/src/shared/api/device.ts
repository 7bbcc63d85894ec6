/**
 * The key of this browser (SEC-AUTH-13): made by WebCrypto, kept in IndexedDB, never readable, not even by our own script.
 * A log-in is bound to it at once; operations that need a fresh log-in are then signed with it.
 * Without a secure context (plain http) browsers have no WebCrypto: the log-in stays unbound, as the device list shows.
 */
import { openDB } from "idb";

const STORE = "keys";
const OWN = "own";

async function database() {
  return openDB("dangjian-device", 1, { upgrade: (fresh) => void fresh.createObjectStore(STORE) });
}

async function keyPair(): Promise<CryptoKeyPair> {
  const kept = await database();
  const known = (await kept.get(STORE, OWN)) as CryptoKeyPair | undefined;
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  await kept.put(STORE, made, OWN);
  return made;
}

const base64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const hex = (bytes: ArrayBuffer): string => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Binds the log-in that has just begun to the key of this browser. Whatever fails leaves it unbound. */
export async function bindDevice(csrfToken: string): Promise<boolean> {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return false;
  try {
    const pair = await keyPair();
    const public_key = base64(await crypto.subtle.exportKey("spki", pair.publicKey));
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrfToken };
    return (await fetch("/api/v1/identity/own/devices", { method: "POST", headers, body: JSON.stringify({ public_key }), credentials: "same-origin" })).ok;
  } catch {
    return false;
  }
}

/** The request with the signature that the server asked for; null when this browser has no key. */
export async function signedByDevice(request: Request, nonce: string): Promise<Request | null> {
  if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  const url = new URL(request.url);
  const digest = hex(await crypto.subtle.digest("SHA-256", await request.clone().arrayBuffer()));
  const text = [nonce, request.method, url.pathname + url.search, digest].join("\n");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, (await keyPair()).privateKey, new TextEncoder().encode(text));
  const signed = new Request(request, { signal: null });
  signed.headers.set("X-Device-Nonce", nonce);
  signed.headers.set("X-Device-Signature", base64(signature));
  return signed;
}
