/** Rights for a time: standing in for a colleague, an hour in an emergency; and the confirmation twice a year. */
import { api, load, refetchNoun, type components, type Page, type Query } from "@/shared/api";

export type Delegations = components["schemas"]["DelegationsOut"];
export type Delegation = components["schemas"]["DelegationRow"];
export type OwnGrant = Delegations["own"][number];
export type Review = components["schemas"]["ReviewRow"];
export type Administrator = components["schemas"]["AdministratorRow"];
export type Place = components["schemas"]["PlaceOut"];

const changed = async (): Promise<void> => {
  await Promise.all([refetchNoun("directory", "grants"), refetchNoun("foundation", "approvals")]);
};
const at = (grant_id: string): { path: { grant_id: string } } => ({ path: { grant_id } });

export const delegations = (): Promise<Delegations> => load(api.GET("/api/v1/directory/grants/delegations"));

export async function delegate(grantId: string, body: components["schemas"]["DelegationIn"]): Promise<void> {
  await load(api.POST("/api/v1/directory/grants/{grant_id}/delegate", { params: at(grantId), body }));
  await changed();
}

export async function endDelegation(id: string, reason: string): Promise<void> {
  await load(api.POST("/api/v1/directory/grants/delegations/{grant_id}/end", { params: at(id), body: { reason } }));
  await changed();
}

export const findPlaces = (q: string): Promise<Place[]> => load(api.GET("/api/v1/directory/grants/break-glass/places", { params: { query: { q } } }));

export async function askBreakGlass(role: string, organisation_id: string, reason: string): Promise<void> {
  await load(api.POST("/api/v1/directory/grants/break-glass", { body: { role, organisation_id, reason } }));
  await changed();
}

export const reviews = (query: Query): Promise<Page<Review>> => load(api.GET("/api/v1/directory/grants/reviews", { params: { query: query as never } }));

export async function confirmGrant(id: string): Promise<void> {
  await load(api.POST("/api/v1/directory/grants/{grant_id}/confirm", { params: at(id), body: { note: "" } }));
  await changed();
}

export const administrators = (): Promise<Administrator[]> => load(api.GET("/api/v1/directory/administrators"));

export async function confirmAdministrator(id: string): Promise<void> {
  await load(api.POST("/api/v1/directory/administrators/{grant_id}/confirm", { params: at(id), body: { note: "" } }));
  await changed();
}

export async function askAppointment(body: components["schemas"]["AppointmentIn"]): Promise<void> {
  await load(api.POST("/api/v1/directory/administrators/appointments", { body }));
  await changed();
}

export async function handOver(id: string, body: components["schemas"]["HandOverIn"]): Promise<void> {
  await load(api.POST("/api/v1/directory/grants/{grant_id}/hand-over", { params: at(id), body }));
  await changed();
}
