import { http, ifMatch, type components, type Page, type Query } from "@/shared/api";

export type PostRow = components["schemas"]["PostRow"];
type Kinds = components["schemas"]["PostKindsOut"];

const POSTS = "/api/v1/directory/posts";

export const posts = (query: Query, signal?: AbortSignal): Promise<Page<PostRow>> => http.get<Page<PostRow>>(POSTS, query, signal);
export const postKinds = (): Promise<Kinds> => http.get<Kinds>(`${POSTS}/kinds`);
export const leadingBody = (organisationId: string, on = ""): Promise<PostRow[]> => http.get<PostRow[]>(`/api/v1/directory/organisations/${organisationId}/leading-body`, { on });
export const appoint = (body: object, key: string): Promise<unknown> => http.post(POSTS, body, { "Idempotency-Key": key });
export const endPost = (row: PostRow, body: { ended_on: string; reason: string }): Promise<unknown> => http.post(`${POSTS}/${row.id}/end`, body, ifMatch(`"v${row.version}"`));
export const nameLeader = (cellId: string, body: { person_id: string; on: string }): Promise<unknown> => http.post(`/api/v1/directory/cells/${cellId}/leader`, body);
