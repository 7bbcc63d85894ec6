import { vi } from "vitest";

/** A request as it left the page. */
export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

type Reply = Response | "offline";

/** Stands for the network: answers in turn and keeps what was sent. */
export function network(...replies: Reply[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (input: Request) => {
    const url = new URL(input.url);
    const text = await input.clone().text();
    sent.push({ method: input.method, path: url.pathname + url.search, headers: Object.fromEntries(input.headers), body: text ? JSON.parse(text) : undefined });
    const reply = replies.shift() ?? "offline";
    if (reply === "offline") throw new TypeError("Failed to fetch");
    return reply;
  });
  return sent;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });
}
