/** Supervised tasks: lists with lamps, one task with its trail and tree, and every step somebody may take. */
import { http, ifMatch, refetchNoun, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type TaskRow = Schemas["TaskRowOut"];
export type Task = Schemas["SupervisedTaskOut"];
export type TaskEntry = Schemas["TaskEntryOut"];
export type TaskCounts = Schemas["TaskCountsOut"];
export type TaskTree = Schemas["TaskTreeOut"];
export type TaskIn = Schemas["TaskIn"];
export type TaskAssign = Schemas["TaskAssignIn"];
export type TaskPart = Schemas["TaskPartIn"];
export type Step = Task["offers"][number];

const TASKS = "/api/v1/work/tasks";
export const EVIDENCE = "work.tasks.evidence";

export const LAMPS = [
  { value: "green", label: "正常" },
  { value: "yellow", label: "临期" },
  { value: "red", label: "逾期" },
  { value: "black", label: "挂牌督办" },
];
export const STATES = [
  { value: "registered", label: "已登记" },
  { value: "assigned", label: "待签收" },
  { value: "accepted", label: "已签收" },
  { value: "in_progress", label: "办理中" },
  { value: "extension_requested", label: "延期待批" },
  { value: "submitted", label: "待核验" },
  { value: "verified", label: "已核验" },
  { value: "returned", label: "退回重办" },
  { value: "closed", label: "已办结" },
  { value: "cancelled", label: "已撤销" },
];
export const SOURCES = [
  { value: "meeting_resolution", label: "会议决议" },
  { value: "instruction", label: "领导批示" },
  { value: "superior_document", label: "上级文件" },
  { value: "inspection_finding", label: "检查发现问题" },
  { value: "letter", label: "来信来访" },
  { value: "other", label: "其他" },
];
export const ALL_SOURCES = [...SOURCES, { value: "year_plan", label: "年度计划" }, { value: "responsibility", label: "责任清单" }];

type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
const LIGHT: Record<string, Tag["status"]> = { green: "done", yellow: "due", red: "late", black: "late" };
/** The lamp in words: never colour alone. */
export function lampTag(row: Pick<TaskRow, "lamp" | "lamp_label" | "days_left" | "state">): Tag {
  if (row.state === "cancelled") return { status: "none", text: "已撤销" };
  const ended = ["submitted", "verified", "closed"].includes(row.state);
  if (ended) return { status: row.days_left < 0 ? "late" : "done", text: row.days_left < 0 ? `逾期 ${-row.days_left} 天上报` : "按期上报" };
  if (row.lamp === "red" || row.lamp === "black") return { status: "late", text: `${row.lamp_label}（逾期 ${-row.days_left} 天）` };
  return { status: LIGHT[row.lamp] ?? "none", text: row.lamp === "yellow" ? `临期（剩 ${row.days_left} 天）` : row.lamp_label };
}

/** What a step asks for; both surfaces draw their form from it. */
export interface StepForm {
  title: string;
  hint?: string;
  text?: { label: string; name: "note" | "text" | "reason"; required: boolean };
  date?: { label: string; name: "wanted_on" | "due_on" | "done_on"; required: boolean };
  files?: boolean;
  percent?: boolean;
  granted?: boolean;
  danger?: boolean;
}
export const STEP_FORMS: Partial<Record<Step, StepForm>> = {
  accept: { title: "签收", text: { label: "说明", name: "note", required: false } },
  progress: { title: "填报进展", text: { label: "进展情况", name: "text", required: true }, percent: true, files: true },
  ask_extension: {
    title: "申请延期",
    hint: "须在完成时限之前提出，由交办单位审批。",
    date: { label: "延期至", name: "wanted_on", required: true },
    text: { label: "原因", name: "reason", required: true },
  },
  decide_extension: { title: "审批延期", granted: true, text: { label: "意见（不同意时必填）", name: "note", required: false } },
  submit: {
    title: "上报办结",
    hint: "办结须有佐证材料（照片、文件），由交办单位的另一人核验。",
    text: { label: "完成情况", name: "text", required: true },
    files: true,
  },
  verify: { title: "核验通过", hint: "请对照任务要求核对佐证材料。", text: { label: "核验意见", name: "note", required: false } },
  return: {
    title: "退回重办",
    text: { label: "退回原因和需要补充的内容", name: "reason", required: true },
    date: { label: "新的完成时限（不填则不变）", name: "due_on", required: false },
  },
  close: { title: "办结", text: { label: "说明", name: "note", required: false } },
  cancel: { title: "撤销任务", hint: "分解到下级的未办结任务会一并撤销。", text: { label: "撤销原因", name: "reason", required: true }, danger: true },
  urge: { title: "催办", hint: "责任人会立即收到消息。", text: { label: "催办要求", name: "text", required: true } },
};
const PLACE: Partial<Record<Step, string>> = { ask_extension: "extension", decide_extension: "extension-decision" };
export const milestoneForm: StepForm = { title: "登记节点完成", date: { label: "完成日期", name: "done_on", required: true }, text: { label: "说明", name: "note", required: false } };

const at = (id: string, rest = ""): string => `${TASKS}/${id}${rest}`;
export const tasks = (query: Query, signal?: AbortSignal): Promise<Page<TaskRow>> => http.get<Page<TaskRow>>(TASKS, query, signal);
export const myTasks = (query: Query): Promise<Page<TaskRow>> => http.get<Page<TaskRow>>(`${TASKS}/mine`, query);
export const taskCounts = (organisationId: string): Promise<TaskCounts> => http.get<TaskCounts>(`${TASKS}/counts`, { organisation_id: organisationId || undefined });
export const taskDetail = (id: string): Promise<Task> => http.get<Task>(at(id));
export const taskTree = (id: string): Promise<TaskTree> => http.get<TaskTree>(at(id, "/tree"));
export const exportTasks = (query: Query): Promise<void> => http.download(`${TASKS}/file`, query);

export const registerTask = (body: TaskIn, key: string): Promise<{ id: string }> => changed(http.post<{ id: string }>(TASKS, body, { "Idempotency-Key": key }));
export const changeTask = (task: Task, body: Schemas["TaskChangeIn"]): Promise<unknown> => changed(http.put(at(task.id), body, ifMatch(task.version)));
export const assignTask = (id: string, body: TaskAssign, key: string): Promise<unknown> => changed(http.post(at(id, "/assign"), body, { "Idempotency-Key": key }));
/** Who helps with a task now: whoever gives it on keeps them unless they are taken out. */
export const helpersOf = (task: Task, people: boolean): string[] => task.helpers.flatMap((one) => (one.is_person === people && one.subject_id ? [one.subject_id] : []));
export const divideTask = (id: string, parts: TaskPart[], key: string): Promise<unknown> => changed(http.post(at(id, "/parts"), { parts }, { "Idempotency-Key": key }));
export const takeStep = (id: string, step: Step, body: Record<string, unknown>, key: string): Promise<unknown> =>
  changed(http.post(at(id, `/${PLACE[step] ?? step}`), body, { "Idempotency-Key": key }));
export const reachMilestone = (id: string, milestoneId: string, body: Record<string, unknown>, key: string): Promise<unknown> =>
  changed(http.post(at(id, `/milestones/${milestoneId}`), body, { "Idempotency-Key": key }));

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await refetchNoun("work", "supervised");
  await refetchNoun("foundation", "todos");
  return answer;
}
