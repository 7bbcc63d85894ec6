import { createPinia, setActivePinia } from "pinia";
import { effectScope, type EffectScope } from "vue";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noteConnection } from "@/shared/api/connection";
import type { Part } from "@/shared/domain/work/records";
import { useMinutes } from "@/shared/domain/work/useMinutes";
import { json, network } from "../fetching";

const part = { id: "p1", version: 3, minutes: "<p>旧</p>" } as Part;
let scopes: EffectScope[] = [];
function made(): ReturnType<typeof useMinutes> {
  const scope = effectScope();
  scopes.push(scope);
  return scope.run(() => useMinutes(part))!;
}

beforeEach(() => {
  setActivePinia(createPinia());
  localStorage.clear();
});
afterEach(() => {
  network();
  for (const scope of scopes) scope.stop();
  scopes = [];
  vi.unstubAllGlobals();
});

test("minutes are sent with the version that was read and the next one with the answer's", async () => {
  const sent = network(json({ id: "p1", version: 4 }), json({ id: "p1", version: 5 }));
  const minutes = made();

  minutes.text.value = "<p>一</p>";
  await minutes.save();
  minutes.text.value = "<p>一二</p>";
  await minutes.save();

  expect(sent.map((one) => [one.headers["if-match"], one.body])).toEqual([
    ['"3"', { minutes: "<p>一</p>" }],
    ['"4"', { minutes: "<p>一二</p>" }],
  ]);
  expect(minutes.state.value).toBe("saved");
});

test("without a connection the text stays on the device and comes back", async () => {
  network("offline");
  const minutes = made();
  minutes.text.value = "<p>断网时写的</p>";
  await Promise.resolve();

  expect(await minutes.save()).toBe(false);

  expect(minutes.state.value).toBe("failed");
  expect(made().text.value).toBe("<p>断网时写的</p>");
});

test("what a lost connection kept back goes out by itself when it is back", async () => {
  const sent = network("offline", json({ id: "p1", version: 4 }));
  const minutes = made();
  minutes.text.value = "<p>断网时写的</p>";
  await minutes.save();

  noteConnection(true);
  await vi.waitFor(() => expect(minutes.state.value).toBe("saved"));

  expect(sent.map((one) => one.body)).toEqual([{ minutes: "<p>断网时写的</p>" }, { minutes: "<p>断网时写的</p>" }]);
});

test("two writers see both texts, and the choice is saved on top of the other's version", async () => {
  const sent = network(json({ code: "kernel.stale_edit" }, 412), json({ ...part, version: 7, minutes: "<p>他人</p>" }), json({ id: "p1", version: 8 }));
  const minutes = made();
  minutes.text.value = "<p>我</p>";

  const first = await minutes.save();
  const [state, theirs] = [minutes.state.value, minutes.theirs.value];
  const second = await minutes.resolve("<p>他人</p><p>我</p>");

  expect([first, state, theirs, second]).toEqual([false, "conflict", "<p>他人</p>", true]);
  expect([sent[2]?.headers["if-match"], sent[2]?.body]).toEqual(['"7"', { minutes: "<p>他人</p><p>我</p>" }]);
});
