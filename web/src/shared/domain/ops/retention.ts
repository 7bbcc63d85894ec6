/** Terms of retention: what is over, what was erased, and holds. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, refetchNoun, type components, type Page, type Query } from "@/shared/api";

const PATH = "/api/v1/ops/retention";
export type Proposal = components["schemas"]["RetentionProposalOut"];
export type Term = components["schemas"]["RetentionTermOut"];
export type Hold = components["schemas"]["HoldOut"];
export type HoldDraft = components["schemas"]["HoldIn"];

export const proposals = (query: Query): Promise<Page<Proposal>> => http.get<Page<Proposal>>(`${PATH}/proposals`, query);
export const approveProposal = (id: string): Promise<Proposal> => http.post<Proposal>(`${PATH}/proposals/${id}/approval`);
export const refuseProposal = (id: string, note: string): Promise<Proposal> => http.post<Proposal>(`${PATH}/proposals/${id}/refusal`, { note });
export const holds = (query: Query): Promise<Page<Hold>> => http.get<Page<Hold>>(`${PATH}/holds`, query);
export const placeHold = (draft: HoldDraft): Promise<Hold> => http.post<Hold>(`${PATH}/holds`, draft);
export const endHold = (id: string, reason: string): Promise<Hold> => http.post<Hold>(`${PATH}/holds/${id}/end`, { reason });
export const retentionChanged = (): Promise<void> => refetchNoun("ops", "retention");

export function useTerms(): UseQueryReturnType<Term[], Error> {
  return useQuery({ queryKey: ["ops", "retention", "terms"], queryFn: () => http.get<Term[]>(`${PATH}/terms`) });
}

export function proposalTag(row: Proposal): { status: "done" | "due" | "late" | "none"; text: string } {
  if (row.is_late) return { status: "late", text: "已逾期" };
  if (row.state === "open" || row.state === "first") return { status: "due", text: row.state_label };
  return { status: row.state === "done" ? "done" : "none", text: row.state_label };
}

/** What would be erased, in words: 同意 2 条、消息 30 条. */
export const erasedText = (row: Proposal): string => row.tables.map((table) => `${table.title} ${table.rows} 条`).join("、") || "没有";

/** Whether the signed record is as it was signed. */
export const recordText = (row: Proposal): string => (row.is_genuine === null ? "" : row.is_genuine ? "清理记录签名有效" : "清理记录与签名不符");
