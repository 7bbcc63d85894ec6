import { http, newKey, refetchNoun, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type PayOptions = Schemas["PayOptionsOut"];
export type PayMonth = Schemas["PayMonthOut"];
export type PayChannel = Schemas["PayChannelOut"];
export type PayOrder = Schemas["PayOrderOut"];
export type PayLink = Schemas["PayLinkOut"];
export type PaymentAccount = Schemas["PaymentAccountOut"];
export type PaymentAccountBody = Schemas["PaymentAccountBody"];
export type ChannelMoney = Schemas["ChannelMoneyOut"];
export type PlatformKind = Schemas["PlatformKind"];

const DUES = "/api/v1/work/dues";

export const PLATFORMS: Record<PlatformKind, string> = { wechat: "微信支付", alipay: "支付宝" };
export const MONEY_STATES: Record<string, { status: "done" | "due" | "none" | "info"; text: string }> = {
  booked: { status: "done", text: "已登记" },
  held: { status: "due", text: "待处理" },
  returned: { status: "none", text: "已退回" },
  left: { status: "none", text: "不作党费" },
};
export const PAY_STATES: Record<string, { status: "done" | "due" | "none" | "info"; text: string }> = {
  open: { status: "due", text: "待支付" },
  paid: { status: "done", text: "已支付" },
  closed: { status: "none", text: "未完成" },
  held: { status: "info", text: "待核对" },
};

export const payOptions = (): Promise<PayOptions> => http.get(`${DUES}/pay-options`);
export const payOrder = (id: string): Promise<PayOrder> => http.get(`${DUES}/pay-orders/${id}`);
export const lookAtLink = (token: string): Promise<PayLink> => http.post(`${DUES}/pay-links/look`, { token });

async function change<T>(path: string, body: unknown): Promise<T> {
  const answer = await http.post<T>(`${DUES}${path}`, body, { "Idempotency-Key": newKey() });
  await refetchNoun("work", "dues");
  return answer;
}
export const openOrder = (body: Schemas["PayOrderIn"]): Promise<{ id: string }> => change("/pay-orders", body);
export const askOrder = (id: string): Promise<PayOrder> => change(`/pay-orders/${id}/ask`, {});
export const giveUpOrder = (id: string): Promise<unknown> => change(`/pay-orders/${id}/give-up`, {});
export const makePayLink = (periods: string[]): Promise<Schemas["PayLinkMadeOut"]> => change("/pay-links", { periods });

export const accounts = (query: Query): Promise<Page<PaymentAccount>> => http.get(`${DUES}/payment-accounts`, query);
export const createAccount = (body: Schemas["PaymentAccountIn"]): Promise<unknown> => change("/payment-accounts", body);
export async function updateAccount(row: PaymentAccount, body: PaymentAccountBody): Promise<void> {
  await http.put(`${DUES}/payment-accounts/${row.id}`, body, { "If-Match": `"v${row.version}"` });
  await refetchNoun("work", "dues");
}
export const switchAccount = (id: string, is_on: boolean): Promise<unknown> => change(`/payment-accounts/${id}/switch`, { is_on });
export const channelMoney = (query: Query): Promise<Page<ChannelMoney>> => http.get(`${DUES}/channel-money`, query);
export const bookHeld = (id: string, body: Schemas["HeldBookIn"]): Promise<unknown> => change(`/channel-money/${id}/book`, body);
export const returnHeld = (id: string, reason: string): Promise<unknown> => change(`/channel-money/${id}/return`, { reason });
export const leaveHeld = (id: string, reason: string): Promise<unknown> => change(`/channel-money/${id}/leave`, { reason });
export const confirmMoney = (id: string, reason: string): Promise<unknown> => change(`/channel-money/${id}/confirm`, { reason });

export type ChannelStatement = Schemas["ChannelStatementOut"];
export type StatementDifference = Schemas["StatementDifferenceOut"];
export type DifferenceDecision = Schemas["DifferenceDecisionIn"]["decision"];
export const statements = (query: Query): Promise<Page<ChannelStatement>> => http.get(`${DUES}/channel-statements`, query);
export const differences = (query: Query): Promise<Page<StatementDifference>> => http.get(`${DUES}/statement-differences`, query);
export const fetchStatement = (body: Schemas["ChannelStatementIn"]): Promise<unknown> => change("/channel-statements", body);
export const settleDifference = (id: string, decision: DifferenceDecision, reason: string): Promise<unknown> => change(`/statement-differences/${id}/settle`, { decision, reason });
