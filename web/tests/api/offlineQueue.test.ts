import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { anythingWaits, forget, forgetAllButWaiting, putAside, sendWaiting, startOfflineQueue, waitingCalls, waitingOf } from "@/shared/api";
import { json, network } from "../fetching";

const signIn = (number: number): { key: string; path: string; body: unknown; label: string } => ({
  key: `sign-in-key-${number}`,
  path: "/api/v1/work/meetings/m1/check-in",
  body: { token: `t${number}` },
  label: "支部党员大会签到",
});

beforeEach(async () => {
  for (const call of waitingCalls.value) await forget(call.key);
});
afterEach(() => vi.unstubAllGlobals());

test("sign-ins made offline are sent in order with their own keys and then forgotten", async () => {
  await putAside(signIn(1));
  await putAside(signIn(2));
  const sent = network(json({}), json({}));

  expect(await sendWaiting()).toBe(2);

  expect(sent.map((one) => [one.headers["idempotency-key"], one.body])).toEqual([
    ["sign-in-key-1", { token: "t1" }],
    ["sign-in-key-2", { token: "t2" }],
  ]);
  expect(waitingCalls.value).toEqual([]);
});

test("while the connection is still lost everything stays", async () => {
  await putAside(signIn(1));
  network("offline");

  expect(await sendWaiting()).toBe(0);

  expect(waitingCalls.value.map((call) => call.key)).toEqual(["sign-in-key-1"]);
});

test("a server that has too much to do refuses nothing: the sign-in is sent again later", async () => {
  await putAside(signIn(1));
  network(json({ detail: "操作过于频繁，请稍后再试。" }, 429), json({}));

  expect(await sendWaiting()).toBe(0);
  expect(waitingCalls.value.map((call) => call.refused)).toEqual([undefined]);
  expect(await sendWaiting()).toBe(1);
});

test("a refusal is kept with its reason and not sent again; the next call still goes out", async () => {
  await putAside(signIn(1));
  await putAside(signIn(2));
  const sent = network(json({ detail: "签到已结束。" }, 409), json({}));

  expect(await sendWaiting()).toBe(1);
  expect(await sendWaiting()).toBe(0);

  expect(sent).toHaveLength(2);
  expect(waitingCalls.value.map((call) => [call.key, call.refused])).toEqual([["sign-in-key-1", "签到已结束。"]]);
});

test("two runs at the same time send each call once", async () => {
  await putAside(signIn(1));
  const sent = network(json({}), json({}));

  await Promise.all([sendWaiting(), sendWaiting()]);

  expect(sent).toHaveLength(1);
});

test("on a shared phone a call is sent only when the one who made it is signed in, and an expired page is no refusal", async () => {
  let here = "";
  startOfflineQueue(async () => here);
  await putAside({ ...signIn(1), account: "wang" });
  const sent = network(json({ code: "identity.csrf_token", detail: "页面已过期，请刷新后重试。" }, 403), json({}));

  const nobody = await sendWaiting();
  here = "li";
  const somebodyElse = await sendWaiting();
  here = "wang";
  const expired = await sendWaiting();
  const arrived = await sendWaiting();

  expect([nobody, somebodyElse, expired, arrived]).toEqual([0, 0, 0, 1]);
  expect(sent.map((one) => one.headers["idempotency-key"])).toEqual(["sign-in-key-1", "sign-in-key-1"]);
  expect(waitingCalls.value).toEqual([]);
});

test("signing out with something waiting forgets all else", async () => {
  localStorage.setItem("draft:a1:meeting", "{}");
  const other = await openDB("dangjian-device", 1);
  other.close();
  expect(await anythingWaits()).toBe(false);
  await putAside({ ...signIn(1), account: "a1" });
  expect(await anythingWaits()).toBe(true);

  await forgetAllButWaiting();

  expect(localStorage.length).toBe(0);
  await vi.waitFor(async () => expect((await indexedDB.databases()).map((one) => one.name)).toEqual(["dangjian-offline"]));
  expect(await anythingWaits()).toBe(true);
});

test("a store that could not be opened is asked for again", async () => {
  await putAside(signIn(1));
  (await openDB("dangjian-offline", 2)).close(); // made by a newer page: ours cannot open it

  await expect(putAside(signIn(2))).rejects.toThrow("version");
  await deleteDB("dangjian-offline");
  await putAside(signIn(3));

  expect(waitingCalls.value.map((call) => call.key)).toEqual(["sign-in-key-3"]);
});

test("a store that another tab cleared is opened again for the next sign-in", async () => {
  await putAside(signIn(1));
  await deleteDB("dangjian-offline");

  await putAside(signIn(2));

  expect(waitingCalls.value.map((call) => call.key)).toEqual(["sign-in-key-2"]);
});

test("on a shared phone each person is told of the own waiting sign-ins alone", async () => {
  await putAside({ ...signIn(1), account: "a1" });
  await putAside({ ...signIn(2), account: "a2" });
  await putAside(signIn(3));

  expect(["a1", "a2", ""].map((account) => waitingOf(account).map((call) => call.key))).toEqual([
    ["sign-in-key-1", "sign-in-key-3"],
    ["sign-in-key-2", "sign-in-key-3"],
    ["sign-in-key-1", "sign-in-key-2", "sign-in-key-3"],
  ]);
});
