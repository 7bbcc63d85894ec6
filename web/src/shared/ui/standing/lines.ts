import type { ContactCase, OwnStay } from "@/shared/domain/work/standing";

export interface LogLine {
  id: string;
  happened_on: string;
  title: string;
  text: string;
  by: string;
  recorded_at: string;
  strong?: boolean;
}

/** Contacts, reports and attendance of a stay. */
export const stayLines = (row: OwnStay): LogLine[] =>
  row.entries.map((one) => ({ id: one.id, happened_on: one.happened_on, title: one.kind_label, text: one.text, by: `${one.organisation_name} ${one.entered_by}`, recorded_at: one.recorded_at, strong: one.kind === "attendance" }));
/** Attempts to reach somebody. */
export const attemptLines = (row: ContactCase): LogLine[] =>
  row.attempts_made.map((one) => ({ id: one.id, happened_on: one.happened_on, title: `${one.means_label}：${one.is_reached ? "已取得联系" : "未取得联系"}`, text: one.text, by: one.made_by, recorded_at: one.recorded_at, strong: one.is_reached }));
/** Decisions with body and document. */
export const decisionLines = (row: ContactCase): LogLine[] =>
  row.decisions.map((one) => ({
    id: one.id,
    happened_on: one.decided_on,
    title: one.kind_label,
    text: [one.body, one.document_no, one.until ? `至 ${one.until}` : "", one.remark].filter(Boolean).join("，"),
    by: one.entered_by,
    recorded_at: one.recorded_at,
    strong: true,
  }));
