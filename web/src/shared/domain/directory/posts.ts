import { http, ifMatch, type components, type Page, type Query } from "@/shared/api";

export type PostRow = components["schemas"]["PostRow"];
type Kinds = components["schemas"]["PostKindsOut"];

const POSTS = "/api/v1/directory/posts";

export const posts = (query: Query, signal?: AbortSignal): Promise<Page<PostRow>> => http.get<Page<PostRow>>(POSTS, query, signal);
export const postKinds = (orgKind = ""): Promise<Kinds> => http.get<Kinds>(`${POSTS}/kinds`, { org_kind: orgKind });
export const leadingBody = (organisationId: string, on = ""): Promise<PostRow[]> => http.get<PostRow[]>(`/api/v1/directory/organisations/${organisationId}/leading-body`, { on });
export const appoint = (body: object, key: string): Promise<unknown> => http.post(POSTS, body, { "Idempotency-Key": key });
export const endPost = (row: PostRow, body: { ended_on: string; reason: string }): Promise<unknown> => http.post(`${POSTS}/${row.id}/end`, body, ifMatch(`"v${row.version}"`));
export const nameLeader = (cellId: string, body: { person_id: string; on: string }): Promise<unknown> => http.post(`/api/v1/directory/cells/${cellId}/leader`, body);
export const correctPost = (row: PostRow, body: object): Promise<unknown> => http.put(`${POSTS}/${row.id}`, body, ifMatch(`"v${row.version}"`));
export const assignDuty = (row: PostRow, body: { post_kind: string; on: string }): Promise<unknown> => http.post(`${POSTS}/${row.id}/duty`, body, ifMatch(`"v${row.version}"`));
/** Fields of work that a committee divides among its members after the election. */
export const DUTIES = ["member", "organisation_member", "publicity_member", "discipline_member", "united_front_member", "youth_member", "mass_work_member", "confidentiality_member", "production_member"];
