import { api, http, ifMatch, load, refetchNoun, type components } from "@/shared/api";

export type Question = components["schemas"]["QuestionOut"];
export type OwnConsent = components["schemas"]["ConsentOut"];
export type RelyingSystem = components["schemas"]["ClientOut"];
export type RelyingSystemBody = components["schemas"]["ClientBody"];
export type RelyingSystemSecret = components["schemas"]["ClientSecretOut"];

const AUTHORIZATION = "/api/v1/identity/authorization";

/** What a system may be told, in the words of the consent page. */
export const SCOPES = [
  { value: "profile", label: "姓名和账号名" },
  { value: "organisation", label: "所在党组织名称" },
  { value: "offline_access", label: "本人不在线时继续有效（最长 30 天）" },
] as const;

export const lookAtRequest = (parameters: Record<string, string>): Promise<Question> => http.post<Question>(`${AUTHORIZATION}/look-up`, { parameters });

export async function decideRequest(parameters: Record<string, string>, agrees: boolean): Promise<string> {
  return (await http.post<{ redirect_to: string }>(AUTHORIZATION, { parameters, agrees })).redirect_to;
}

export const ownConsents = (): Promise<OwnConsent[]> => load(api.GET("/api/v1/identity/own/consents"));

export async function revokeConsent(id: string): Promise<void> {
  await load(api.DELETE("/api/v1/identity/own/consents/{consent_id}", { params: { path: { consent_id: id } } }));
  await refetchNoun("identity", "own-consents");
}

const at = (client_id: string): { path: { client_id: string } } => ({ path: { client_id } });
const changed = (): Promise<void> => refetchNoun("identity", "clients");

export const relyingSystems = (): Promise<components["schemas"]["ClientsOut"]> => load(api.GET("/api/v1/identity/clients"));

export async function registerSystem(body: RelyingSystemBody): Promise<RelyingSystemSecret> {
  const made = await load(api.POST("/api/v1/identity/clients", { body }));
  await changed();
  return made;
}

export async function changeSystem(row: RelyingSystem, body: RelyingSystemBody): Promise<void> {
  await load(api.PUT("/api/v1/identity/clients/{client_id}", { params: at(row.id), headers: ifMatch(row.version), body }));
  await changed();
}

export const renewSystemSecret = (row: RelyingSystem): Promise<RelyingSystemSecret> => load(api.POST("/api/v1/identity/clients/{client_id}/secret", { params: at(row.id) }));

export async function deleteSystem(row: RelyingSystem): Promise<void> {
  await load(api.DELETE("/api/v1/identity/clients/{client_id}", { params: at(row.id) }));
  await changed();
}

export async function replaceSigningKey(): Promise<void> {
  await load(api.POST("/api/v1/identity/client-key"));
}
