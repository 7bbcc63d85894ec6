import { api, http, load } from "@/shared/api";

/** An organisation as the pickers need it. */
export interface OrgNode {
  id: string;
  name: string;
  parent_name: string;
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

/** Children of an organisation; without a parent, the highest ones the person may see. */
export async function orgChildren(parentId: string): Promise<OrgNode[]> {
  const rows = await http.get<Omit<OrgNode, "parent_name">[]>(`${ORGANISATIONS}/children`, { parent_id: parentId });
  return rows.map((row) => ({ ...row, parent_name: "" }));
}

/** By name, part of a name, pinyin or code. */
export async function searchOrgs(text: string): Promise<OrgNode[]> {
  const rows = await http.get<Omit<OrgNode, "has_children">[]>(`${ORGANISATIONS}/pick`, { q: text });
  return rows.map((row) => ({ ...row, has_children: false }));
}

/** Organisations in the form that pickers of people take. */
export async function findOrgs(text: string): Promise<PersonOption[]> {
  const rows = text ? await searchOrgs(text) : await orgChildren("");
  return rows.map((row) => ({ id: row.id, name: row.name, organisation_id: row.id, organisation_name: row.parent_name }));
}

export async function orgById(id: string): Promise<OrgNode> {
  const [row] = await http.get<Omit<OrgNode, "has_children">[]>(`${ORGANISATIONS}/pick`, { organisation_id: id });
  if (!row) throw new Error("no such organisation in reach");
  return { ...row, has_children: false };
}

/** By name, part of a name, pinyin or number; within an organisation when given. */
export async function searchPeople(text: string, orgId = ""): Promise<PersonOption[]> {
  const query = { q: text, organisation_id: orgId || undefined };
  return load(api.GET("/api/v1/directory/members/pick", { params: { query } }));
}

export async function personById(id: string): Promise<PersonOption> {
  const row = await load(api.GET("/api/v1/directory/members/{person_id}", { params: { path: { person_id: id } } }));
  return { id: row.id, name: String(row.record.name), organisation_id: row.organisation_id, organisation_name: row.organisation_name };
}
