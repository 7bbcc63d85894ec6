import { computed, reactive, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { asProblem, newKey, type ApiProblem } from "@/shared/api";
import type { StepForm, Task } from "@/shared/domain/work/supervised";
import { today } from "@/shared/ui/use/dates";
import type { KeptFile } from "@/shared/ui/use/files";
import { notify } from "@/shared/ui/use/notify";

export interface StepInput {
  text: string;
  date: string;
  percent: number;
  granted: boolean;
}

export interface StepWork {
  model: StepInput;
  files: Ref<KeptFile[]>;
  busy: Ref<boolean>;
  problem: ShallowRef<ApiProblem | null>;
  ready: ComputedRef<boolean>;
  go: () => Promise<void>;
}

/** What one step asks for, and sending it once; what was typed stays when it is refused. */
export function useStep(form: StepForm, task: Task, run: (body: Record<string, unknown>, key: string) => Promise<unknown>, done: () => void): StepWork {
  const first = form.date?.name === "done_on" ? today() : form.date?.required ? task.due_on : "";
  const model = reactive<StepInput>({ text: "", date: first, percent: task.percent, granted: true });
  const files = ref<KeptFile[]>([]);
  const busy = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  let key = newKey();
  const ready = computed(() => {
    const needsText = form.text?.required || (form.granted && !model.granted);
    return (!needsText || model.text.trim().length > 0) && (!form.date?.required || Boolean(model.date));
  });

  async function go(): Promise<void> {
    busy.value = true;
    problem.value = null;
    const body: Record<string, unknown> = {};
    if (form.text) body[form.text.name] = model.text.trim();
    if (form.date && model.date) body[form.date.name] = model.date;
    if (form.percent) body.percent = model.percent;
    if (form.granted) body.is_granted = model.granted;
    if (form.files) body.file_ids = files.value.map((file) => file.id);
    try {
      await run(body, key);
      notify.success("已保存");
      done();
    } catch (error) {
      problem.value = asProblem(error);
      if (!problem.value.isOffline) key = newKey();
    } finally {
      busy.value = false;
    }
  }
  return { model, files, busy, problem, ready, go };
}
