import { http, ifMatch, type components, type Page, type Query, type Tagged } from "@/shared/api";
import type { Choice } from "@/shared/ui/use/list";

type Schemas = components["schemas"];
export type OrganisationRow = Schemas["OrganisationRow"];
export type Organisation = Schemas["OrganisationOut"];
export type TreeNode = Schemas["TreeNode"];
export type ChartNode = Schemas["ChartNode"];
export type OrganisationHistory = Schemas["HistoryOut"];
export type Violation = Schemas["ViolationRow"];
export type Violations = Schemas["ViolationsOut"];
export type UnitRow = Schemas["UnitRow"];
export type UnitNode = Schemas["UnitNode"];
export type Remains = Schemas["RemainsOut"];
export type Reminder = Schemas["ReminderRow"];
export type RosterRow = Schemas["RosterRow"];

const ORGANISATIONS = "/api/v1/directory/organisations";
const UNITS = "/api/v1/directory/units";

export const ORG_KINDS: Choice[] = [
  { value: "party_group", label: "党组" },
  { value: "party_committee", label: "党委" },
  { value: "general_branch", label: "党总支" },
  { value: "branch", label: "党支部" },
  { value: "discipline_committee", label: "纪委" },
  { value: "trade_union", label: "工会" },
  { value: "league_committee", label: "团委" },
  { value: "league_general_branch", label: "团总支" },
  { value: "league_branch", label: "团支部" },
];
export const TREES: Choice[] = [
  { value: "party", label: "党组织" },
  { value: "discipline", label: "纪检组织" },
  { value: "union", label: "工会组织" },
  { value: "league", label: "团组织" },
];
export const BRANCH_KINDS: Choice[] = [
  { value: "ordinary", label: "普通党支部" },
  { value: "joint", label: "联合党支部" },
  { value: "temporary", label: "临时党支部" },
  { value: "mobile", label: "流动党员党支部" },
  { value: "project", label: "项目党支部" },
  { value: "functional", label: "功能型党支部" },
  { value: "retired", label: "离退休党支部" },
];
export const ELECTION_METHODS: Choice[] = [
  { value: "general_meeting", label: "党员大会选举" },
  { value: "congress", label: "党代表大会选举" },
  { value: "appointed", label: "上级任命" },
];
export const CONTROL_TYPES: Choice[] = [
  { value: "public_controlled", label: "公有经济控制" },
  { value: "non_public_controlled", label: "非公有经济控制" },
];

export const organisations = (query: Query, signal?: AbortSignal): Promise<Page<OrganisationRow>> => http.get<Page<OrganisationRow>>(ORGANISATIONS, query, signal);
export const organisation = (id: string): Promise<Tagged<Organisation>> => http.getTagged<Organisation>(`${ORGANISATIONS}/${id}`);
export const organisationTree = (on: string): Promise<Schemas["TreeOut"]> => http.get(`${ORGANISATIONS}/tree`, { on });
export const organisationChart = (tree: string): Promise<Schemas["ChartOut"]> => http.get(`${ORGANISATIONS}/chart`, { tree });
export const organisationPast = (id: string, day: string): Promise<Schemas["PastOut"]> => http.get(`${ORGANISATIONS}/${id}/past`, { day });
export const remains = (id: string): Promise<Remains[]> => http.get(`${ORGANISATIONS}/${id}/remains`);
export const customaryNames = (shortName: string, kind: string, withCommittee = true): Promise<Schemas["NameOut"]> =>
  http.get(`${ORGANISATIONS}/name`, { short_name: shortName, org_kind: kind, with_committee: withCommittee });
export const setTerm = (id: string, body: object, etag: string): Promise<unknown> => http.put(`${ORGANISATIONS}/${id}/term`, body, ifMatch(etag));
export const extendTerm = (id: string, body: object, etag: string): Promise<unknown> => http.post(`${ORGANISATIONS}/${id}/term/extension`, body, ifMatch(etag));
export const reminders = (id: string): Promise<Reminder[]> => http.get(`${ORGANISATIONS}/${id}/reminders`);
export const printReminder = (id: string, reminderId: string, form: "pdf" | "docx"): Promise<void> => http.download(`${ORGANISATIONS}/${id}/reminders/${reminderId}/letter`, { form }, `换届提醒函.${form}`);
export const rosterOn = (id: string, day: string): Promise<RosterRow[]> => http.get(`${ORGANISATIONS}/${id}/roster`, { day });
export const unitTree = (): Promise<UnitNode[]> => http.get(`${UNITS}/tree`);
export const organisationHistory = (id: string): Promise<OrganisationHistory> => http.get(`${ORGANISATIONS}/${id}/history`);
export const violations = (query: Query): Promise<Violations> => http.get(`${ORGANISATIONS}/violations`, query);
export const establish = (body: object, key: string): Promise<{ id: string }> => http.post(ORGANISATIONS, body, { "Idempotency-Key": key });
export const change = (id: string, body: object, etag: string): Promise<{ id: string }> => http.patch(`${ORGANISATIONS}/${id}`, body, ifMatch(etag));
export type Operation = "rename" | "move" | "merge" | "split" | "kind" | "dissolve";
export const operate = (id: string, operation: Operation, body: object, etag: string): Promise<unknown> => http.post(`${ORGANISATIONS}/${id}/${operation}`, body, ifMatch(etag));
export const formCell = (id: string, body: object): Promise<unknown> => http.post(`${ORGANISATIONS}/${id}/cells`, body);
export const updateCell = (cellId: string, body: { name: string; sort: number }): Promise<unknown> => http.put(`/api/v1/directory/cells/${cellId}`, body);
export const dissolveCell = (id: string, on: string): Promise<unknown> => http.post(`/api/v1/directory/cells/${id}/dissolve`, { on });
export const linkUnits = (id: string, unitIds: string[]): Promise<unknown> => http.put(`${ORGANISATIONS}/${id}/units`, { unit_ids: unitIds });
export const units = (query: Query, signal?: AbortSignal): Promise<Page<UnitRow>> => http.get<Page<UnitRow>>(UNITS, query, signal);
export const createUnit = (body: object, key: string): Promise<unknown> => http.post(UNITS, body, { "Idempotency-Key": key });
export const updateUnit = (id: string, body: object, etag: string): Promise<unknown> => http.put(`${UNITS}/${id}`, body, ifMatch(etag));
export const closeUnit = (id: string, on: string, etag: string): Promise<unknown> => http.post(`${UNITS}/${id}/close`, { on }, ifMatch(etag));

/** How a term stands, as mark and words. */
export function termTag(state: string): { status: "done" | "due" | "late" | "none"; text: string } {
  if (state === "expired" || state === "overdue") return { status: "late", text: "任期届满" };
  if (state === "extended") return { status: "due", text: "延期换届" };
  if (state === "expiring") return { status: "due", text: "即将届满" };
  return state === "running" || state === "current" ? { status: "done", text: "任期内" } : { status: "none", text: "未登记任期" };
}
