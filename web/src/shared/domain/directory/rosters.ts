import { http, ifMatch, type components, type Page, type Query, type Tagged } from "@/shared/api";
import { uploadFile } from "@/shared/ui/use/files";
import type { Choice } from "@/shared/ui/use/list";

export type Batch = components["schemas"]["BatchOut"];
export type BatchDetail = components["schemas"]["BatchDetailOut"];
export type Sheet = components["schemas"]["RosterPartOut"];
export type SheetColumn = components["schemas"]["ColumnOut"];
export type RosterField = components["schemas"]["RosterFieldOut"];
export type Progress = components["schemas"]["ProgressOut"];
export type StagedRow = components["schemas"]["RowOut"];
export type RowProblem = components["schemas"]["ProblemOfRow"];
export type Rows = components["schemas"]["RowsOut"];
export type Missing = components["schemas"]["MissingOut"];
export type UndoCheck = components["schemas"]["UndoCheckOut"];
export type SheetChoice = components["schemas"]["PartChoice"];
export type RosterKind = "member" | "organisation" | "officer";
export type Decision = "" | "new" | "skip";

/** Counts of one sheet, or of all together under "total". */
export interface Counts {
  rows: number;
  new: number;
  changed: number;
  same: number;
  faulty: number;
  skipped: number;
  errors: number;
  warnings: number;
  not_in_file: number;
  /** "code|level" → how many problems. */
  codes?: Record<string, number>;
  /** Lines of the sheet that are no data: row number, kind, first words. */
  left_out?: [number, string, string][];
}
export interface Written {
  people_new: number;
  people_changed: number;
  organisations_new: number;
  organisations_changed: number;
  posts_new?: number;
  posts_changed?: number;
}

const ROSTERS = "/api/v1/directory/rosters";
const UPLOAD = "directory.rosters.upload";

export const KINDS: Choice[] = [
  { value: "member", label: "党员名册" },
  { value: "organisation", label: "党组织名册" },
  { value: "officer", label: "班子成员名册" },
];
export const STATUSES: Choice[] = [
  { value: "new", label: "新增" },
  { value: "changed", label: "更新" },
  { value: "same", label: "无变化" },
  { value: "faulty", label: "有错误" },
  { value: "skipped", label: "不导入" },
];
export const SOURCES: Record<string, string> = {
  heading: "按表头识别",
  similar: "表头相近",
  content: "按内容推测",
  saved: "上次确认",
  chosen: "已选定",
  none: "未识别",
};
export const LEFT_OUT: Record<string, string> = { section: "续行或分段标题", note: "合计、签名等", heading: "重复的表头", blank: "空行" };

export const batches = (query: Query, signal?: AbortSignal): Promise<Page<Batch>> => http.get<Page<Batch>>(ROSTERS, query, signal);
export const batch = (id: string): Promise<Tagged<BatchDetail>> => http.getTagged<BatchDetail>(`${ROSTERS}/${id}`);
export const progress = (id: string): Promise<Progress> => http.get<Progress>(`${ROSTERS}/${id}/progress`);
export const rows = (id: string, query: Query, signal?: AbortSignal): Promise<Rows> => http.get<Rows>(`${ROSTERS}/${id}/rows`, query, signal);
export const missingPeople = (id: string): Promise<Missing[]> => http.get<Missing[]>(`${ROSTERS}/${id}/missing`);
export const setMapping = (id: string, parts: SheetChoice[], version: number): Promise<BatchDetail> => http.put<BatchDetail>(`${ROSTERS}/${id}/mapping`, { parts }, ifMatch(version));
export const requestPreview = (id: string): Promise<Batch> => http.post<Batch>(`${ROSTERS}/${id}/preview`);
export const correctCell = (id: string, body: { part: number; row: number; field: string; text: string }): Promise<StagedRow> => http.post<StagedRow>(`${ROSTERS}/${id}/cells`, body);
export const replaceText = (id: string, body: { part: number; field: string; old: string; text: string }): Promise<{ rows: number }> => http.post(`${ROSTERS}/${id}/replacements`, body);
export const decideRow = (id: string, body: { part: number; row: number; decision: Decision }): Promise<StagedRow> => http.post<StagedRow>(`${ROSTERS}/${id}/decisions`, body);
export const commit = (id: string, skipFaulty: boolean, version: number): Promise<Batch> => http.post<Batch>(`${ROSTERS}/${id}/commit`, { skip_faulty: skipFaulty }, ifMatch(version));
export const undoCheck = (id: string): Promise<UndoCheck> => http.get<UndoCheck>(`${ROSTERS}/${id}/undo`);
export const undo = (id: string, reason: string, version: number): Promise<Batch> => http.post<Batch>(`${ROSTERS}/${id}/undo`, { reason }, ifMatch(version));
export const discard = (id: string): Promise<void> => http.post<void>(`${ROSTERS}/${id}/discard`);
export const downloadResult = (id: string): Promise<void> => http.download(`${ROSTERS}/${id}/result`, {}, "导入结果.xlsx");
export const downloadTemplate = (kind: RosterKind): Promise<void> => http.download("/api/v1/directory/roster-template", { kind }, "名册导入模板.xlsx");
export const exportRoster = (kind: RosterKind, query: Query): Promise<void> => http.download(`/api/v1/directory/roster-export/${kind}`, query, "名册.xlsx");

/** Sends a file and has its sheets and columns recognised. */
export async function startImport(file: File, kind: RosterKind | "", organisationId: string, key: string): Promise<BatchDetail> {
  const kept = await uploadFile(file, UPLOAD);
  return http.post<BatchDetail>(ROSTERS, { file_id: kept.id, kind: kind || null, organisation_id: organisationId || null }, { "Idempotency-Key": key });
}

/** Fields a column can be taken for; they change with the release only. */
const known = new Map<string, Promise<RosterField[]>>();
export function fieldsOf(kind: string): Promise<RosterField[]> {
  const held =
    known.get(kind) ??
    http.get<RosterField[]>(`/api/v1/directory/roster-fields/${kind}`).catch((error: unknown) => {
      known.delete(kind);
      throw error;
    });
  known.set(kind, held);
  return held;
}

const EMPTY: Counts = { rows: 0, new: 0, changed: 0, same: 0, faulty: 0, skipped: 0, errors: 0, warnings: 0, not_in_file: 0 };
/** The counts of a sheet (its number) or of the whole file ("total"). */
export const countsOf = (found: Batch, part: number | "total"): Counts => ({ ...EMPTY, ...(found.counts as Record<string, Counts>)[String(part)] });
export const writtenOf = (found: Batch): Written | null => ((found.counts as Record<string, unknown>).written as Written | undefined) ?? null;

/** "A", "AA": a column as Excel names it. */
export function letterOf(column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** Short names of problems for the summary; whatever is not listed shows under its field of concern. */
const TITLES: Record<string, string> = {
  "DAT-R01": "出生日期与身份证号不符",
  "DAT-R02": "入党时不满 18 岁",
  "DAT-R03": "预备期不足一年",
  "DAT-R04": "人员类别与日期不符",
  "DAT-R05": "日期先后颠倒",
  "DAT-R06": "培养不足一年",
  "DAT-R07": "身份证号重复",
  "DAT-R08": "疑似在册人员",
  "DAT-R09": "同一人重复出现",
  "DAT-R10": "失联信息不全",
  "DAT-R11": "超龄共青团员",
  "DAT-R12": "届满日期不符",
  "DAT-R13": "人数合计不符",
  "DAT-R14": "党龄不符",
  "id.check_digit": "身份证校验码错误",
  "id.shape": "身份证位数不对",
  "id.date": "身份证日期不存在",
  "id.precision_lost": "身份证末位丢失",
  "id.suspicious_zeros": "身份证末位为零",
  "id.masked": "身份证号被遮盖",
  "id.other_document": "其他证件",
  "date.not_in_calendar": "日期不存在",
  "date.two_digit_year": "年份只有两位",
  "date.ambiguous_month": "年月写法有歧义",
  "date.year_only": "只有年份",
  "date.unreadable": "不是日期",
  "date.out_of_range": "日期超出范围",
  "phone.several": "一格多个电话",
  "phone.not_mobile": "不是手机号",
  "phone.unreadable": "不是电话号码",
  "phone.masked": "电话被遮盖",
  "name.foreign_signs": "姓名中有多余内容",
  "name.letters": "姓名是字母",
  "name.unusual": "姓名少见",
  "ethnic_group.unknown": "没有这个民族",
  "education.unknown": "学历无法识别",
  "education.uncertain": "学历不能确定",
  "degree.unknown": "学位无法识别",
  "cell.formula_error": "公式出错",
  "cell.formula_uncalculated": "公式没有结果",
  "cell.required": "必填项为空",
  "choice.unknown": "不在可选值中",
  "roster.branch_missing": "没有填写党支部",
  "roster.branch_unknown": "找不到党支部",
  "roster.branch_several": "党支部重名",
  "roster.branch_dissolved": "党支部已撤销",
  "roster.branch_not_a_branch": "不是党支部",
  "roster.cell_unknown": "没有该党小组",
  "member.moves": "将调整所在支部",
  "member.matched_by_name": "按姓名和日期对应",
  "member.was_registered": "曾在册，将重新登记",
  "member.ambiguous": "同名，无法确定",
  "member.repeated": "重复的行",
  "member.two_people": "标识与证件对应两人",
  "member.registered_elsewhere": "已在其他单位登记",
  "member.sex_differs": "性别与证件号码不符",
  "member.status_not_imported": "党籍状态不由导入修改",
  "member.category_inferred": "人员类别由日期推断",
  "member.before_birth": "日期早于出生",
  "member.date_in_future": "日期晚于今天",
  "roster.organisation_missing": "没有填写党组织",
  "roster.organisation_unknown": "找不到党组织",
  "roster.organisation_several": "党组织重名",
  "roster.organisation_dissolved": "党组织已撤销",
  "post.kind_unknown": "职务无法识别",
  "post.none": "没有党内职务",
  "post.person_unknown": "找不到该党员",
  "post.ambiguous": "同名，无法确定",
  "post.name_differs": "姓名与证件号码不符",
  "post.other_branch": "组织关系不在该支部",
  "post.not_there": "该组织没有此职务",
  "post.person": "不能担任此职务",
  "post.origin": "任职方式不符",
  "post.dates": "任职日期有误",
  "post.overlap": "与他人或本人任职重叠",
  "post.start_missing": "没有任职日期",
  "post.start_assumed": "按当选日期登记",
  "organisation.date_in_future": "日期晚于今天",
  "organisation.parent_unknown": "找不到上级党组织",
  "organisation.parent_missing": "没有填写上级党组织",
  "organisation.parent_differs": "上级与在册不同",
  "organisation.repeated": "重复的行",
  "organisation.circular": "上下级成环",
  "organisation.kind": "上级之下不能建立该类组织",
  "organisation.kind_unknown": "无法判断组织类别",
  "organisation.name_differs": "名称与在册不同",
  "organisation.no_date": "没有成立日期",
};
const FAMILIES: [string, string][] = [
  ["id.", "证件号码有误"],
  ["date.", "日期待核对"],
  ["phone.", "电话号码待核对"],
  ["name.", "姓名待核对"],
  ["education.", "学历待核对"],
  ["degree.", "学位待核对"],
  ["ethnic_group.", "民族待核对"],
  ["sex.", "性别待核对"],
  ["number.", "数字待核对"],
  ["amount.", "数字待核对"],
  ["yes_no.", "是否项待核对"],
  ["text.", "内容过长"],
  ["cell.", "公式没有结果"],
];
export const problemTitle = (code: string): string => TITLES[code] ?? FAMILIES.find(([start]) => code.startsWith(start))?.[1] ?? "需要核对";
