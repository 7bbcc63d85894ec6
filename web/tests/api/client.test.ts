import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem, connectionLost, http, ifMatch, queryString, whenSignedOut, whenStepUp } from "@/shared/api";
import { pauseOf, setCsrfToken } from "@/shared/api/client";
import { json, network } from "../fetching";

beforeEach(() => {
  setCsrfToken("token-of-session");
  whenSignedOut(() => {});
  whenStepUp(async () => false);
});
afterEach(() => vi.unstubAllGlobals());

test("a POST carries the session's token and an idempotency key, a GET neither", async () => {
  const sent = network(json({ id: 1 }, 201), json([]));

  await http.post("/api/v1/work/meetings", { title: "支部党员大会" });
  await http.get("/api/v1/work/meetings");

  expect(sent[0]?.headers["x-csrf-token"]).toBe("token-of-session");
  expect(sent[0]?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{32,36}$/);
  expect([sent[1]?.headers["x-csrf-token"], sent[1]?.headers["idempotency-key"]]).toEqual([undefined, undefined]);
});

test("a key that is given is sent as it is, so that a repetition is harmless", async () => {
  const sent = network(json({}), json({}));

  await http.post("/api/v1/x", {}, { "Idempotency-Key": "same-key-1" });
  await http.post("/api/v1/x", {}, { "Idempotency-Key": "same-key-1" });

  expect(sent.map((one) => one.headers["idempotency-key"])).toEqual(["same-key-1", "same-key-1"]);
});

test("an edit carries the version that was seen, and a stale one is told as such", async () => {
  const sent = network(json({ code: "kernel.stale_edit", detail: "已被他人修改。" }, 412));

  await expect(http.put("/api/v1/x/1", { a: 1 }, ifMatch('"v3"'))).rejects.toMatchObject({ isStale: true, code: "kernel.stale_edit" });

  expect(sent[0]?.headers["if-match"]).toBe('"v3"');
  expect(ifMatch(3)).toEqual({ "If-Match": '"3"' });
});

test("without a connection the problem says so and the banner shows until an answer comes", async () => {
  network("offline", json({}));

  await expect(http.get("/api/v1/x")).rejects.toMatchObject({ isOffline: true });
  expect(connectionLost.value).toBe(true);
  await http.get("/api/v1/x");
  expect(connectionLost.value).toBe(false);
});

test("an operation that needs step-up is repeated once the person has confirmed", async () => {
  const sent = network(json({ code: "identity.step_up_required", detail: "请输入密码后继续。" }, 401), json({ codes: ["a"] }));
  const signedOut = vi.fn();
  whenSignedOut(signedOut);
  whenStepUp(async () => true);

  expect(await http.post("/api/v1/identity/own/recovery-codes", { n: 1 })).toEqual({ codes: ["a"] });

  expect(sent.map((one) => one.body)).toEqual([{ n: 1 }, { n: 1 }]);
  expect(sent[0]?.headers["idempotency-key"]).toBe(sent[1]?.headers["idempotency-key"]);
  expect(signedOut).not.toHaveBeenCalled();
});

test("a session that is over sends to the log-in page, a wrong password does not", async () => {
  network(json({ code: "identity.sign_in_refused" }, 401), json({ code: "identity.not_signed_in" }, 401));
  const signedOut = vi.fn();
  whenSignedOut(signedOut);

  await expect(http.post("/api/v1/identity/session", {})).rejects.toMatchObject({ status: 401 });
  expect(signedOut).toHaveBeenCalledTimes(0);
  await expect(http.get("/api/v1/work/meetings")).rejects.toMatchObject({ status: 401 });
  expect(signedOut).toHaveBeenCalledTimes(1);
});

test("empty values stay out of the address, lists repeat their name", () => {
  expect(queryString({ q: "", org_id: undefined, page: 0, unread: false, kind: ["a", "b"] })).toBe("?page=0&unread=false&kind=a&kind=b");
  expect(queryString({})).toBe("");
});

test("a network that never answers is a lost one", async () => {
  vi.stubGlobal("fetch", (input: Request) => new Promise((_, refuse) => input.signal.addEventListener("abort", () => refuse(input.signal.reason as Error))));

  await expect(http.post("/api/v1/x", {}, {}, AbortSignal.timeout(5))).rejects.toMatchObject({ isOffline: true });

  expect(connectionLost.value).toBe(true);
});

test("where so many log in at once that the server asks to come again, it is asked again with the same key", async () => {
  vi.useFakeTimers();
  const full = (): Response => json({ code: "identity.login_queue_full", detail: "正在登录的人较多。", retry_after: 2 }, 503);
  const sent = network(full(), full(), json({ stage: "complete" }, 201));

  const entered = http.post("/api/v1/identity/session", { identifier: "a", password: "b" });
  await vi.advanceTimersByTimeAsync(6500);

  expect(await entered).toEqual({ stage: "complete" });
  expect(new Set(sent.map((one) => one.headers["idempotency-key"])).size).toBe(1);
  expect(sent.map((one) => one.body)).toEqual(sent.map(() => sent[0]?.body));
  vi.useRealTimers();
});

test("nobody is kept in the queue for ever, and another lack of service is told at once", () => {
  const full = new ApiProblem(503, { code: "identity.login_queue_full", retry_after: 2 });

  expect(pauseOf(full, 0, 59_000)).toBeGreaterThanOrEqual(1000);
  expect(pauseOf(full, 0, 59_000)).toBeLessThan(3000);
  expect(pauseOf(full, 0, 61_000)).toBeUndefined();
  expect(pauseOf(new ApiProblem(503, { code: "http.503", retry_after: 2 }), 0, 0)).toBeUndefined();
});
