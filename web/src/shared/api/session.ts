import { defineStore } from "pinia";
import { computed, ref } from "vue";
import { http, setActingOrg } from "./client";
import { ApiProblem } from "./problem";

export interface Place {
  org_id: string;
  org_name: string;
}

/** What the server says about who is signed in. */
export interface Session {
  signed_in: boolean;
  account?: { id: string; login_name: string; phone_masked?: string };
  person?: { id: string; name: string; org_id: string; org_name: string } | null;
  tenant?: { id: string; name: string };
  roles: { code: string; title: string; org_id: string | null; org_name: string }[];
  actions: string[];
  demo: boolean;
  must?: "change_password" | "enrol_second_factor" | null;
}

/** Actor and rights of this browser. Filled once before the first route and after each sign-in. */
export const useSession = defineStore("session", () => {
  const current = ref<Session | null>(null);
  const actingOrgId = ref(localStorage.getItem("acting-org") ?? "");

  const signedIn = computed(() => current.value?.signed_in === true);
  const name = computed(() => current.value?.person?.name || current.value?.account?.login_name || "");
  const personKey = computed(() => current.value?.account?.id ?? "nobody");
  const actions = computed(() => new Set(current.value?.actions ?? []));
  const roles = computed(() => new Set((current.value?.roles ?? []).map((role) => role.code)));

  /** Whether the person holds the Action anywhere; with a list: any of them. Hides what cannot be used, the server decides. */
  function may(action: string | readonly string[] | undefined): boolean {
    if (!action || action.length === 0) return true;
    return typeof action === "string" ? actions.value.has(action) : action.some((one) => actions.value.has(one));
  }

  async function refresh(): Promise<void> {
    try {
      current.value = await http.get<Session>("/api/v1/identity/session");
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) current.value = null;
      else throw error;
    }
    setActingOrg(actingOrgId.value);
  }

  function actFor(orgId: string): void {
    actingOrgId.value = orgId;
    if (orgId) localStorage.setItem("acting-org", orgId);
    else localStorage.removeItem("acting-org");
    setActingOrg(orgId);
  }

  async function signOut(): Promise<void> {
    await http.delete("/api/v1/identity/session");
    current.value = null;
    actFor("");
  }

  return { current, signedIn, name, personKey, actions, roles, actingOrgId, may, refresh, actFor, signOut };
});
