import createClient from "openapi-fetch";
import { noteConnection } from "./connection";
import { signedByDevice } from "./device";
import type { paths } from "./generated/schema";
import { ApiProblem, problemOf } from "./problem";

/** Called on each 401 outside the sign-in pages; the shells send the person to the log-in page. */
let onSignedOut: () => void = () => {};
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

/** Token of the session, sent with every writing request. */
let csrfToken = "";
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Asks the person for the password again; true when the request may be repeated. Set by each shell. */
let onStepUp: () => Promise<boolean> = async () => false;
export function whenStepUp(ask: () => Promise<boolean>): void {
  onStepUp = ask;
}

/** A new key per intent: repeating a request with the same key does not do the thing twice. */
export function newKey(): string {
  return crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** Header of an edit: the version that the person saw. */
export function ifMatch(version: number | string): { "If-Match": string } {
  const text = String(version);
  return { "If-Match": text.startsWith('"') ? text : `"${text}"` };
}

function prepare(request: Request): void {
  const changes = !["GET", "HEAD"].includes(request.method);
  if (!changes) return;
  if (csrfToken) request.headers.set("X-CSRF-Token", csrfToken);
  if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
    request.headers.set("Idempotency-Key", newKey());
  }
}

/** How long to wait before coming again, where so many log in at once that the server asks for it; undefined: no more. */
const QUEUE_PATIENCE = 60_000;
export function pauseOf(problem: ApiProblem, since: number, now = Date.now()): number | undefined {
  if (problem.code !== "identity.login_queue_full" || now - since > QUEUE_PATIENCE) return undefined;
  return Number(problem.body.retry_after ?? 1) * 1000 * (0.5 + Math.random()); // those who were refused together do not come back together
}

/** fetch with our headers; refusals and lost connections become an ApiProblem. */
export async function send(input: Request, since = Date.now()): Promise<Response> {
  prepare(input);
  const again = input.clone();
  let response: Response;
  try {
    response = await fetch(input);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    noteConnection(false);
    throw new ApiProblem(0, { code: "web.offline" });
  }
  noteConnection(true);
  if (response.ok) return response;
  const problem = await problemOf(response);
  const pause = pauseOf(problem, since);
  if (pause !== undefined && !input.signal.aborted) {
    await new Promise((done) => setTimeout(done, pause));
    return send(again, since);
  }
  if (problem.code === "identity.step_up_required" && (await onStepUp())) return send(new Request(again, { signal: null })); // the wait for the password is over
  if (problem.code === "identity.device_signature_required" && !input.headers.has("X-Device-Signature")) {
    const signed = await signedByDevice(again, String(problem.body.nonce ?? ""));
    if (signed) return send(signed);
  }
  if (problem.code === "identity.not_signed_in" || problem.code === "http.401") onSignedOut();
  throw problem;
}


/** Typed by the contract: `await load(api.GET("/api/v1/work/meetings", { params: { query: { limit: 50 } } }))`. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: (request) => send(request), credentials: "same-origin" });

interface Answer<T> {
  data?: T;
  response: Response;
}

/** The data of a typed call. Throws ApiProblem. */
export async function load<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await call).data as T;
}

/** The data of a typed call with its ETag, for pages that edit. Throws ApiProblem. */
export async function loadTagged<T>(call: Promise<Answer<T>>): Promise<Tagged<T>> {
  const answer = await call;
  return { data: answer.data as T, etag: answer.response.headers.get("ETag") ?? "" };
}

export interface Tagged<T> {
  data: T;
  etag: string;
}

export type Query = Record<string, string | number | boolean | null | undefined | readonly (string | number)[]>;

/** Query string without empty values; lists repeat their name. */
export function queryString(query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    for (const item of Array.isArray(value) ? (value as readonly (string | number)[]) : [value]) parts.append(name, String(item));
  }
  const text = parts.toString();
  return text ? `?${text}` : "";
}

/** A network that answers nothing at all is a lost one: nobody waits for ever before a wheel that turns. */
const PATIENCE = 60_000;
export const patience = (milliseconds = PATIENCE): AbortSignal | undefined => AbortSignal.timeout?.(milliseconds);

interface Options {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

async function raw(method: string, path: string, options: Options = {}): Promise<Response> {
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  let body: BodyInit | undefined;
  if (options.body instanceof FormData || options.body instanceof Blob) body = options.body;
  else if (options.body !== undefined) {
    headers.set("Content-Type", "application/json");
    body = JSON.stringify(options.body);
  }
  const url = new URL(path + queryString(options.query), window.location.origin);
  return send(new Request(url, { method, headers, body, signal: options.signal, credentials: "same-origin" }));
}

async function parsed<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/**
 * The same door for calls whose shape is not in the contract (file uploads, downloads, paths made at run time).
 * Where the contract has the path, `api` is the better choice: it checks names and types.
 */
export const http = {
  async get<T>(path: string, query?: Query, signal: AbortSignal | undefined = patience()): Promise<T> {
    return parsed<T>(await raw("GET", path, { query, signal }));
  },
  async getTagged<T>(path: string, query?: Query): Promise<Tagged<T>> {
    const response = await raw("GET", path, { query, signal: patience() });
    return { data: await parsed<T>(response), etag: response.headers.get("ETag") ?? "" };
  },
  /** Uploads may take as long as the network needs; everything else is given up after `signal`. */
  async post<T>(path: string, body?: unknown, headers?: Record<string, string>, signal: AbortSignal | undefined = body instanceof FormData ? undefined : patience()): Promise<T> {
    return parsed<T>(await raw("POST", path, { body: body ?? {}, headers, signal }));
  },
  async put<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T> {
    return parsed<T>(await raw("PUT", path, { body, headers, signal: patience() }));
  },
  async patch<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T> {
    return parsed<T>(await raw("PATCH", path, { body, headers, signal: patience() }));
  },
  async delete<T = void>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    return parsed<T>(await raw("DELETE", path, { body, headers, signal: patience() }));
  },
  /** Saves an answer as a file under the name the server gives. */
  async download(path: string, query?: Query, fallbackName = "导出.xlsx"): Promise<void> {
    const response = await raw("GET", path, { query, headers: { Accept: "*/*" } });
    const disposition = response.headers.get("Content-Disposition") ?? "";
    const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
    const plain = /filename="?([^";]+)"?/i.exec(disposition)?.[1];
    saveBlob(await response.blob(), encoded ? decodeURIComponent(encoded) : (plain ?? fallbackName));
  },
};

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Answer of every list: see the back end's Page. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  total?: number | null;
}
