import type { Router } from "vue-router";
import { asProblem, onReconnect, queryClient, useSession, whenSignedOut } from "@/shared/api";

/** Who may open what: not signed in → log-in; something to be done first → there; no right → 403 page. */
export function guard(router: Router, product: string, surface: "console" | "phone"): void {
  let asked = false;

  router.beforeEach(async (to) => {
    const session = useSession();
    if (!asked) {
      try {
        await session.refresh();
        asked = true;
      } catch (error) {
        // Without the server a page may still show its own error state; sign-in needs it.
        if (!asProblem(error).isOffline) return to.name === "failed" ? true : { name: "failed", query: { to: to.fullPath } };
      }
    }
    if (to.meta.open) return true;
    if (!session.signedIn) return asked ? { name: "log-in", query: to.fullPath === "/" ? {} : { to: to.fullPath } } : true;
    // Members without a post have no desk here: their surface is the phone's, which works on a PC as well.
    if (surface === "console" && session.current?.surfaces?.includes("console") === false) {
      window.location.replace("/m/");
      return false;
    }
    const must = session.current?.restriction;
    if (must === "password" && to.name !== "change-password") return { name: "change-password" };
    if (must === "second_factor" && to.name !== "second-factor") return { name: "second-factor" };
    if (!session.may(to.meta.action)) return { name: "forbidden", query: { to: to.fullPath } };
    return true;
  });

  // Opened without a connection: find out who is signed in as soon as it is back, and fill the page.
  onReconnect(async () => {
    if (!useSession().current) await useSession().refresh().catch(() => undefined);
    await queryClient.invalidateQueries();
  });

  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · ${product}` : product;
  });

  whenSignedOut(() => {
    const session = useSession();
    // Whoever has just signed out knows it: an answer that comes late is no session that ran out.
    if (session.current?.stage === "none") return;
    session.take({ stage: "none", demo: session.current?.demo ?? false });
    const here = router.currentRoute.value;
    if (!here.meta.open) void router.replace({ name: "log-in", query: { to: here.fullPath, over: "1" } });
  });

  // After a new release the old chunks are gone: load the page anew instead of doing nothing.
  router.onError((error, to) => {
    if (/dynamically imported module|Importing a module script failed|Unable to preload/i.test(String(error)) && navigator.onLine) {
      const mark = `reloaded:${to.fullPath}`;
      if (sessionStorage.getItem(mark)) return;
      sessionStorage.setItem(mark, "1");
      window.location.assign(router.resolve(to.fullPath).href);
    }
  });
}
