/** Members who are away (流动党员) or out of contact (失联党员): lists, one with its log, what can be done. */
import { http, ifMatch, refetchNoun, type components, type Page, type Query, type Tagged } from "@/shared/api";

type Schemas = components["schemas"];
export type StayRow = Schemas["StayListed"];
export type Stay = Schemas["StayOut"];
export type OwnStay = Schemas["StayBase"];
export type ContactRow = Schemas["ContactCaseListed"];
export type ContactCase = Schemas["ContactCaseOut"];
type Direction = StayRow["direction"];
type WhyKept = Stay["why_kept"];
type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
export interface Choice<T extends string = string> {
  value: T;
  label: string;
}

const STAYS = "/api/v1/work/mobile-stays";
const CASES = "/api/v1/work/contact-cases";

export const STAY_SHOW: Choice[] = [
  { value: "open", label: "流动中" },
  { value: "asked", label: "待接收方确认" },
  { value: "ended", label: "已结束" },
  { value: "all", label: "全部" },
];
export const STAY_SIDES: Choice[] = [
  { value: "all", label: "流出和流入" },
  { value: "home", label: "本组织流出" },
  { value: "guest", label: "流入本组织" },
];
export const CASE_SHOW: Choice[] = [
  { value: "open", label: "未办结" },
  { value: "waiting", label: "待研究决定" },
  { value: "suspended", label: "已停止党籍" },
  { value: "ended", label: "已办结" },
  { value: "all", label: "全部" },
];
export const DIRECTIONS: Choice<Direction>[] = [
  { value: "cross_province", label: "跨省" },
  { value: "intra_province", label: "省内跨市" },
  { value: "intra_city", label: "市内" },
  { value: "abroad", label: "出国（境）" },
  { value: "unknown", label: "去向不明" },
];
export const REASONS_KEPT: Choice<WhyKept>[] = [
  { value: "place_changes", label: "外出地点不固定" },
  { value: "no_organisation", label: "所去单位没有条件转入" },
  { value: "employed_here", label: "工作关系仍在本单位" },
  { value: "study_abroad", label: "出国（境）学习、工作" },
];
const MEANS: Choice[] = [
  { value: "phone", label: "电话" },
  { value: "message", label: "短信、微信" },
  { value: "visit", label: "上门走访" },
  { value: "family", label: "联系亲属" },
  { value: "employer", label: "联系工作单位、同事" },
  { value: "police", label: "公安、社区协查" },
  { value: "notice", label: "公告寻找" },
  { value: "other", label: "其他" },
];

export const stays = (query: Query): Promise<Page<StayRow>> => http.get<Page<StayRow>>(STAYS, query);
export const stayDetail = (id: string): Promise<Tagged<Stay>> => http.getTagged<Stay>(`${STAYS}/${id}`);
export const startStay = (body: Schemas["StartStayIn"], key: string): Promise<Stay> => changed(http.post<Stay>(STAYS, body, { "Idempotency-Key": key }));
export const ownStays = (): Promise<Schemas["OwnStays"]> => http.get<Schemas["OwnStays"]>(`${STAYS}/mine`);
export const reportHome = (id: string, text: string, key: string): Promise<Schemas["OwnStays"]> => changed(http.post<Schemas["OwnStays"]>(`${STAYS}/mine/${id}/report`, { text }, { "Idempotency-Key": key }));
export const contactCases = (query: Query): Promise<Page<ContactRow>> => http.get<Page<ContactRow>>(CASES, query);
export const caseDetail = (id: string): Promise<Tagged<ContactCase>> => http.getTagged<ContactCase>(`${CASES}/${id}`);
export const openCase = (body: Schemas["OpenContactCaseIn"], key: string): Promise<ContactCase> => changed(http.post<ContactCase>(CASES, body, { "Idempotency-Key": key }));

/** How a stay stands: over, waiting for a host, a report overdue, or in order. */
export function stayTag(row: Pick<StayRow, "state" | "state_label" | "is_ended" | "days_overdue" | "is_over_time">): Tag {
  if (row.is_ended) return { status: "none", text: row.state_label };
  if (row.days_overdue > 0) return { status: "late", text: `汇报逾期 ${row.days_overdue} 天` };
  if (row.is_over_time) return { status: "due", text: "已过预计返回日期" };
  return { status: ["hosted", "outside"].includes(row.state) ? "done" : "due", text: row.state_label };
}
/** How a case stands: what waits for a decision stands out. */
export function caseTag(row: Pick<ContactRow, "state" | "state_label" | "is_ended">): Tag {
  if (row.is_ended) return { status: ["restored", "recontacted"].includes(row.state) ? "done" : "none", text: row.state_label };
  return { status: ["to_decide", "strike_due"].includes(row.state) ? "late" : "due", text: row.state_label };
}

/** One field of a step. */
export interface StepField {
  name: string;
  label: string;
  kind: "date" | "line" | "text" | "select" | "check" | "branch";
  required?: boolean;
  initial?: string;
  choices?: Choice[];
  hint?: string;
}
/** A step that the person can take now: where it goes, what it asks for. */
export interface Step {
  path: string;
  label: string;
  note: string;
  fields: StepField[];
  fixed?: Record<string, unknown>;
}

const text = (label: string, required = true, hint = ""): StepField => ({ name: "text", label, kind: "text", required, hint });
const remark = (label: string, required: boolean): StepField => ({ name: "remark", label, kind: "text", required });
const day = (name: string, label: string): StepField => ({ name, label, kind: "date", required: true });

/** What the person can do with a stay, the usual one first. */
export function stepsOfStay(row: Stay): Step[] {
  const one = `${STAYS}/${row.id}`;
  const found: Step[] = [];
  if (row.can_answer) {
    found.push({ path: `${one}/answer`, label: "同意接收", note: "编入支部活动，组织关系不变；参加组织生活的情况由本支部登记。", fields: [remark("说明", false)], fixed: { accepts: true } });
    found.push({ path: `${one}/answer`, label: "不能接收", note: "写明原因，对方支部会另行联系。", fields: [remark("原因", true)], fixed: { accepts: false } });
  }
  if (row.can_confirm) {
    found.push({ path: `${one}/attendance`, label: "登记参加组织生活", note: "登记后对方支部同时看到。", fields: [day("happened_on", "日期"), text("参加的活动")] });
    found.push({ path: `${one}/leave`, label: "结束接收", note: "不再参加本支部活动的，写明原因，对方支部会看到。", fields: [remark("原因", true)] });
  }
  if (row.can_keep) {
    const kinds = [{ value: "contact", label: "党支部联系" }, { value: "report", label: "本人汇报" }, ...(row.state === "outside" ? [{ value: "attendance", label: "参加接收方组织生活" }] : [])];
    found.push({ path: `${one}/entries`, label: "登记联系", note: "日期填实际联系的日期，登记时间自动记录。", fields: [{ name: "kind", label: "类别", kind: "select", required: true, initial: "contact", choices: kinds }, day("happened_on", "日期"), text("情况")] });
  }
  if (row.can_ask_host) {
    found.push({
      path: `${one}/ask`,
      label: "联系接收方",
      note: "选择本单位的党支部，由对方确认；或者填写单位外的党组织。",
      fields: [{ name: "host_id", label: "接收党支部", kind: "branch" }, { name: "host_name", label: "单位外党组织", kind: "line", hint: "单位外的填写全称，不选党支部。" }],
    });
  }
  if (row.can_drop_host) found.push({ path: `${one}/drop`, label: "取消接收方", note: "仍在外流动，改由其他党组织接收的，先取消再联系。", fields: [remark("原因", true)] });
  if (row.can_keep) found.push({ path: `${one}/end`, label: "结束流动", note: "返回原党支部参加组织生活；已转接组织关系的自动结束。", fields: [day("ended_on", "结束日期"), remark("原因", true)] });
  return found;
}

/** What the person can do with a case, the usual one first. */
export function stepsOfCase(row: ContactCase): Step[] {
  const one = `${CASES}/${row.id}`;
  const found: Step[] = [];
  if (row.can_log) {
    const reached = row.cause === "abroad" ? "本人已返回" : "已与本人取得联系";
    found.push({
      path: `${one}/attempts`,
      label: "登记查找",
      note: "每次查找都登记；日期填实际查找的日期，登记时间自动记录。登记后不能修改。",
      fields: [day("happened_on", "查找日期"), { name: "means", label: "方式", kind: "select", required: true, initial: "phone", choices: MEANS }, text("情况"), { name: "is_reached", label: "结果", kind: "check", hint: reached }],
    });
  }
  for (const choice of row.can_decide) {
    const isBranch = ["continue", "no_measure"].includes(choice.kind);
    found.push({
      path: `${one}/${isBranch ? "settle" : "decide"}`,
      label: `登记决定：${choice.label}`,
      note: choice.by_meeting ? "须经支部党员大会讨论、上级党组织批准。登记后写入党员名册，不能修改。" : "按党组织已经作出的决定登记，登记后不能修改。",
      fixed: { kind: choice.kind },
      fields: [
        day("decided_on", "决定日期"),
        { name: "body", label: "决定机关", kind: "line", required: true },
        ...(isBranch ? [] : [{ name: "document_no", label: "文号", kind: "line" as const, required: choice.by_meeting }]),
        ...(choice.kind === "continue" ? [day("until", "再次研究日期")] : []),
        ...(choice.kind === "correct" ? [day("until", "改正期限至")] : []),
        remark("说明", false),
      ],
    });
  }
  return found;
}

/** The fields of a step before anything is typed. */
export function startOf(step: Step, today: string): Record<string, string | boolean> {
  return Object.fromEntries(step.fields.map((field) => [field.name, field.kind === "check" ? false : (field.initial ?? (field.kind === "date" && field.name !== "until" ? today : ""))]));
}

/** Take a step of what was read with `etag`. */
export function takeStep(step: Step, given: Record<string, string | boolean>, etag: string): Promise<unknown> {
  const body = Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== "" || !["host_id", "until"].includes(name)));
  return changed(http.post<unknown>(step.path, { ...body, ...step.fixed }, ifMatch(etag)));
}

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await refetchNoun("work", "standing");
  return answer;
}
