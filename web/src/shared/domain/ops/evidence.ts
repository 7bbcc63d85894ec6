import { http, type components } from "@/shared/api";

/** The self-check report of a protection level. */
export type EvidenceReport = components["schemas"]["EvidenceOut"];
export type EvidenceControl = components["schemas"]["ControlRow"];
export type EvidenceClause = components["schemas"]["ClauseRow"];

export const evidenceReport = (level: number): Promise<EvidenceReport> => http.get<EvidenceReport>("/api/v1/ops/evidence", { level });

/** The report as a table: one line for each control of each point. */
export const EVIDENCE_HEAD = ["标准", "层面", "条款", "要点", "等级", "要点结论", "控制项", "名称", "结论", "原因", "此刻的证据", "测试数"];

export function evidenceRows(report: EvidenceReport): (string | number)[][] {
  const known = new Map(report.controls.map((control) => [control.id, control]));
  return report.clauses.flatMap((clause) =>
    clause.points.flatMap((point) =>
      point.controls.map((id) => {
        const control = known.get(`SEC-${id}`)!;
        return [clause.standard, clause.area, clause.title, point.point, point.level, point.state_label, control.id, control.title, control.state_label, control.reason, control.evidence, control.tests];
      }),
    ),
  );
}
