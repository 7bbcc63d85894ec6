/** Notices down, reports up, requests with their numbers: lists, one document, writing and sending, who has read. */
import { http, ifMatch, refetchNoun, type components, type Page, type Query, type Tagged } from "@/shared/api";

type Schemas = components["schemas"];
export type SentRow = Schemas["SentRow"];
export type ReceivedRow = Schemas["ReceivedRow"];
export type MineRow = Schemas["MineRow"];
export type RequestRow = Schemas["RequestRow"];
export type DocumentDetail = Schemas["OfficialDocumentOut"];
export type DocumentRef = Schemas["DocumentRef"];
export type ReadingRow = Schemas["ReadingRow"];
export type ReaderRow = Schemas["ReaderRow"];
export type DocumentFields = Schemas["DocumentRevision"];
export type DocumentBody = Schemas["DocumentBody"];
export type DocumentKind = DocumentDetail["kind"];

const DOCUMENTS = "/api/v1/work/documents";
/** Purpose under which attachments are uploaded. */
export const ATTACHMENT = "work.documents.attachment";

export const DOCUMENT_KINDS = [
  { value: "notice", label: "通知" },
  { value: "report", label: "报告" },
];
export const DOCUMENT_STATES = [
  { value: "draft", label: "草稿" },
  { value: "sent", label: "已发出" },
  { value: "withdrawn", label: "已撤回" },
  { value: "superseded", label: "已被替换" },
];
export const AUDIENCES = [
  { value: "officers", label: "党组织负责人和经办人" },
  { value: "members", label: "全体党员" },
];
export const kindOf = (kind: string): string => DOCUMENT_KINDS.find((one) => one.value === kind)?.label ?? "";

type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
const TAGS: Record<string, Tag> = { draft: { status: "none", text: "草稿" }, sent: { status: "done", text: "已发出" }, withdrawn: { status: "late", text: "已撤回" }, superseded: { status: "none", text: "已被替换" } };
export const documentTag = (row: { state: string }): Tag => TAGS[row.state] ?? { status: "info", text: row.state };
/** One's own line: what was ended needs no reading. */
export function readingTag(row: { state: string; read_at: string | null }): Tag {
  if (row.state !== "sent") return documentTag(row);
  return row.read_at ? { status: "done", text: "已阅" } : { status: "due", text: "未阅" };
}

export const sentDocuments = (query: Query): Promise<Page<SentRow>> => http.get<Page<SentRow>>(`${DOCUMENTS}/sent`, query);
export const receivedDocuments = (query: Query): Promise<Page<ReceivedRow>> => http.get<Page<ReceivedRow>>(`${DOCUMENTS}/received`, query);
export const myDocuments = (query: Query): Promise<Page<MineRow>> => http.get<Page<MineRow>>(`${DOCUMENTS}/mine`, query);
export const requestList = (query: Query): Promise<Page<RequestRow>> => http.get<Page<RequestRow>>(`${DOCUMENTS}/requests`, query);
export const documentDetail = (id: string): Promise<Tagged<DocumentDetail>> => http.getTagged<DocumentDetail>(`${DOCUMENTS}/${id}`);
export const readingOf = (id: string): Promise<ReadingRow[]> => http.get<ReadingRow[]>(`${DOCUMENTS}/${id}/reading`);
export const readersOf = (id: string, query: Query): Promise<Page<ReaderRow>> => http.get<Page<ReaderRow>>(`${DOCUMENTS}/${id}/readers`, query);
export const downloadReaders = (id: string): Promise<void> => http.download(`${DOCUMENTS}/${id}/readers/file`, undefined, "阅读情况.xlsx");

const changed = async (): Promise<void> => {
  await Promise.all([refetchNoun("work", "documents"), refetchNoun("foundation", "todos")]);
};

export async function createDocument(body: DocumentBody, key: string): Promise<DocumentRef> {
  const made = await http.post<DocumentRef>(DOCUMENTS, body, { "Idempotency-Key": key });
  await changed();
  return made;
}

export async function updateDocument(id: string, body: DocumentFields, etag: string): Promise<DocumentRef> {
  const saved = await http.put<DocumentRef>(`${DOCUMENTS}/${id}`, body, ifMatch(etag));
  await changed();
  return saved;
}

export async function sendDocument(id: string, version: number): Promise<DocumentRef> {
  const sent = await http.post<DocumentRef>(`${DOCUMENTS}/${id}/send`, {}, ifMatch(version));
  await changed();
  return sent;
}

export async function withdrawDocument(id: string, reason: string): Promise<void> {
  await http.post(`${DOCUMENTS}/${id}/withdraw`, { reason });
  await changed();
}

export async function urgeUnread(id: string): Promise<number> {
  const { told } = await http.post<{ told: number }>(`${DOCUMENTS}/${id}/urge`);
  await changed();
  return told;
}

export async function readDocument(id: string): Promise<void> {
  await http.post(`${DOCUMENTS}/${id}/read`);
  await changed();
}

export async function discardDocument(id: string): Promise<void> {
  await http.delete(`${DOCUMENTS}/${id}`);
  await changed();
}
