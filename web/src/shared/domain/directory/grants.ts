import { http, refetchNoun, type Page, type Query, type components } from "@/shared/api";

const GRANTS = "/api/v1/directory/grants";

/** A role held in a place for a period. */
export type Grant = components["schemas"]["GrantRow"];

export interface Role {
  code: string;
  title: string;
  note: string;
  grantable: boolean;
  actions: string[];
}

/** Roles and what each may do. */
export type RoleTable = components["schemas"]["RoleTableOut"];

export type OwnRight = components["schemas"]["RightOut"];

export interface NewGrant {
  role: string;
  organisation_id: string | null;
  account_id: string;
  subtree: boolean;
  valid_from: string | null;
  valid_to: string | null;
  reason: string;
}

export const SOURCES = [
  { value: "post", label: "随职务取得" },
  { value: "grant", label: "专门授权" },
  { value: "delegation", label: "代理" },
  { value: "break_glass", label: "紧急授权" },
];
export const STATES = [
  { value: "counting", label: "有效" },
  { value: "coming", label: "尚未开始" },
  { value: "over", label: "已结束" },
  { value: "all", label: "全部" },
];

export const grants = (query: Query): Promise<Page<Grant>> => http.get<Page<Grant>>(GRANTS, query);
/** Everybody who holds a role that counts at an organisation today, also by a grant further up. */
export const grantsAt = (organisationId: string): Promise<Grant[]> => http.get<Grant[]>(`/api/v1/directory/organisations/${organisationId}/grants`);
export const roleTable = (): Promise<RoleTable> => http.get<RoleTable>(`${GRANTS}/roles`);
export const ownRights = async (): Promise<OwnRight[]> => (await http.get<{ grants: OwnRight[] }>(`${GRANTS}/mine`)).grants;

/** One reason why a record is shown to the person signed in. */
export type Reason = components["schemas"]["ReasonOut"];

/** What can be asked about. */
export type Seen = "member" | "organisation" | "meeting";
const WHY: Record<Seen, (id: string) => string> = {
  member: (id) => `${GRANTS}/why/members/${id}`,
  organisation: (id) => `${GRANTS}/why/organisations/${id}`,
  meeting: (id) => `/api/v1/work/meetings/${id}/why`,
};
export const reasons = async (of: Seen, id: string): Promise<Reason[]> => (await http.get<{ reasons: Reason[] }>(WHY[of](id))).reasons;
export const untilText = (reason: Reason): string => `自 ${reason.since} 起，${reason.until ? `到 ${reason.until} 为止` : "没有规定结束日期"}`;

export async function grantRole(body: NewGrant, key: string): Promise<void> {
  await http.post(GRANTS, body, { "Idempotency-Key": key });
  await refetchNoun("directory", "grants");
}

export async function revokeGrant(id: string, reason: string): Promise<void> {
  await http.post(`${GRANTS}/${id}/revoke`, { reason });
  await refetchNoun("directory", "grants");
}

export async function setExpiry(id: string, valid_to: string | null, reason: string): Promise<void> {
  await http.put(`${GRANTS}/${id}/expiry`, { valid_to, reason });
  await refetchNoun("directory", "grants");
}

/** Why somebody holds it: the administrator's words, or that it follows a post. */
export const reasonText = (grant: Grant): string => grant.reason || (grant.source === "post" ? "随任职生效，免职收回" : "");

/** "集团党委及下级", "一车间党支部", "全部组织". */
export function placeText(grant: { organisation_name: string; subtree: boolean; organisation_id?: string | null }): string {
  return grant.subtree && grant.organisation_id !== null ? `${grant.organisation_name}及下级` : grant.organisation_name;
}
