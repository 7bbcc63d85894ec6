import { http, type Page } from "@/shared/api";

/** An organisation as the pickers need it. */
export interface OrgNode {
  id: string;
  parent_id: string | null;
  short_name: string;
  full_name: string;
  org_kind: string;
  has_children: boolean;
}

/** A member as the pickers need it. */
export interface PersonOption {
  id: string;
  name: string;
  organisation_id: string;
  organisation_name: string;
}

const ORGANISATIONS = "/api/v1/directory/organisations";
const MEMBERS = "/api/v1/directory/members";

/** Children of an organisation; without a parent, the highest ones the person may see. */
export async function orgChildren(parentId: string): Promise<OrgNode[]> {
  const page = await http.get<Page<OrgNode>>(`${ORGANISATIONS}`, { parent_id: parentId || "top", limit: 200 });
  return page.items;
}

export async function searchOrgs(text: string): Promise<OrgNode[]> {
  return (await http.get<Page<OrgNode>>(ORGANISATIONS, { q: text, limit: 30 })).items;
}

export async function orgById(id: string): Promise<OrgNode> {
  return http.get<OrgNode>(`${ORGANISATIONS}/${id}`);
}

/** By name, part of a name or pinyin; within an organisation when given. */
export async function searchPeople(text: string, orgId = ""): Promise<PersonOption[]> {
  return http.get<PersonOption[]>(`${MEMBERS}/pick`, { q: text, organisation_id: orgId });
}

export async function personById(id: string): Promise<PersonOption> {
  const found = await http.get<{ id: string; organisation_id: string; organisation_name: string; record: { name: string } }>(`${MEMBERS}/${id}`);
  return { id: found.id, name: found.record.name, organisation_id: found.organisation_id, organisation_name: found.organisation_name };
}
