import { readonly, ref } from "vue";

const lost = ref(false);
const listeners = new Set<() => void>();

/** True while the server cannot be reached; the banner of both shells shows it. */
export const connectionLost = readonly(lost);

/** Called with each outcome of a request: an answer of any status means the connection works. */
export function noteConnection(works: boolean): void {
  const wasLost = lost.value;
  lost.value = !works;
  if (wasLost && works) for (const listener of listeners) listener();
}

/** Runs when the connection is back (for example: send what was put aside). Returns the function that unsubscribes. */
export function onReconnect(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks the server once whether it is there. Never throws. */
export async function retryConnection(): Promise<boolean> {
  try {
    await fetch("/api/v1/identity/session", { headers: { Accept: "application/json" }, cache: "no-store" });
    noteConnection(true);
    return true;
  } catch {
    noteConnection(false);
    return false;
  }
}

/** Follows the browser's own opinion, and asks again every 10 s while the connection is lost. */
export function watchConnection(): void {
  window.addEventListener("offline", () => noteConnection(false));
  window.addEventListener("online", () => void retryConnection());
  window.setInterval(() => {
    if (lost.value && document.visibilityState === "visible") void retryConnection();
  }, 10_000);
}
