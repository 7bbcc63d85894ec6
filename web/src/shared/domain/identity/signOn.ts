import { api, http, ifMatch, load, refetchNoun, useSession, type components } from "@/shared/api";

export type SignOnButton = components["schemas"]["ButtonOut"];
export type OwnIdentities = components["schemas"]["OwnIdentitiesOut"];
export type Provider = components["schemas"]["ProviderOut"];
export type ProviderBody = components["schemas"]["ProviderBody"];
export type Trial = components["schemas"]["TrialOut"];
export type ProviderKind = Provider["kind"];
type Surface = "console" | "phone";

const SIGN_ON = "/api/v1/identity/sign-on";
const OWN = "/api/v1/identity/own/identities";
/** The page that somebody wanted to see before the way to the provider began. */
const WANTED = "sign-on-to";

export const KINDS: Record<ProviderKind, string> = { oidc: "OpenID Connect", cas: "CAS", ldap: "LDAP / AD 域", dingtalk: "钉钉", feishu: "飞书", wecom: "企业微信", weixin: "微信" };

export const signOnButtons = (): Promise<SignOnButton[]> => http.get<SignOnButton[]>(`${SIGN_ON}/providers`);

/** Leaves for the provider; it sends the browser back to the page of `finishSignOn`. */
export async function beginSignOn(id: string, surface: Surface, wanted: string): Promise<void> {
  const { address } = await http.post<{ address: string }>(`${SIGN_ON}/${id}/begin`, { surface });
  sessionStorage.setItem(WANTED, wanted);
  window.location.assign(address);
}

/** Completes the way with what the provider brought; answers where to go on: a path of this surface, or another surface. */
export async function finishSignOn(id: string, parameters: Record<string, string>, surface: Surface): Promise<{ path?: string; address?: string }> {
  const arrived = await http.post<components["schemas"]["ArrivedOut"]>(`${SIGN_ON}/${id}/finish`, { parameters });
  await useSession().refresh();
  const wanted = sessionStorage.getItem(WANTED) ?? "";
  sessionStorage.removeItem(WANTED);
  const stage = useSession().current?.stage;
  const path = arrived.purpose === "link" ? "/me/identities" : stage === "second_factor" ? "/log-in" : wanted.startsWith("/") ? wanted : "/";
  if (arrived.surface !== surface) return { address: `/${arrived.surface === "phone" ? "m" : "console"}${path}` };
  return { path };
}

/** Signs in by name and password of a directory. */
export async function signOnHere(id: string, identifier: string, password: string, surface: Surface): Promise<void> {
  await http.post(`${SIGN_ON}/${id}/password`, { identifier, password, surface });
}

export const ownIdentities = (): Promise<OwnIdentities> => http.get<OwnIdentities>(OWN);

export async function beginLink(id: string, surface: Surface): Promise<void> {
  const { address } = await http.post<{ address: string }>(`${OWN}/${id}/begin`, { surface });
  window.location.assign(address);
}

export async function linkHere(id: string, identifier: string, password: string): Promise<void> {
  await http.post(`${OWN}/${id}/password`, { identifier, password });
  await refetchNoun("identity", "own-identities");
}

export async function unlink(id: string): Promise<void> {
  await http.delete(`${OWN}/${id}`);
  await refetchNoun("identity", "own-identities");
}

const at = (provider_id: string): { path: { provider_id: string } } => ({ path: { provider_id } });
const changed = (): Promise<void> => refetchNoun("identity", "providers");

export const providers = (): Promise<Provider[]> => load(api.GET("/api/v1/identity/providers"));
export const provider = (id: string): Promise<Provider> => load(api.GET("/api/v1/identity/providers/{provider_id}", { params: at(id) }));
export const tryProvider = (id: string): Promise<Trial> => load(api.POST("/api/v1/identity/providers/{provider_id}/trial", { params: at(id) }));

export async function saveProvider(body: ProviderBody, kept?: Provider): Promise<Provider> {
  const saved = kept
    ? await load(api.PUT("/api/v1/identity/providers/{provider_id}", { params: at(kept.id), headers: ifMatch(kept.version), body }))
    : await load(api.POST("/api/v1/identity/providers", { body }));
  await changed();
  return saved;
}

export async function switchProvider(row: Provider, is_on: boolean): Promise<void> {
  await load(api.PATCH("/api/v1/identity/providers/{provider_id}", { params: at(row.id), headers: ifMatch(row.version), body: { is_on } }));
  await changed();
}

export async function deleteProvider(row: Provider): Promise<void> {
  await load(api.DELETE("/api/v1/identity/providers/{provider_id}", { params: at(row.id) }));
  await changed();
}
