/** What the rules ask of an organisation in a period, and how it stands: this month, the board, what is missing. */
import { http, type components } from "@/shared/api";
import type { Tag } from "./meetings";

type Schemas = components["schemas"];
export type DutyState = Schemas["StateOut"];
export type BranchMonth = Schemas["MonthOut"];
export type DutyStates = Schemas["StatesOut"];
export type Matrix = Schemas["MatrixOut"];
export type MatrixSummary = Schemas["SummaryOut"];
export type DutyViolations = Schemas["DutyViolationsOut"];
export type Ledger = Schemas["LedgerOut"];

const WORK = "/api/v1/work";

export const DUTY_WORDS: Record<string, string> = {
  branch_general_meeting: "支部党员大会",
  branch_committee_meeting: "支部委员会会议",
  cell_meeting: "党小组会",
  party_lecture: "党课",
  theme_party_day: "主题党日",
  organisational_life_meeting: "组织生活会",
  democratic_evaluation: "民主评议党员",
  heart_to_heart_talk: "谈心谈话",
  leader_lecture: "书记讲党课",
  democratic_life_meeting: "民主生活会",
  centre_group_study: "理论学习中心组学习",
  strict_governance_session: "专题研究全面从严治党",
  ideology_session: "专题研究意识形态工作",
};

/** done, due, late, missing, not_owed, upcoming as mark and word. */
export const DUTY_TAGS: Record<string, Tag> = {
  done: { status: "done", text: "已完成" },
  due: { status: "due", text: "待完成" },
  late: { status: "late", text: "临期未安排" },
  missing: { status: "late", text: "未完成" },
  not_owed: { status: "none", text: "不要求" },
  upcoming: { status: "none", text: "未到时间" },
};
export const dutyTag = (row: { status: string; planned_on?: string | null }): Tag =>
  row.status === "due" && row.planned_on ? { status: "info", text: "已安排" } : (DUTY_TAGS[row.status] ?? { status: "none", text: row.status });

/** The kind of meeting that does a duty; null where something else does it (talks, a lecture inside another meeting). */
export function meetingKindOf(duty: string): string | null {
  const inside: Record<string, string | null> = {
    heart_to_heart_talk: null,
    leader_lecture: "party_lecture",
    strict_governance_session: "committee_session",
    ideology_session: "committee_session",
  };
  return duty in inside ? (inside[duty] ?? null) : duty;
}

export const branchMonth = (organisationId: string): Promise<BranchMonth> => http.get(`${WORK}/branch-month`, { organisation_id: organisationId });
export const dutyStates = (query: { organisation_id: string; period?: string; duty?: string }): Promise<DutyStates> => http.get(`${WORK}/duties`, query);
export const matrix = (query: { period?: string; organisation_id?: string; committees?: boolean; limit?: number; after?: string; only_open?: boolean }): Promise<Matrix> =>
  http.get(`${WORK}/matrix`, query);
export const matrixSummary = (query: { period?: string; organisation_id?: string }): Promise<MatrixSummary> => http.get(`${WORK}/matrix-summary`, query);
export const dutyViolations = (query: { period?: string; organisation_id?: string }): Promise<DutyViolations> => http.get(`${WORK}/violations`, query);
export const exemptDuty = (body: Schemas["ExemptionIn"], key: string): Promise<{ id: string }> => http.post(`${WORK}/duty-exemptions`, body, { "Idempotency-Key": key });
export const withdrawExemption = (id: string, reason: string): Promise<void> => http.post(`${WORK}/duty-exemptions/${id}/withdraw`, { reason });
export const attendanceLedger = (query: { organisation_id: string; since: string; until: string; kind?: string }): Promise<Ledger> => http.get(`${WORK}/attendance-ledger`, query);
