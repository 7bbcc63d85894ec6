/** What nobody does alone: asked for by one, agreed to by others. */
import { api, load, refetchNoun, type components, type Page } from "@/shared/api";

export type Approval = components["schemas"]["ApprovalOut"];

const MARKS: Record<string, "done" | "due" | "late" | "none"> = { pending: "due", agreed: "due", done: "done", refused: "late" };
/** The standing of a request as mark and word. */
export const approvalTag = (row: Approval): { status: "done" | "due" | "late" | "none"; text: string } => ({
  status: MARKS[row.state] ?? "none",
  text: row.needs.length ? `待${row.needs.join("、")}核准` : row.state_label,
});

export const approvals = (query: { state: "waiting" | "all"; limit: number; cursor: string }): Promise<Page<Approval>> =>
  load(api.GET("/api/v1/foundation/approvals", { params: { query } }));
export const ownApprovals = (): Promise<Page<Approval>> => load(api.GET("/api/v1/foundation/approvals/mine", { params: { query: { limit: 20 } } }));

const changed = (): Promise<void> => refetchNoun("foundation", "approvals");

export async function decideApproval(id: string, agreed: boolean, note: string): Promise<void> {
  await load(api.POST("/api/v1/foundation/approvals/{request_id}/decision", { params: { path: { request_id: id } }, body: { agreed, note } }));
  await Promise.all([changed(), refetchNoun("directory", "grants")]);
}

export async function withdrawApproval(id: string): Promise<void> {
  await load(api.POST("/api/v1/foundation/approvals/{request_id}/withdraw", { params: { path: { request_id: id } } }));
  await changed();
}

export async function askKeyDestruction(keyId: number, reason: string): Promise<void> {
  await load(api.POST("/api/v1/foundation/approvals/key-destruction", { body: { key_id: keyId, reason } }));
  await changed();
}
