/** The plan of a year, lists of responsibilities, and progress by organisation. */
import { http, ifMatch, refetchNoun, type components, type Page, type Query } from "@/shared/api";
import { today } from "@/shared/ui/use/dates";

type Schemas = components["schemas"];
export type PlanItem = Schemas["PlanItemOut"];
export type PlanItemIn = Schemas["PlanItemIn"];
export type Responsibility = Schemas["ResponsibilityOut"];
export type ResponsibilityIn = Schemas["ResponsibilityIn"];
export type TaskBoard = Schemas["TaskBoardOut"];

const WORK = "/api/v1/work";
export const RHYTHMS = [
  { value: "none", label: "长期" },
  { value: "monthly", label: "每月" },
  { value: "quarterly", label: "每季度" },
  { value: "yearly", label: "每年" },
];

type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
/** How an item of the plan stands: not given out, dropped, or as its task. */
export function planTag(item: PlanItem): Tag {
  if (item.dropped_reason) return { status: "none", text: "不再安排" };
  const task = item.task;
  if (!task || task.state === "cancelled") return item.due_on < today() ? { status: "late", text: "未交办，已过期限" } : { status: "info", text: "未交办" };
  if (task.state === "closed") return { status: "done", text: "已办结" };
  return { status: task.lamp === "green" ? "done" : task.lamp === "yellow" ? "due" : "late", text: `${task.state_label} ${task.percent}%` };
}
export const mayGive = (item: PlanItem): boolean => !item.dropped_reason && (!item.task || item.task.state === "cancelled");

export const planItems = (query: Query): Promise<Page<PlanItem>> => http.get<Page<PlanItem>>(`${WORK}/task-plans`, query);
export const taskBoard = (organisationId: string, year: number): Promise<TaskBoard> => http.get<TaskBoard>(`${WORK}/task-board`, { organisation_id: organisationId, year });
export const responsibilities = (query: Query, signal?: AbortSignal): Promise<Page<Responsibility>> => http.get<Page<Responsibility>>(`${WORK}/responsibilities`, query, signal);

export const addPlanItem = (body: PlanItemIn, key: string): Promise<unknown> => changed(http.post(`${WORK}/task-plans`, body, { "Idempotency-Key": key }));
export const changePlanItem = (item: PlanItem, body: Schemas["PlanItemChangeIn"]): Promise<unknown> => changed(http.put(`${WORK}/task-plans/${item.id}`, body, ifMatch(item.version)));
export const dropPlanItem = (id: string, reason: string): Promise<unknown> => changed(http.post(`${WORK}/task-plans/${id}/drop`, { reason }));
export const givePlanItem = (id: string, organisationIds: string[], key: string): Promise<{ id: string }> =>
  changed(http.post<{ id: string }>(`${WORK}/task-plans/${id}/give`, { organisation_ids: organisationIds }, { "Idempotency-Key": key }));
export const addResponsibility = (body: ResponsibilityIn, key: string): Promise<unknown> => changed(http.post(`${WORK}/responsibilities`, body, { "Idempotency-Key": key }));
export const endResponsibility = (id: string): Promise<unknown> => changed(http.post(`${WORK}/responsibilities/${id}/end`, {}));

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await refetchNoun("work", "plans");
  await refetchNoun("work", "supervised");
  return answer;
}
