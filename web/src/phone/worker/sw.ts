/**
 * Service worker of the phone surface: the shell (page, scripts, styles) comes from the cache, everything else from the network.
 * Answers of the API are never kept: they hold personal data. Sign-ins made offline wait in IndexedDB (shared/api/offlineQueue).
 */
/// <reference lib="webworker" />
export {};

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const CACHE = "phone-__SHELL_RELEASE__";
const SHELL = JSON.parse("__SHELL_FILES__") as string[];
const PAGE = "/m/";

worker.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...SHELL]))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("phone-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

/** The page itself: from the network, so that a release is seen at once; from the cache without a connection. */
async function page(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(CACHE)).put(PAGE, response.clone());
    return response;
  } catch {
    return (await caches.match(PAGE)) ?? Response.error();
  }
}

/** Files with a hash in their name never change. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(CACHE)).put(request, response.clone());
  return response;
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith("/m/")) event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});
