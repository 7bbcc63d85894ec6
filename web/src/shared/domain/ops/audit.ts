import { http, type components } from "@/shared/api";

/** Figures of the audit trail, and what its rules found. */
export type AuditOverview = components["schemas"]["OverviewOut"];
export type AuditWarning = components["schemas"]["AuditWarning"];

export const auditOverview = (days: number): Promise<AuditOverview> => http.get<AuditOverview>("/api/v1/ops/audit/overview", { days });

/** Where the lines of a warning are read; null when there are none. */
export function linesOf(warning: AuditWarning): string | null {
  const query = new URLSearchParams(warning.filters).toString();
  return query ? `/system/audit?${query}` : null;
}
