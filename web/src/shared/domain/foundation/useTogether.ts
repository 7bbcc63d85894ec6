import { useQuery } from "@tanstack/vue-query";
import { computed, ref, watch } from "vue";
import { newKey } from "@/shared/api";
import { attempt, notify } from "@/shared/ui/use/notify";
import { decideTogether, waitingSteps, type WaitingStep } from "./process";

/** Several steps that wait for one's word alone: what is chosen, the results that all of them have, what was refused and why. */
export function useTogether() {
  const found = useQuery({ queryKey: ["foundation", "case-waiting"], queryFn: waitingSteps });
  const rows = computed(() => found.data.value?.items ?? []);
  const chosen = ref<WaitingStep[]>([]);
  const outcome = ref("");
  const note = ref("");
  const busy = ref(false);
  const problems = ref<{ case_id: string; title: string; problem: string }[]>([]);
  const outcomes = computed(() => {
    const [first, ...others] = chosen.value;
    return (first?.outcomes ?? []).filter((one) => others.every((row) => row.outcomes.some((other) => other.key === one.key && other.title === one.title)));
  });
  const picked = computed(() => outcomes.value.find((one) => one.key === outcome.value));
  const ready = computed(() => picked.value !== undefined && (!picked.value.needs_note || note.value.trim().length >= 2));
  watch(outcomes, (list) => {
    if (!list.some((one) => one.key === outcome.value)) outcome.value = list[0]?.key ?? "";
  });
  watch(rows, (list) => (chosen.value = list.filter((row) => chosen.value.some((one) => one.run_id === row.run_id))));
  let key = newKey(); // the same until an answer came: what did arrive is not done again

  async function send(): Promise<void> {
    if (!(await notify.confirm({ title: "一并办理", text: `${chosen.value.length} 件事项，办理结果：${picked.value!.title}。`, yes: "办理" }))) return;
    busy.value = true;
    problems.value = [];
    const names = new Map(rows.value.map((row) => [row.case_id, row.title]));
    await attempt(async () => {
      const done = await decideTogether(chosen.value, outcome.value, note.value.trim(), key);
      problems.value = done.items.filter((one) => one.problem).map((one) => ({ ...one, title: names.get(one.case_id) ?? "" }));
      notify.success(`已办理 ${done.decided} 件`);
      note.value = "";
      key = newKey();
    });
    busy.value = false;
  }

  return { found, rows, chosen, outcome, outcomes, picked, note, busy, ready, problems, send };
}
