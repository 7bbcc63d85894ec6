import { http, type components, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type Matrix = Schemas["MatrixOut"];
export type MatrixRow = Schemas["MatrixRowOut"];
export type MatrixSummary = Schemas["SummaryOut"];
export type BranchMonth = Schemas["MonthOut"];
export type DutyState = Schemas["StateOut"];
export type DutyStates = Schemas["StatesOut"];
export type DutyProblems = Schemas["DutyViolationsOut"];
export type Ledger = Schemas["LedgerOut"];
export type Mark = "done" | "due" | "late" | "none";

/** The mark of a duty's status: late and missing are red, so that red means "act". */
export function markOf(status: string): Mark {
  if (status === "done") return "done";
  if (status === "late" || status === "missing") return "late";
  return status === "due" ? "due" : "none";
}
export const STATUS_WORDS: Record<string, string> = { done: "已完成", due: "待完成", late: "临期未安排", missing: "未完成", not_owed: "不要求", upcoming: "未到时间" };

export const matrix = (query: Query): Promise<Matrix> => http.get("/api/v1/work/matrix", query);
export const matrixSummary = (query: Query): Promise<MatrixSummary> => http.get("/api/v1/work/matrix-summary", query);
/** The superior agrees that one duty is not asked for in one period, or takes that back. */
export const exemptDuty = (body: { organisation_id: string; duty: string; period_key: string; reason: string }, key: string): Promise<unknown> =>
  http.post("/api/v1/work/duty-exemptions", body, { "Idempotency-Key": key });
export const withdrawExemption = (id: string, reason: string): Promise<unknown> => http.post(`/api/v1/work/duty-exemptions/${id}/withdraw`, { reason });
export const branchMonth = (organisationId: string): Promise<BranchMonth> => http.get("/api/v1/work/branch-month", { organisation_id: organisationId });
export const dutyStates = (query: Query): Promise<DutyStates> => http.get("/api/v1/work/duties", query);
export const dutyProblems = (query: Query): Promise<DutyProblems> => http.get("/api/v1/work/violations", query);
export const attendanceLedger = (query: Query): Promise<Ledger> => http.get("/api/v1/work/attendance-ledger", query);

/** Keys of periods as the API reads them: 2026-11, 2026Q4, 2026. */
export function periodKey(kind: "month" | "quarter" | "year", day: Date): string {
  const year = day.getFullYear();
  if (kind === "year") return String(year);
  if (kind === "quarter") return `${year}Q${Math.floor(day.getMonth() / 3) + 1}`;
  return `${year}-${String(day.getMonth() + 1).padStart(2, "0")}`;
}
export function kindOfPeriod(key: string): "month" | "quarter" | "year" {
  if (/^\d{4}-\d{2}$/.test(key)) return "month";
  return key.includes("Q") ? "quarter" : "year";
}
export function shiftPeriod(key: string, by: number): string {
  const kind = kindOfPeriod(key);
  const year = Number(key.slice(0, 4));
  if (kind === "year") return String(year + by);
  const size = kind === "quarter" ? 4 : 12;
  const index = year * size + Number(key.slice(5)) - 1 + by;
  const [y, n] = [Math.floor(index / size), (index % size) + 1];
  return kind === "quarter" ? `${y}Q${n}` : `${y}-${String(n).padStart(2, "0")}`;
}
