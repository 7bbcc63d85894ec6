import { computed, reactive, ref, type ComputedRef, type Ref } from "vue";
import { useRoute, useRouter } from "vue-router";
import type { ApiProblem} from "@/shared/api";
import { asProblem, http, useSession } from "@/shared/api";

const SESSION = "/api/v1/identity/session";

/** One of the invented people of the demo mode. */
export interface DemoPerson {
  account_id: string;
  name: string;
  title: string;
}

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
  startAgain(): void;
}

interface Entered {
  stage: "complete" | "second_factor";
}

/** Log-in in one or two steps; afterwards back to the page that was asked for. */
export function useSignIn(surface: "console" | "phone"): SignIn {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const model = reactive({ identifier: "", password: "", code: "" });
  const step = ref<"password" | "second_factor">("password");
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>;
  const busy = ref(false);
  const people = ref<DemoPerson[]>([]);

  async function enter(work: () => Promise<Entered>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      const entered = await work();
      if (entered.stage === "second_factor") {
        step.value = "second_factor";
        return;
      }
      model.password = "";
      model.code = "";
      await session.refresh();
      const wanted = typeof route.query.to === "string" && route.query.to.startsWith("/") ? route.query.to : "/";
      await router.replace(wanted);
    } catch (error) {
      problem.value = asProblem(error);
    } finally {
      busy.value = false;
    }
  }

  void http
    .get<{ people: DemoPerson[] }>("/api/v1/identity/demo")
    .then((answer) => (people.value = answer.people))
    .catch(() => undefined);

  return {
    model,
    step,
    problem,
    busy,
    people,
    sessionOver: computed(() => route.query.over === "1"),
    givePassword: () => enter(() => http.post<Entered>(SESSION, { identifier: model.identifier.trim(), password: model.password, surface })),
    giveCode: () => enter(() => http.post<Entered>(`${SESSION}/second-factor`, { code: model.code.trim() })),
    enterAs: (person) => enter(() => http.post<Entered>(`${SESSION}/demo`, { account_id: person.account_id, surface })),
    startAgain() {
      step.value = "password";
      model.password = "";
      model.code = "";
      problem.value = null;
    },
  };
}
