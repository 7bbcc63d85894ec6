import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { http, type Page, type Query, type components } from "@/shared/api";

const PATH = "/api/v1/kernel/tasks";

/** Background work that the person asked for: imports, prints. `subject_kind` and `subject_id` name the page of its result. */
export type Task = components["schemas"]["TaskOut"];

export const tasks = (query: Query): Promise<Page<Task>> => http.get<Page<Task>>(PATH, query);

export const isGoingOn = (task: Pick<Task, "state">): boolean => task.state === "waiting" || task.state === "running";

/** Number of tasks going on; asked again often while there are some, seldom otherwise. */
export function useGoingOn(): ComputedRef<number> {
  const result = useQuery({
    queryKey: ["kernel", "tasks", "going-on"],
    queryFn: () => http.get<{ going_on: number }>(`${PATH}/going-on`),
    refetchInterval: (query) => (query.state.data?.going_on ? 5_000 : 60_000),
  });
  return computed(() => result.data.value?.going_on ?? 0);
}

/** "35%", with what is done now and the time still needed: "35% · 正在写入 · 约还需 2 分钟". */
export function progressText(task: Pick<Task, "state" | "state_label" | "done" | "total" | "text" | "remaining_seconds">): string {
  if (!isGoingOn(task)) return task.state_label;
  const percent = task.total > 0 ? `${Math.floor((task.done * 100) / task.total)}%` : "";
  const left = task.remaining_seconds;
  const remaining = left === null || left === undefined ? "" : left < 90 ? `约还需 ${Math.max(5, Math.ceil(left / 5) * 5)} 秒` : `约还需 ${Math.ceil(left / 60)} 分钟`;
  return [percent, task.text, remaining].filter(Boolean).join(" · ") || task.state_label;
}
