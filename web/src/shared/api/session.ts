import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { http, setCsrfToken } from "./client";
import { bindDevice } from "./device";
import type { components } from "./generated/schema";

/** What the server says about who is signed in, and a role in a place. */
export type Session = components["schemas"]["SessionOut"];
export type HeldRole = NonNullable<Session["roles"]>[number];

/** Actor and rights of this browser. Filled once before the first route and after each sign-in. */
export const useSession = defineStore("session", () => {
  const current = ref<Session | null>(null);
  /** The organisation looked at (switcher of the console); filters by organisation start with it. Empty: all in one's care. */
  const actingOrgId = ref(localStorage.getItem("acting-org") ?? "");

  const signedIn = computed(() => current.value?.stage === "complete");
  const name = computed(() => current.value?.name || current.value?.login_name || "");
  const personKey = computed(() => current.value?.account_id ?? "nobody");
  const personId = computed(() => current.value?.person_id ?? "");
  const actions = computed(() => new Set(current.value?.actions ?? []));
  const roles = computed(() => new Set((current.value?.roles ?? []).map((role) => role.role)));

  /** Whether the person holds the Action anywhere; with a list: any of them. Hides what cannot be used, the server decides. */
  function may(action: string | readonly string[] | undefined): boolean {
    if (!action || action.length === 0) return true;
    return typeof action === "string" ? actions.value.has(action) : action.some((one) => actions.value.has(one));
  }

  /** Takes over what the server answered about the session; also after log-in, step-up and change of password. */
  function take(session: Session | null): void {
    current.value = session;
    setCsrfToken(session?.csrf_token ?? "");
    void bind(session);
  }

  /** Right after signing in; later the server refuses, and nobody is asked for anything. */
  async function bind(session: Session | null): Promise<void> {
    if (session?.stage !== "complete" || session.demo_person || session.device_bound) return;
    if (!(await bindDevice(session.csrf_token ?? ""))) return;
    const now = current.value;
    if (now && now.csrf_token === session.csrf_token) current.value = { ...now, device_bound: true };
  }

  async function refresh(): Promise<void> {
    take(await http.get<Session>("/api/v1/identity/session"));
  }

  function actFor(orgId: string): void {
    actingOrgId.value = orgId;
    if (orgId) localStorage.setItem("acting-org", orgId);
    else localStorage.removeItem("acting-org");
  }

  /** `keepStore`: the browser is not told to clear what it keeps; the caller does, but for what must stay. */
  async function signOut(keepStore = false): Promise<void> {
    const demo = current.value?.demo ?? false;
    await http.delete(`/api/v1/identity/session${keepStore ? "?keep_store=true" : ""}`);
    take({ stage: "none", demo });
    actFor("");
  }

  return { current, signedIn, name, personKey, personId, actions, roles, actingOrgId, may, take, refresh, actFor, signOut };
});
