import { computed, reactive, ref, type ComputedRef, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import { asProblem, http, useSession, type ApiProblem, type Session, type components } from "@/shared/api";
import { passkeysWork, signInWithPasskey } from "./passkeys";

const SESSION = "/api/v1/identity/session";
const MORE = "/api/v1/identity";

/** One of the invented people of the demo mode. */
export type DemoPerson = components["schemas"]["DemoPersonOut"];

export interface SignIn {
  model: { identifier: string; password: string; code: string };
  step: Ref<"password" | "second_factor">;
  problem: Ref<ApiProblem | null>;
  busy: Ref<boolean>;
  people: Ref<DemoPerson[]>;
  sessionOver: ComputedRef<boolean>;
  givePassword(): Promise<void>;
  giveCode(): Promise<void>;
  enterAs(person: DemoPerson): Promise<void>;
  /** Whether the log-in waits for a code of an app, and whether a passkey can be used instead. */
  byApp: ComputedRef<boolean>;
  byPasskey: ComputedRef<boolean>;
  givePasskey(): Promise<void>;
  startAgain(): void;
  /** Somebody came in by another way than the password: on to the second factor, or to the page that was asked for. */
  goOn(): Promise<void>;
}

/** Log-in in one or two steps; afterwards back to the page that was asked for. */
export function useSignIn(surface: "console" | "phone"): SignIn {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const model = reactive({ identifier: "", password: "", code: "" });
  const step = ref<"password" | "second_factor">(session.current?.stage === "second_factor" ? "second_factor" : "password");
  const factors = computed(() => session.current?.second_factors ?? []);
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>;
  const busy = ref(false);
  const people = ref<DemoPerson[]>([]);

  async function enter(work: () => Promise<Session>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      const entered = await work();
      session.take(entered);
      if (entered.stage === "second_factor") {
        step.value = "second_factor";
        return;
      }
      model.password = "";
      model.code = "";
      const wanted = typeof route.query.to === "string" && route.query.to.startsWith("/") ? route.query.to : "/";
      await router.replace(wanted);
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      busy.value = false;
    }
  }

  void http
    .get<DemoPerson[]>(`${MORE}/demo-people`)
    .then((answer) => (people.value = answer))
    .catch(() => undefined);

  return {
    model,
    step,
    problem,
    busy,
    people,
    sessionOver: computed(() => route.query.over === "1"),
    givePassword: () => enter(() => http.post<Session>(SESSION, { identifier: model.identifier.trim(), password: model.password, surface })),
    giveCode: () => enter(() => http.post<Session>(`${SESSION}/second-factor`, { code: model.code.trim() })),
    byApp: computed(() => factors.value.includes("totp")),
    byPasskey: computed(() => factors.value.includes("webauthn") && passkeysWork()),
    givePasskey: () => enter(signInWithPasskey),
    enterAs: (person) => enter(() => http.post<Session>(`${MORE}/demo-session`, { account_id: person.account_id, surface })),
    goOn: () => enter(() => http.get<Session>(SESSION)),
    startAgain() {
      step.value = "password";
      model.password = "";
      model.code = "";
      problem.value = null;
    },
  };
}
