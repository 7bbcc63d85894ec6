/** Requests of people about their data, the answers, and what the programme concludes by rule. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, newKey, refetchNoun, type components, type Page, type Query } from "@/shared/api";

const MINE = "/api/v1/ops/my-requests";
const DESK = "/api/v1/ops/privacy-requests";
export type SubjectRequest = components["schemas"]["SubjectRequestOut"];
export type RequestOptions = components["schemas"]["RequestOptions"];
export type RequestDraft = components["schemas"]["SubjectRequestIn"];
export type RuledDecision = components["schemas"]["RuledDecisionOut"];

export const ownRequests = (query: Query): Promise<Page<SubjectRequest>> => http.get<Page<SubjectRequest>>(MINE, query);
export const askRequest = (draft: RequestDraft, key = newKey()): Promise<SubjectRequest> => http.post<SubjectRequest>(MINE, draft, { "Idempotency-Key": key });
export const withdrawRequest = (id: string): Promise<SubjectRequest> => http.post<SubjectRequest>(`${MINE}/${id}/withdraw`);
export const requestsToAnswer = (query: Query): Promise<Page<SubjectRequest>> => http.get<Page<SubjectRequest>>(DESK, query);
export const answerRequest = (id: string, answer: string): Promise<SubjectRequest> => http.post<SubjectRequest>(`${DESK}/${id}/answer`, { answer });
export const refuseRequest = (id: string, ground: string, answer: string): Promise<SubjectRequest> => http.post<SubjectRequest>(`${DESK}/${id}/refusal`, { ground, answer });

export function useRequestOptions(): UseQueryReturnType<RequestOptions, Error> {
  return useQuery({ queryKey: ["ops", "my-requests", "options"], queryFn: () => http.get<RequestOptions>(`${MINE}/options`) });
}

export function useDecisions(): UseQueryReturnType<RuledDecision[], Error> {
  return useQuery({ queryKey: ["ops", "my-decisions"], queryFn: () => http.get<RuledDecision[]>("/api/v1/ops/my-decisions") });
}

export function useRequestCounts(): UseQueryReturnType<components["schemas"]["RequestCounts"], Error> {
  return useQuery({ queryKey: ["ops", "privacy-requests", "counts"], queryFn: () => http.get<components["schemas"]["RequestCounts"]>(`${DESK}/counts`) });
}

export const requestsChanged = async (): Promise<void> => {
  await refetchNoun("ops", "my-requests");
  await refetchNoun("ops", "privacy-requests");
};

/** The standing of a request as mark and word; late is said, not only coloured. */
export function requestTag(row: SubjectRequest): { status: "done" | "due" | "late" | "none"; text: string } {
  if (row.is_late) return { status: "late", text: "已逾期" };
  if (row.state === "open") return { status: "due", text: row.state_label };
  return { status: row.state === "done" ? "done" : "none", text: row.state_label };
}
