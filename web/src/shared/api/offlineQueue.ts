import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { ref } from "vue";
import { http } from "./client";
import { onReconnect } from "./connection";
import { asProblem } from "./problem";

/** A sign-in made without a connection. The key makes sending it twice harmless. */
export interface WaitingCall {
  key: string;
  path: string;
  body: unknown;
  label: string;
  made_at: string;
  /** Account that made it: on a shared phone nobody signs in for somebody else. Empty when nobody was known. */
  account?: string;
  refused?: string;
}

interface QueueDb extends DBSchema {
  waiting: { key: string; value: WaitingCall };
}

const STORE = "dangjian-offline";
let database: Promise<IDBPDatabase<QueueDb>> | null = null;

function db(): Promise<IDBPDatabase<QueueDb>> {
  database ??= openDB<QueueDb>(STORE, 1, {
    upgrade(created) {
      created.createObjectStore("waiting", { keyPath: "key" });
    },
    // The browser took the store away (signing out clears it, in every tab): open it again next time.
    blocking(_current, _wanted, event) {
      (event.target as IDBDatabase).close();
      database = null;
    },
    terminated() {
      database = null;
    },
  }).catch((error: unknown) => {
    database = null; // refused while the browser was clearing: asked again next time
    throw error;
  });
  return database;
}

/** What waits for the connection, for the banner and the list on the phone's home page. */
export const waitingCalls = ref<WaitingCall[]>([]);
/** What waits for this account: on a shared phone nobody is told of somebody else's sign-in. Without an account: everything. */
export const waitingOf = (account: string): WaitingCall[] => waitingCalls.value.filter((call) => !account || !call.account || call.account === account);

async function reread(): Promise<void> {
  waitingCalls.value = await (await db()).getAll("waiting");
}

/** Puts a call aside until the connection is back. `key` is the Idempotency-Key it will be sent with. */
export async function putAside(call: Omit<WaitingCall, "made_at">): Promise<void> {
  await (await db()).put("waiting", { ...call, made_at: new Date().toISOString() });
  await reread();
}

/** Forgets a call: it was sent, or the person gave it up after a refusal. */
export async function forget(key: string): Promise<void> {
  await (await db()).delete("waiting", key);
  await reread();
}

/** Whether a call waits for the connection in this browser, whoever made it. */
export async function anythingWaits(): Promise<boolean> {
  return (await (await db()).count("waiting")) > 0;
}

/**
 * Forgets what this browser keeps, but for the calls that wait: each has the account that made it, nobody else's sign-in
 * sends it. For signing out with something waiting: the browser's own clearing takes all, and goes on for a while after
 * the answer is here, so that nothing could be put back safely. What the service worker keeps is the same for everybody.
 */
export async function forgetAllButWaiting(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  for (const { name } of await indexedDB.databases()) if (name && name !== STORE) indexedDB.deleteDatabase(name);
}

let sending: Promise<number> | null = null;
let whoIsHere: (() => Promise<string>) | null = null;

/** Sends everything that waits, oldest first. Returns how many arrived. Calls at the same time share one run. */
export function sendWaiting(): Promise<number> {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll(): Promise<number> {
  const store = await db();
  const all = (await store.getAll("waiting")).filter((call) => !call.refused).sort((a, b) => a.made_at.localeCompare(b.made_at));
  if (!all.length) return 0;
  // Asking also brings the session's token: without it the server would refuse what is a good sign-in.
  const account = whoIsHere ? await whoIsHere().catch(() => "") : "";
  if (whoIsHere && !account) return 0;
  const calls = all.filter((call) => !call.account || !account || call.account === account);
  let arrived = 0;
  for (const call of calls) {
    try {
      await http.post(call.path, call.body, { "Idempotency-Key": call.key });
      await store.delete("waiting", call.key);
      arrived += 1;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.isOffline || problem.status >= 500 || [401, 408, 429].includes(problem.status) || problem.code === "identity.csrf_token") break;
      // A refusal is final: keep it with its reason so that the person learns why it did not count.
      await store.put("waiting", { ...call, refused: problem.message });
    }
  }
  await reread();
  return arrived;
}

/** Called once by the phone shell. `who` answers the account that is signed in, "" for nobody. */
export function startOfflineQueue(who: () => Promise<string>): void {
  whoIsHere = who;
  onReconnect(() => void sendWaiting());
  void reread().then(() => sendWaiting());
}
