import { http, refetchNoun, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type DuesFunds = Schemas["DuesFundsOut"];
export type DuesExpense = Schemas["DuesExpenseOut"];
export type DuesExpenseIn = Schemas["DuesExpenseIn"];
export type YearPublicity = Schemas["YearPublicityOut"];

const DUES = "/api/v1/work/dues";
export const EXPENSE_FILE = "work.dues.expense";

export const EXPENSE_STATES: Record<string, { status: "done" | "due" | "none" | "info"; text: string }> = {
  waiting: { status: "due", text: "待审核" },
  booked: { status: "done", text: "已入账" },
  refused: { status: "none", text: "未同意" },
  withdrawn: { status: "none", text: "已撤回" },
  reversed: { status: "none", text: "已冲销" },
};

export const funds = (query: Query): Promise<DuesFunds> => http.get(`${DUES}/funds`, query);
export const expenses = (query: Query): Promise<Page<DuesExpense>> => http.get(`${DUES}/expenses`, query);
export const yearPublicity = (query: Query): Promise<YearPublicity> => http.get(`${DUES}/publicity/year`, query);

async function change<T>(path: string, body: unknown, key = ""): Promise<T> {
  const answer = await http.post<T>(`${DUES}${path}`, body, key ? { "Idempotency-Key": key } : undefined);
  await refetchNoun("work", "dues");
  return answer;
}
export const recordExpense = (body: DuesExpenseIn, key: string): Promise<unknown> => change("/expenses", body, key);
export const approveExpense = (id: string): Promise<unknown> => change(`/expenses/${id}/approve`, {});
export const refuseExpense = (id: string, reason: string): Promise<unknown> => change(`/expenses/${id}/refuse`, { reason });
export const withdrawExpense = (id: string, reason: string): Promise<unknown> => change(`/expenses/${id}/withdraw`, { reason });
export const reverseExpense = (id: string, reason: string): Promise<unknown> => change(`/expenses/${id}/reverse`, { reason });
