import { http, ifMatch, queryString, type components, type Page, type Query, type Tagged } from "@/shared/api";
import type { Export } from "@/shared/domain/foundation/exports";
import type { Choice } from "@/shared/ui/use/list";

export type MemberRow = components["schemas"]["MemberRow"];
export type Member = components["schemas"]["MemberOut"];
export type Catalogue = components["schemas"]["CatalogueOut"];
export type RecordField = components["schemas"]["FieldOut"];
export type HistoryRow = components["schemas"]["HistoryRow"];
export type Correction = components["schemas"]["CorrectionRow"];
export type Counts = components["schemas"]["CountsOut"];
export type Revealed = components["schemas"]["RevealOut"];
export type Look = components["schemas"]["LookRow"];
export type RecordValues = Record<string, unknown>;

const MEMBERS = "/api/v1/directory/members";
const CORRECTIONS = "/api/v1/directory/corrections";

export const CATEGORIES: Choice[] = [
  { value: "full_member", label: "正式党员" },
  { value: "probationary_member", label: "预备党员" },
  { value: "development_target", label: "发展对象" },
  { value: "activist", label: "入党积极分子" },
  { value: "applicant", label: "入党申请人" },
];
export const SEXES: Choice[] = [
  { value: "male", label: "男" },
  { value: "female", label: "女" },
];
export const STATES: Choice[] = [
  { value: "active", label: "在册" },
  { value: "left", label: "已离开" },
  { value: "all", label: "全部" },
];
export const SOURCES: Record<string, string> = {
  edit: "党务工作者修改",
  self: "本人申请更正",
  import: "导入",
  move: "组织关系调整",
  leaving: "登记减少",
  hr: "人事系统",
};
export const CORRECTION_STATES: Record<string, string> = { pending: "待审核", approved: "已采纳", refused: "未采纳", withdrawn: "已撤回" };

export const wordOf = (choices: Choice[], value: string): string => choices.find((choice) => choice.value === value)?.label ?? value;

/** The code sets and fields of the record; they change with the release only. */
let known: Promise<Catalogue> | undefined;
export function catalogue(): Promise<Catalogue> {
  known ??= http.get<Catalogue>(`${MEMBERS}/fields`).catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

export const members = (query: Query, signal?: AbortSignal): Promise<Page<MemberRow>> => http.get<Page<MemberRow>>(MEMBERS, query, signal);
export const member = (id: string): Promise<Tagged<Member>> => http.getTagged<Member>(`${MEMBERS}/${id}`);
export const ownRecord = (): Promise<Member> => http.get<Member>(`${MEMBERS}/me`);
export const history = (id: string): Promise<HistoryRow[]> => http.get<HistoryRow[]>(`${MEMBERS}/${id}/history`);
export const memberPast = (id: string, day: string): Promise<components["schemas"]["PastRecordOut"]> => http.get(`${MEMBERS}/${id}/past`, { day });
export const looks = (id: string): Promise<Page<Look>> => http.get(`${MEMBERS}/${id}/looks`, { limit: 50 });
export const setCell = (personIds: string[], cellId: string | null): Promise<{ changed: number }> => http.post(`${MEMBERS}/cell`, { person_ids: personIds, cell_id: cellId });
const OF_A_PAGE = new Set(["sort", "cursor", "limit", "with_total"]);
/** Filters of a list without order and page, which an export does not have. */
const filtersOf = (query: Query): Query => Object.fromEntries(Object.entries(query).filter(([name]) => !OF_A_PAGE.has(name)));
export const exportMembers = (query: Query, columns: string[], form: "xlsx" | "csv"): Promise<void> =>
  http.download("/api/v1/directory/member-export", { ...filtersOf(query), columns, form }, `党员.${form}`);
/** Columns that only leave with a reason; many of them only with a second person. */
export const SENSITIVE_COLUMNS: Record<string, string> = { id_number: "公民身份号码", mobile_phone: "手机号码", home_address: "家庭住址", registered_residence: "户籍所在地" };
export const askMemberExport = (query: Query, columns: string[], reason: string, key: string): Promise<Export> =>
  http.post<Export>(`/api/v1/directory/member-exports${queryString(filtersOf(query))}`, { columns, reason }, { "Idempotency-Key": key });
export const register = (body: RecordValues, key: string): Promise<{ id: string }> => http.post(MEMBERS, body, { "Idempotency-Key": key });
export const update = (id: string, body: RecordValues, etag: string): Promise<{ id: string }> => http.patch(`${MEMBERS}/${id}`, body, ifMatch(etag));
export const reveal = (id: string, purpose: string): Promise<Revealed> => http.post(`${MEMBERS}/${id}/reveal`, { purpose });
export const move = (body: { person_ids: string[]; to_organisation_id: string; on: string; note: string }): Promise<{ changed: number }> => http.post(`${MEMBERS}/move`, body);
export const leave = (id: string, body: { reason: string; on: string; note: string }): Promise<unknown> => http.post(`${MEMBERS}/${id}/leave`, body);
export const suspend = (id: string, body: { on: string; note: string }): Promise<unknown> => http.post(`${MEMBERS}/${id}/suspend`, body);
export const restore = (id: string, body: { on: string; note: string }): Promise<unknown> => http.post(`${MEMBERS}/${id}/restore`, body);
export const addRecord = (id: string, kind: "educations" | "awards" | "family", body: RecordValues): Promise<unknown> => http.post(`${MEMBERS}/${id}/${kind}`, body);
export const changeRecord = (id: string, kind: "educations" | "awards" | "family", recordId: string, body: RecordValues): Promise<unknown> => http.put(`${MEMBERS}/${id}/${kind}/${recordId}`, body);
export const removeRecord = (id: string, kind: string, recordId: string, reason: string): Promise<unknown> =>
  http.delete(`${MEMBERS}/${id}/${kind}/${recordId}?reason=${encodeURIComponent(reason)}`);
export const counts = (query: Query): Promise<Counts> => http.get<Counts>("/api/v1/directory/member-counts", query);
export const downloadCounts = (query: Query): Promise<void> => http.download("/api/v1/directory/member-counts/workbook", query, "党员统计.xlsx");
export const corrections = (query: Query): Promise<Page<Correction>> => http.get<Page<Correction>>(CORRECTIONS, query);
export const ownCorrections = (query: Query): Promise<Page<Correction>> => http.get<Page<Correction>>(`${CORRECTIONS}/mine`, query);
export const askCorrection = (body: RecordValues, key: string): Promise<unknown> => http.post(CORRECTIONS, body, { "Idempotency-Key": key });
export const withdrawCorrection = (id: string): Promise<unknown> => http.post(`${CORRECTIONS}/${id}/withdraw`);
export const decideCorrection = (id: string, approve: boolean, note: string): Promise<unknown> => http.post(`${CORRECTIONS}/${id}/decide`, { approve, note });

/** A value of the record in words: codes become names, yes and no are written out. */
export function shown(field: RecordField, value: unknown): string {
  if (value === null || value === undefined || value === "") return "";
  if (field.kind === "bool") return value === true || value === "true" ? "是" : "否";
  if (field.kind === "choice") return (field.choices as [string, string][]).find(([code]) => code === String(value))?.[1] ?? String(value);
  return String(value);
}
