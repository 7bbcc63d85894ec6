import { http, refetchNoun, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type DuesAllocation = Schemas["DuesAllocationOut"];
export type SendAllocationIn = Schemas["SendAllocationIn"];
export type DuesInterest = Schemas["DuesInterestOut"];
export type DuesInterestIn = Schemas["DuesInterestIn"];

const DUES = "/api/v1/work/dues";
export const INTEREST_FILE = "work.dues.interest";

export const ALLOCATION_STATES: Record<string, { status: "done" | "due" | "none"; text: string }> = {
  sent: { status: "due", text: "待下级确认" },
  received: { status: "done", text: "下级已收到" },
  reversed: { status: "none", text: "已收回" },
};

export const allocations = (query: Query): Promise<Page<DuesAllocation>> => http.get(`${DUES}/allocations`, query);
export const interest = (query: Query): Promise<Page<DuesInterest>> => http.get(`${DUES}/interest`, query);

async function change<T>(path: string, body: unknown, key = ""): Promise<T> {
  const answer = await http.post<T>(`${DUES}${path}`, body, key ? { "Idempotency-Key": key } : undefined);
  await refetchNoun("work", "dues");
  return answer;
}
export const sendAllocation = (body: SendAllocationIn, key: string): Promise<unknown> => change("/allocations", body, key);
export const confirmAllocation = (id: string, received_on: string): Promise<unknown> => change(`/allocations/${id}/confirm`, { received_on });
export const reverseAllocation = (id: string, reason: string): Promise<unknown> => change(`/allocations/${id}/reverse`, { reason });
export const recordInterest = (body: DuesInterestIn, key: string): Promise<unknown> => change("/interest", body, key);
export const reverseInterest = (id: string, reason: string): Promise<unknown> => change(`/interest/${id}/reverse`, { reason });
