import { http, refetchNoun, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type DuesBase = Schemas["DuesBaseOut"];
export type DuesOrder = Schemas["DuesOrderOut"];
export type DuesPayment = Schemas["DuesPaymentOut"];
export type DuesReceipt = Schemas["DuesReceiptOut"];
export type MyDues = Schemas["MyDuesOut"];
export type DuesSheet = Schemas["DuesSheetOut"];
export type BranchBases = Schemas["BranchBasesOut"];
export type BranchBase = Schemas["BranchBaseOut"];
export type DuesHistory = Schemas["DuesHistoryOut"];
export type DuesBaseIn = Schemas["DuesBaseIn"];
export type DuesPreview = Schemas["DuesPreviewOut"];
export type DuesRun = Schemas["DuesRunOut"];
export type DuesRunDetail = Schemas["DuesRunDetailOut"];
export type DuesStatement = Schemas["DuesStatementOut"];
export type DuesStatementLine = Schemas["DuesStatementLineOut"];
export type DuesSetting = Schemas["DuesSettingOut"];
export type DuesSettingIn = Schemas["DuesSettingIn"];
export type Remittance = Schemas["RemittanceOut"];
export type NextRemittance = Schemas["NextRemittanceOut"];
export type Publicity = Schemas["PublicityOut"];
export type LateList = Schemas["LateListOut"];
export type DuesCase = Schemas["DuesCaseOut"];
export type Taken = Schemas["TakenOut"];
export type TakePayment = Schemas["TakePaymentIn"];
export type Calculation = Schemas["CalculationOut"];
export type CalculationIn = Schemas["CalculationIn"];

const DUES = "/api/v1/work/dues";

/** Fen as people read money: 12,345.60. */
export const yuan = (fen: number): string => `${fen < 0 ? "-" : ""}${Math.floor(Math.abs(fen) / 100).toLocaleString("en")}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
/** Ten-thousandths as per cent: 150 → 1.5%. */
export const rateText = (rate: number): string => `${rate / 100}%`;
export const thisMonth = (day: string): string => day.slice(0, 7);
export const monthText = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
export function shiftMonth(month: string, by: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

export interface Option {
  value: string;
  label: string;
}
export const PAYERS: Option[] = [
  { value: "wage", label: "按月领取工资" },
  { value: "annual_salary", label: "年薪制" },
  { value: "self_employed", label: "个体经营等不按月取得收入" },
  { value: "retired", label: "离退休" },
  { value: "farmer", label: "农民" },
  { value: "token", label: "学生、下岗失业、领取救济或低保" },
  { value: "reduced", label: "少交" },
  { value: "exempt", label: "免交" },
];
export const BY_BASE = new Set(["wage", "annual_salary", "self_employed", "retired"]);
export const BY_AGREEMENT = new Set(["farmer", "reduced"]);
export const RELIEF = new Set(["reduced", "exempt"]);
export const REASONS: Option[] = [
  { value: "year", label: "年度核定" },
  { value: "admission", label: "接收为预备党员" },
  { value: "transfer", label: "转入组织关系" },
  { value: "retirement", label: "离退休" },
  { value: "unemployment", label: "下岗失业" },
  { value: "left_work", label: "不再取得工资收入" },
  { value: "receipt", label: "当月实际收入（年薪制）" },
  { value: "pay_change", label: "收入变化" },
  { value: "correction", label: "更正差错" },
  { value: "hardship", label: "生活困难" },
];
export const SOURCES: Option[] = [
  { value: "hr_file", label: "人力资源部门提供" },
  { value: "declared", label: "本人申报并核对" },
  { value: "agreed", label: "上级党委同意" },
];
export const CHANNELS: Option[] = [
  { value: "cash", label: "现金" },
  { value: "bank_file", label: "银行转账" },
  { value: "standing_order", label: "本人委托转账" },
];
export const MODES: Option[] = [
  { value: "annual_fixed", label: "年初核定，年内一般不变" },
  { value: "follow_pay", label: "随收入变化调整" },
];
export const ROUNDINGS: Option[] = [
  { value: "fen_half_up", label: "到分，四舍五入" },
  { value: "jiao_floor", label: "到角，舍去尾数" },
  { value: "yuan_ceil", label: "到元，有尾数进一" },
];
export const ORDER_STATES: Record<string, { status: "done" | "due" | "none" | "info"; text: string }> = {
  paid: { status: "done", text: "已交" },
  part: { status: "due", text: "部分交纳" },
  open: { status: "due", text: "待交" },
  excused: { status: "none", text: "有正当理由" },
};

export const myDues = (): Promise<MyDues> => http.get(`${DUES}/mine`);
export const receipt = (id: string): Promise<DuesReceipt> => http.get(`${DUES}/receipts/${id}`);
/** What would be owed. The server refuses kinds whose dues follow no amount. */
export const calculate = (body: Omit<CalculationIn, "payer_kind"> & { payer_kind: string }): Promise<Calculation> => http.post(`${DUES}/calculation`, body);
export const publicity = (query: Query): Promise<Publicity> => http.get(`${DUES}/publicity`, query);
export const sheet = (query: Query): Promise<DuesSheet> => http.get(`${DUES}/sheet`, query);
export const branchBases = (query: Query): Promise<BranchBases> => http.get(`${DUES}/bases`, query);
export const basesOf = (personId: string): Promise<DuesHistory> => http.get(`${DUES}/bases/${personId}`);
export const preview = (query: Query): Promise<DuesPreview> => http.get(`${DUES}/preview`, query);
export const runs = (query: Query): Promise<Page<DuesRun>> => http.get(`${DUES}/runs`, query);
export const run = (id: string): Promise<DuesRunDetail> => http.get(`${DUES}/runs/${id}`);
export const statement = (query: Query): Promise<DuesStatement> => http.get(`${DUES}/statement`, query);
export const remittances = (query: Query): Promise<Page<Remittance>> => http.get(`${DUES}/remittances`, query);
export const nextRemittance = (query: Query): Promise<NextRemittance> => http.get(`${DUES}/remittance-preview`, query);
export const setting = (query: Query): Promise<DuesSetting> => http.get(`${DUES}/setting`, query);
export const late = (query: Query): Promise<LateList> => http.get(`${DUES}/late`, query);
export const cases = (query: Query): Promise<Page<DuesCase>> => http.get(`${DUES}/cases`, query);
export const payments = (query: Query): Promise<Page<DuesPayment>> => http.get(`${DUES}/payments`, query);

async function change<T>(path: string, body: unknown, key = ""): Promise<T> {
  const answer = await http.post<T>(`${DUES}${path}`, body, key ? { "Idempotency-Key": key } : undefined);
  await refetchNoun("work", "dues");
  return answer;
}
export const fixBases = (entries: DuesBaseIn[], key: string): Promise<{ count: number }> => change("/bases", { entries }, key);
export const setDues = (body: DuesSettingIn): Promise<unknown> => change("/setting", body);
export const askRun = (body: { organisation_id: string; period: string }, key: string): Promise<{ id: string }> => change("/runs", body, key);
export const tickPaid = (body: Schemas["DuesTickIn"], key: string): Promise<Taken> => change("/payments/tick", body, key);
export const takePayment = (body: TakePayment, key: string): Promise<Taken> => change("/payments", body, key);
export const reversePayment = (id: string, reason: string): Promise<unknown> => change(`/payments/${id}/reverse`, { reason });
export const cancelOrder = (id: string, reason: string): Promise<unknown> => change(`/orders/${id}/cancel`, { reason });
export const excuseOrder = (id: string, reason: string): Promise<unknown> => change(`/orders/${id}/excuse`, { reason });
export const countAgain = (id: string): Promise<unknown> => change(`/orders/${id}/count-again`, {});
export const closeCase = (id: string, outcome: string): Promise<unknown> => change(`/cases/${id}/close`, { outcome });
export const sendRemittance = (body: Schemas["SendRemittanceIn"], key: string): Promise<unknown> => change("/remittances", body, key);
export const confirmRemittance = (id: string, received_on: string): Promise<unknown> => change(`/remittances/${id}/confirm`, { received_on });
export const withdrawRemittance = (id: string, reason: string): Promise<unknown> => change(`/remittances/${id}/withdraw`, { reason });

export type BankLine = Schemas["BankLineOut"];
export type BankCandidate = Schemas["BankCandidateOut"];
export type BankTaken = Schemas["BankTakenOut"];
export const bankLines = (query: Query): Promise<Page<BankLine>> => http.get(`${DUES}/bank-lines`, query);
export const importBank = (body: Schemas["BankFileIn"]): Promise<BankTaken> => change("/bank-files", body);
export const matchBank = (id: string, body: Schemas["BankMatchIn"], key: string): Promise<unknown> => change(`/bank-lines/${id}/match`, body, key);
export const leaveBank = (id: string, reason: string): Promise<unknown> => change(`/bank-lines/${id}/leave`, { reason });
/** Fen as an input takes them: 1234.50. */
export const plainYuan = (fen: number): string => yuan(fen).replaceAll(",", "");
