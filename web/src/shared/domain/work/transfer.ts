/** Transfers of organisational relations: lists with lamps, one with its legs, what can be done, one's own. */
import { api, http, ifMatch, load, refetchNoun, type components, type Page, type Query, type Tagged } from "@/shared/api";

type Schemas = components["schemas"];
export type TransferRow = Schemas["TransferListed"];
export type Transfer = Schemas["TransferOut"];
export type TransferHop = Schemas["TransferHopOut"];
export type OwnTransfer = Schemas["OwnTransferOut"];
export type OwnTransfers = Schemas["OwnTransfers"];
export type TransferPreview = Schemas["TransferPreview"];
export type TransferCause = Schemas["AskTransferIn"]["cause"];
export type Incoming = Schemas["IncomingOut"];
export type LetterSeen = Schemas["LetterSeen"];
export type OutsideScope = Schemas["OutsideIn"]["scope"];
export type Refusal = Schemas["RefuseTransferIn"]["refusal"];

const BASE = "/api/v1/work/transfers";
export const SHOW_CHOICES = [
  { value: "open", label: "办理中" },
  { value: "mine", label: "待我方办理" },
  { value: "late", label: "已逾期" },
  { value: "done", label: "已办结、已撤回" },
  { value: "all", label: "全部" },
];
export const DIRECTION_CHOICES = [
  { value: "any", label: "转入和转出" },
  { value: "out", label: "转出" },
  { value: "in", label: "转入" },
];
export const CAUSES: { value: TransferCause; label: string }[] = [
  { value: "job", label: "工作单位变动" },
  { value: "residence", label: "经常居住地变动" },
  { value: "six_months", label: "外出六个月以上、地点比较固定" },
  { value: "graduation", label: "毕业、升学" },
  { value: "retirement", label: "离退休" },
  { value: "reorganisation", label: "组织设置调整" },
  { value: "other", label: "其他" },
];
export const REFUSALS: { value: Refusal; label: string }[] = [
  { value: "wrong_receiver", label: "接收党组织有误" },
  { value: "data_differs", label: "党员信息与档案不一致" },
  { value: "file_incomplete", label: "党员档案材料不全" },
  { value: "not_a_member", label: "党员身份无法确认" },
  { value: "not_here", label: "本人未到接收单位工作或居住" },
  { value: "discipline_open", label: "有未办结的纪律审查" },
  { value: "receiver_ended", label: "接收党组织已撤销或合并" },
];

export const OUTSIDE_SCOPES: { value: OutsideScope; label: string }[] = [
  { value: "intra_province", label: "省内" },
  { value: "cross_province", label: "跨省" },
  { value: "special_system", label: "军队、中央单位等系统" },
];

type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
/** How a transfer stands: over, late at the leg at hand, or on its way. */
export function transferTag(row: Pick<TransferRow, "state" | "state_label" | "is_ended" | "days_overdue">): Tag {
  if (row.state === "closed") return { status: "done", text: row.state_label };
  if (row.is_ended) return { status: "none", text: row.state_label };
  if (row.days_overdue > 0) return { status: "late", text: `逾期 ${row.days_overdue} 天` };
  return { status: ["rejected", "expired", "lost_letter"].includes(row.state) ? "late" : "due", text: row.state_label };
}

export interface Place {
  id: string;
  name: string;
  note: string;
}

/** Branches of the enterprise that a member can go to. */
export async function findTargets(text: string): Promise<Place[]> {
  const found = await load(api.GET(`${BASE}/targets`, { params: { query: { text, limit: 8 } } }));
  return found.items.map((row) => ({ id: row.organisation_id, name: row.name, note: row.parent_name }));
}

export const transfers = (query: Query): Promise<Page<TransferRow>> => http.get<Page<TransferRow>>(BASE, query);
export const transferDetail = (id: string): Promise<Tagged<Transfer>> => http.getTagged<Transfer>(`${BASE}/${id}`);
export const previewTransfer = (personId: string, toId: string): Promise<TransferPreview> =>
  load(api.GET(`${BASE}/preview`, { params: { query: { person_id: personId, to_organisation_id: toId || undefined } } }));
export const startTransfer = (body: Schemas["StartTransferIn"], key: string): Promise<Transfer> => changed(http.post<Transfer>(BASE, body, { "Idempotency-Key": key }));

export type MoveName = "check" | "issue" | "return" | "accept" | "refuse" | "withdraw" | "lost" | "acceptance" | "receipt";
/** One move of a transfer that was read with `etag`. */
export const moveTransfer = (id: string, move: MoveName, body: object, etag: string): Promise<Transfer> => changed(http.post<Transfer>(`${BASE}/${id}/${move}`, body, ifMatch(etag)));

export type Whole = Schemas["WholeOut"];
export const startWhole = (body: Schemas["StartWholeIn"], key: string): Promise<Whole> => changed(http.post<Whole>(`${BASE}/whole`, body, { "Idempotency-Key": key }));
/** The whole batch of a transfer moves on together: let out, or accepted. */
export const moveWhole = (row: Transfer): Promise<Whole> => changed(http.post<Whole>(`${BASE}/${row.id}/${row.can_issue ? "issue-all" : "accept-all"}`, {}));

export const ownTransfers = (): Promise<OwnTransfers> => load(api.GET(`${BASE}/mine`));
export const askTransfer = (body: Schemas["AskTransferIn"], key: string): Promise<OwnTransfers> => changed(http.post<OwnTransfers>(`${BASE}/mine`, body, { "Idempotency-Key": key }));
export const withdrawOwn = (row: OwnTransfer): Promise<OwnTransfers> => changed(http.post<OwnTransfers>(`${BASE}/mine/${row.id}/withdraw`, {}, ifMatch(`"v${row.version}"`)));

/** What each move asks for and is called. */
export interface MoveWords {
  move: MoveName;
  label: string;
  asks: "nothing" | "declared" | "refusal" | "reason" | "days" | "acceptance" | "receipt";
  note: string;
}

/** The moves that the person can make now, the usual one first. */
export function movesOf(row: Transfer): MoveWords[] {
  const found: MoveWords[] = [];
  if (row.can_check) found.push({ move: "check", label: row.state === "rejected" ? "更正后重新转出" : "审核同意转出", asks: "declared", note: "确认后转到下一环节；接收之前由转出党组织负责。" });
  if (row.can_issue) {
    const again = row.letters.length ? "重新" : "";
    found.push({ move: "issue", label: `${again}开具介绍信并转出`, asks: "days", note: `转到${row.to_committee_name || row.to_name}办理接收；到期没有接收的，介绍信失效、退回转出党委。` });
  }
  if (row.can_return) {
    found.push({ move: "return", label: "退回党支部更正", asks: "refusal", note: "写明要更正什么，党支部更正后重新转出。" });
  }
  if (row.can_receive) {
    const last = row.now_with === "to_branch";
    found.push({ move: "accept", label: last ? "接收" : "同意接收", asks: "nothing", note: last ? "接收后组织关系即转入，由接收党组织负责。" : `同意后由${row.to_name}编入。` });
    found.push({ move: "refuse", label: "退回", asks: "refusal", note: "接收党组织不得无故拒绝、拖延（教育管理条例第二十五条），退回须选择原因并写明要更正什么。" });
  }
  if (row.can_take_receipt) found.push({ move: "receipt", label: "登记收到回执", asks: "receipt", note: "回执与存根一并存档，本件办结。" });
  if (row.can_note) {
    found.push({ move: "acceptance", label: "登记对方已接收", asks: "acceptance", note: "登记后党员移出本单位名册，回执继续催收。" });
    found.push({ move: "lost", label: "介绍信遗失", asks: "reason", note: "原编号立即作废，由转出党委查明后重新开具。" });
  }
  if (row.can_withdraw) found.push({ move: "withdraw", label: "撤回", asks: "reason", note: "撤回后组织关系仍在原党支部，可以重新办理。" });
  return found;
}

export const downloadLetter = (id: string, format: "pdf" | "docx"): Promise<void> => http.download(`${BASE}/${id}/letter`, { file_format: format });

export const incomings = (query: Query): Promise<Page<Incoming>> => http.get<Page<Incoming>>(`${BASE}/incoming`, query);
export const receiveLetter = (body: Schemas["ReceiveLetterIn"], key: string): Promise<Incoming> => changed(http.post<Incoming>(`${BASE}/incoming`, body, { "Idempotency-Key": key }));
export const lookAtLetter = (code: string): Promise<LetterSeen> => http.post<LetterSeen>(`${BASE}/incoming/look`, { code });
export const receiveByCode = (body: Schemas["ReceiveByCodeIn"], key: string): Promise<Incoming> => changed(http.post<Incoming>(`${BASE}/incoming/by-code`, body, { "Idempotency-Key": key }));
export const sendBackByCode = (body: Schemas["SendBackByCodeIn"], key: string): Promise<Schemas["LetterSentBack"]> => changed(http.post<Schemas["LetterSentBack"]>(`${BASE}/incoming/send-back`, body, { "Idempotency-Key": key }));
export const sendReceipt = (row: Incoming, sentOn: string): Promise<Incoming> => changed(http.post<Incoming>(`${BASE}/incoming/${row.id}/receipt`, { sent_on: sentOn }, ifMatch(`"v${row.version}"`)));
export const downloadReceipt = (id: string): Promise<void> => http.download(`${BASE}/incoming/${id}/print`, { file_format: "pdf" });
export const verifyLetter = (code: string): Promise<Schemas["LetterVerified"]> => load(api.GET("/api/v1/work/letters/{code}", { params: { path: { code } } }));
/** How a letter that came in stands. */
export const incomingTag = (row: Incoming): Tag => (row.receipt_sent_on ? { status: "done", text: row.is_electronic ? "电子回执" : "回执已寄出" } : { status: "due", text: "待寄回执" });

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await refetchNoun("work", "transfer");
  return answer;
}
