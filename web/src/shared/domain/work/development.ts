/** Development of members: the pipeline, one person's 25 steps, notes, objections, plans. Steps are moved on the pages of cases. */
import { api, http, ifMatch, load, refetchNoun, type components, type Page, type Query, type Tagged } from "@/shared/api";
import type { PersonOption } from "@/shared/ui/use/directory";

type Schemas = components["schemas"];
export type AdmissionRow = Schemas["AdmissionListed"];
export type Admission = Schemas["AdmissionOut"];
export type WorkStep = Schemas["WorkStepOut"];
export type Kept = Schemas["KeptOut"];
export type ObjectionRow = Schemas["ObjectionOut"];
export type OwnDevelopment = Schemas["OwnDevelopment"];
export type Plan = Schemas["PlanOut"];
export type YearPlans = Schemas["YearPlans"];

const BASE = "/api/v1/work/development";
export const STAGE_CHOICES = ["申请入党", "入党积极分子", "发展对象", "预备党员的接收", "教育考察和转正"].map((label, index) => ({ value: String(index + 1), label }));
export const STATE_CHOICES = [
  { value: "running", label: "培养发展中" },
  { value: "done", label: "已转正归档" },
  { value: "refused", label: "未通过" },
  { value: "withdrawn", label: "已终止" },
  { value: "all", label: "全部" },
];
export const SHOW_CHOICES = [
  { value: "all", label: "全部" },
  { value: "late", label: "已逾期" },
  { value: "ready", label: "现在可以办理" },
];
export const NOTE_CHOICES = [
  { value: "half_year_review", label: "半年考察" },
  { value: "thought_report", label: "思想汇报" },
  { value: "study", label: "学习培训" },
  { value: "probation_review", label: "预备期考察" },
];
export const RULE_CHOICES = [
  { value: "2026", label: "2026 年版细则" },
  { value: "2014", label: "2014 年版细则" },
];

type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
const ENDED: Record<string, Tag["status"]> = { done: "done", refused: "late", withdrawn: "none" };
/** How somebody stands: late, waiting for the earliest legal day, to be done now, or ended. */
export function admissionTag(row: Pick<AdmissionRow, "state" | "state_label" | "is_late" | "is_waiting" | "earliest_on">): Tag {
  if (row.state !== "running") return { status: ENDED[row.state] ?? "none", text: row.state_label };
  if (row.is_late) return { status: "late", text: "已逾期" };
  return row.is_waiting ? { status: "info", text: `最早 ${row.earliest_on}` } : { status: "due", text: "可以办理" };
}

export const developmentBoard = (organisationId: string, text: string): Promise<Schemas["DevelopmentBoard"]> =>
  load(api.GET("/api/v1/work/development/board", { params: { query: { organisation_id: organisationId || undefined, text } } }));
export const admissions = (query: Query): Promise<Page<AdmissionRow>> => http.get<Page<AdmissionRow>>(`${BASE}/admissions`, query);
export const admissionDetail = (id: string): Promise<Tagged<Admission>> => http.getTagged<Admission>(`${BASE}/admissions/${id}`);

export const findCandidates = async (text: string): Promise<PersonOption[]> => {
  const found = await load(api.GET("/api/v1/work/development/candidates", { params: { query: { text, limit: 8 } } }));
  return found.items.map((row) => ({ id: row.person_id, name: row.name, organisation_id: "", organisation_name: `${row.organisation_name} · ${row.category_label}` }));
};

export const startAdmission = (body: Schemas["StartAdmissionIn"], key: string): Promise<Admission> =>
  changed(http.post<Admission>(`${BASE}/admissions`, body, { "Idempotency-Key": key }));
export const stopAdmission = (id: string, body: Schemas["StopAdmissionIn"], etag: string): Promise<Admission> =>
  changed(http.post<Admission>(`${BASE}/admissions/${id}/stop`, body, ifMatch(etag)));
export const changeRule = (id: string, body: Schemas["ChangeRuleIn"], etag: string): Promise<Admission> =>
  changed(http.post<Admission>(`${BASE}/admissions/${id}/rule`, body, ifMatch(etag)));

export const keptNotes = (id: string): Promise<Kept> => load(api.GET("/api/v1/work/development/admissions/{admission_id}/notes", { params: { path: { admission_id: id } } }));
export const keepNote = (id: string, body: Schemas["CandidateNoteIn"], key: string): Promise<Kept> =>
  changed(http.post<Kept>(`${BASE}/admissions/${id}/notes`, body, { "Idempotency-Key": key }));
export const registerObjection = (id: string, body: Schemas["ObjectionIn"], key: string): Promise<Kept> =>
  changed(http.post<Kept>(`${BASE}/admissions/${id}/objections`, body, { "Idempotency-Key": key }));
export const closeObjection = (row: ObjectionRow, body: Schemas["FindingIn"]): Promise<Kept> =>
  changed(http.post<Kept>(`${BASE}/objections/${row.id}/close`, body, ifMatch(`"v${row.version}"`)));

export const downloadPaper = (id: string, key: string, format: string): Promise<void> => http.download(`${BASE}/admissions/${id}/papers/${key}`, { file_format: format });
export const downloadArchive = (id: string): Promise<void> => http.download(`${BASE}/admissions/${id}/archive`, {});

export const ownDevelopment = async (): Promise<OwnDevelopment | null> => (await load(api.GET("/api/v1/work/development/mine"))).development ?? null;
export const handInReport = (text: string, key: string): Promise<unknown> => changed(http.post(`${BASE}/mine/reports`, { text }, { "Idempotency-Key": key }));

export const yearPlans = (year: number): Promise<YearPlans> => load(api.GET("/api/v1/work/development/plans", { params: { query: { year } } }));
export const setPlan = (body: Schemas["PlanIn"]): Promise<YearPlans> => changed(http.put<YearPlans>(`${BASE}/plans`, body));

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await refetchNoun("work", "development");
  return answer;
}
