/** Designing processes: versions, drafts, looks, dry runs, files, migration. Documents are what the server reads strictly. */
import { api, http, ifMatch, load, refetchNoun, type components, type Page, type Query, type Tagged } from "@/shared/api";

type Schemas = components["schemas"];
export type ProcessRow = Schemas["ProcessListed"];
export type VersionRow = Schemas["DefinitionListed"];
export type VersionDetail = Schemas["DefinitionOut"];
export type Flaw = Schemas["FlawOut"];
export type DesignWords = Schemas["DesignWordsOut"];
export type DryRun = Schemas["DryRunOut"];
export type DryRunStep = Schemas["TrialStepOut"];
export type DryRunDecision = Schemas["TrialDecisionIn"];
export type HolderAt = Schemas["HolderOut"];
export type MigrationPlan = Schemas["MigrationOut"];

export interface Holder {
  kind: "post" | "role" | "person" | "step" | "starter";
  codes: string[];
  relation: "own" | "parent" | "top" | "nearest_approver";
  field: string | null;
  step: string | null;
}
export interface Choice {
  key: string;
  title: string;
}
export interface AskedField {
  key: string;
  title: string;
  kind: string;
  hint: string;
  is_required: boolean;
  minimum: number | null;
  maximum: number | null;
  choices: Choice[];
  check: string;
  text: string;
}
export interface Way {
  to: string;
  on: string;
  when: string;
  result: "done" | "refused";
}
export interface Step {
  key: string;
  title: string;
  kind: "task" | "form" | "approval" | "vote" | "public_notice" | "wait" | "system";
  help: string;
  holder: Holder | null;
  signing: { mode: string; percentage: number | null; may_add: boolean };
  fields: AskedField[];
  documents: { key: string; title: string; is_required: boolean }[];
  produces: { key: string; title: string; body: string }[];
  outcomes: { key: string; title: string; agrees: boolean; needs_note: boolean }[];
  conditions: { when: string; text: string }[];
  vote: { quorum: string; passes: string; evidence: string; clause: string } | null;
  notice_days: number | null;
  action: string;
  until: string;
  earliest: string;
  latest: string;
  clause: string;
  remind_days: number;
  escalate_days: number;
  forks: boolean;
  joins: boolean;
  ways: Way[];
}
export interface ProcessDocument {
  key: string;
  title: string;
  purpose: string;
  starters: string[];
  rules: string[];
  pause_stops_clock: boolean;
  may_withdraw: boolean;
  first: string;
  steps: Step[];
}

export const STEP_KINDS: { value: Step["kind"]; label: string; note: string }[] = [
  { value: "form", label: "填写", note: "办理人填写内容后提交" },
  { value: "task", label: "任务", note: "办理人做完后确认" },
  { value: "approval", label: "审批", note: "同意或不同意，可多人会签" },
  { value: "vote", label: "表决", note: "填写或读取票数，按法定人数和通过条件计算" },
  { value: "public_notice", label: "公示", note: "按工作日公示期满后登记结果" },
  { value: "wait", label: "等待", note: "到日期或条件成立时自动继续" },
  { value: "system", label: "系统", note: "由系统自动完成" },
];
export const HOLDER_KINDS = [
  { value: "starter", label: "发起人" },
  { value: "post", label: "担任某职务的人" },
  { value: "role", label: "有某角色的人" },
  { value: "person", label: "表单中选定的人" },
  { value: "step", label: "前面环节的办理人" },
];
export const RELATIONS = [
  { value: "own", label: "本党组织" },
  { value: "parent", label: "上级党组织" },
  { value: "nearest_approver", label: "有审批权的上级" },
  { value: "top", label: "最高一级" },
];
export const SIGNING_MODES = [
  { value: "one", label: "一人办理即可" },
  { value: "any", label: "一人同意即通过" },
  { value: "all", label: "所有人同意才通过" },
  { value: "percentage", label: "按比例通过" },
  { value: "in_order", label: "按顺序逐一签署" },
];
export const FIELD_KINDS = [
  { value: "text", label: "一行文字" },
  { value: "long_text", label: "多行文字" },
  { value: "integer", label: "整数" },
  { value: "decimal", label: "金额、小数" },
  { value: "date", label: "日期" },
  { value: "choice", label: "单选" },
  { value: "boolean", label: "是或否" },
  { value: "person", label: "人员" },
];
const HELD = new Set(["task", "form", "approval", "vote", "public_notice"]);
/** Whether somebody holds steps of that kind; the others go on by themselves. */
export const isHeld = (kind: string): boolean => HELD.has(kind);

const PROCESS = "/api/v1/foundation/process";
export const processes = (): Promise<Schemas["ProcessList"]> => load(api.GET("/api/v1/foundation/process/processes"));
export const versions = (query: Query): Promise<Page<VersionRow>> => http.get<Page<VersionRow>>(`${PROCESS}/definitions`, query);
export const versionDetail = (id: string): Promise<Tagged<VersionDetail>> => http.getTagged<VersionDetail>(`${PROCESS}/definitions/${id}`);
export const shippedDocument = async (key: string): Promise<ProcessDocument> =>
  (await load(api.GET("/api/v1/foundation/process/processes/{process_key}/document", { params: { path: { process_key: key } } }))).document as unknown as ProcessDocument;
export const designWords = (): Promise<DesignWords> => load(api.GET("/api/v1/foundation/process/design-words"));
export const lookAt = (document: ProcessDocument): Promise<Schemas["LookOut"]> => http.post(`${PROCESS}/look`, { document });
export const readFile = (text: string): Promise<Schemas["ReadFileOut"]> => http.post(`${PROCESS}/read-bpmn`, { text });
export const tryOut = (body: { document: ProcessDocument; rule: string; started_on: string; organisation_id: string | null; decisions: DryRunDecision[] }): Promise<DryRun> =>
  http.post(`${PROCESS}/trial`, body);
export const holdersAt = async (id: string, organisationId: string): Promise<HolderAt[]> =>
  (await load(api.GET("/api/v1/foundation/process/definitions/{definition_id}/holders", { params: { path: { definition_id: id }, query: { organisation_id: organisationId } } }))).items;
export const caseDiagram = (id: string): Promise<Schemas["DiagramOut"]> =>
  load(api.GET("/api/v1/foundation/process/cases/{case_id}/diagram", { params: { path: { case_id: id } } }));

export async function saveDraft(document: ProcessDocument, note: string, expected: number | null, key: string): Promise<VersionDetail> {
  const saved = await http.post<VersionDetail>(`${PROCESS}/definitions`, { document, note, expected_version: expected }, { "Idempotency-Key": key });
  await changed();
  return saved;
}
export async function dropDraft(row: Pick<VersionRow, "id" | "version">): Promise<void> {
  await http.delete(`${PROCESS}/definitions/${row.id}`, undefined, ifMatch(`"v${row.version}"`));
  await changed();
}
export async function publish(row: Pick<VersionRow, "id" | "version">): Promise<void> {
  await http.post(`${PROCESS}/definitions/${row.id}/publish`, undefined, ifMatch(`"v${row.version}"`));
  await changed();
}
export async function retire(id: string, reason: string): Promise<void> {
  await http.post(`${PROCESS}/definitions/${id}/retire`, { reason });
  await changed();
}
export const migrationPlan = (id: string, from: string, mapping: Record<string, string>): Promise<MigrationPlan> =>
  http.post(`${PROCESS}/definitions/${id}/migration-plan`, { from_id: from, mapping });
export async function migrate(id: string, from: string, mapping: Record<string, string>, digest: string, reason: string): Promise<number> {
  const done = await http.post<{ cases: number }>(`${PROCESS}/definitions/${id}/migrate`, { from_id: from, mapping, digest, reason });
  await changed();
  return done.cases;
}
const changed = async (): Promise<void> => {
  await Promise.all([refetchNoun("foundation", "processes"), refetchNoun("foundation", "process-version"), refetchNoun("foundation", "process-versions")]);
};

export const documentOf = (row: VersionDetail): ProcessDocument => row.document as unknown as ProcessDocument;

export const emptyWay = (to: string): Way => ({ to, on: "", when: "", result: "done" });
/** A new step of a kind, with everything that this kind needs. */
export function emptyStep(key: string, kind: Step["kind"], to: string): Step {
  const step: Step = {
    ...{ key, title: "新环节", kind, help: "", holder: null, signing: { mode: "one", percentage: null, may_add: false } },
    ...{ fields: [], documents: [], produces: [], outcomes: [], conditions: [], vote: null, notice_days: null },
    ...{ action: "", until: "", earliest: "", latest: "", clause: "", remind_days: 2, escalate_days: 5, forks: false, joins: false },
    ways: [emptyWay(to)],
  };
  return fitKind(step, kind);
}

/** Makes a step fit its kind: what only other kinds have is taken away, what this one needs is there. */
export function fitKind(step: Step, kind: Step["kind"]): Step {
  step.kind = kind;
  step.holder = isHeld(kind) ? (step.holder ?? { kind: "starter", codes: [], relation: "own", field: null, step: null }) : null;
  step.vote = kind === "vote" ? (step.vote ?? { quorum: "vote.present * 2 > vote.due", passes: "vote.agree * 2 > vote.due", evidence: "", clause: "" }) : null;
  step.notice_days = kind === "public_notice" ? (step.notice_days ?? 5) : null;
  if (kind !== "wait") step.until = "";
  if (kind !== "system") step.action = "";
  return step;
}

/** A process to begin with: one step that the starter fills in. */
export const emptyDocument = (): ProcessDocument => ({
  key: `own_${Date.now().toString(36)}`,
  ...{ title: "", purpose: "", starters: ["branch_secretary"], rules: ["1"], pause_stops_clock: false, may_withdraw: true },
  first: "step_1",
  steps: [{ ...emptyStep("step_1", "form", "end"), title: "填写申请" }],
});

/** A key that nothing else in the list has. */
export function freeKey(stem: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  let number = known.size + 1;
  while (known.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

const OUTCOMES: Record<string, Choice[]> = {
  approval: [
    { key: "agree", title: "同意" },
    { key: "refuse", title: "不同意" },
  ],
  public_notice: [
    { key: "clear", title: "公示无异议" },
    { key: "objection", title: "有异议，影响通过" },
  ],
  vote: [
    { key: "passed", title: "表决通过" },
    { key: "failed", title: "表决未通过" },
  ],
};
/** How a step can end: as it says itself, else as its kind does. */
export const outcomesOf = (step: Step): Choice[] => (step.outcomes.length ? step.outcomes : (OUTCOMES[step.kind] ?? [{ key: "done", title: "完成" }]));
