import { api, ifMatch, load, refetchNoun, type components, type Page, type Query } from "@/shared/api";

export type Account = components["schemas"]["AccountOut"];
export type IssuedLink = components["schemas"]["IssuedLinkOut"];
export type FactorReset = components["schemas"]["ResetOut"];

export const ACCOUNT_STATES = [
  { value: "not_activated", label: "未激活" },
  { value: "active", label: "正常" },
  { value: "quiet", label: "60 天未登录" },
  { value: "disabled", label: "已停用" },
];

const changed = (): Promise<void> => refetchNoun("identity", "accounts");
const at = (account_id: string): { path: { account_id: string } } => ({ path: { account_id } });

export const accounts = (query: Query): Promise<Page<Account>> => load(api.GET("/api/v1/identity/accounts", { params: { query: query as never } }));

/** A one-time link for activation or a new password; shown once. */
export async function issueLink(id: string): Promise<IssuedLink> {
  const link = await load(api.POST("/api/v1/identity/accounts/{account_id}/links", { params: at(id) }));
  await changed();
  return link;
}

/** An account without rights for somebody who is not on the register. */
export async function openAccount(display_name: string, login_name: string): Promise<IssuedLink> {
  const link = await load(api.POST("/api/v1/identity/accounts", { body: { display_name, login_name } }));
  await changed();
  return link;
}

/** Links for everybody of an organisation who has not activated yet, to be printed. */
export async function issueLinks(organisationId: string): Promise<IssuedLink[]> {
  const body = { organisation_id: organisationId, person_ids: [] };
  const { items } = await load(api.POST("/api/v1/identity/account-links", { body }));
  await changed();
  return items;
}

export async function disableAccount(id: string, reason: string): Promise<void> {
  await load(api.POST("/api/v1/identity/accounts/{account_id}/disable", { params: at(id), body: { reason } }));
  await changed();
}

export async function enableAccount(id: string): Promise<void> {
  await load(api.POST("/api/v1/identity/accounts/{account_id}/enable", { params: at(id) }));
  await changed();
}

export async function unlockAccount(id: string): Promise<void> {
  await load(api.POST("/api/v1/identity/accounts/{account_id}/unlock", { params: at(id) }));
  await changed();
}

export async function endSessions(id: string): Promise<number> {
  return (await load(api.DELETE("/api/v1/identity/accounts/{account_id}/sessions", { params: at(id) }))).count;
}

/** Another person has to agree before the second factor is taken off. */
export async function requestReset(id: string, reason: string): Promise<void> {
  await load(api.POST("/api/v1/identity/accounts/{account_id}/second-factor-reset", { params: at(id), body: { reason } }));
  await refetchNoun("identity", "resets");
}

export const resets = (): Promise<FactorReset[]> => load(api.GET("/api/v1/identity/second-factor-resets"));

export async function approveReset(id: string): Promise<void> {
  await load(api.POST("/api/v1/identity/second-factor-resets/{reset_id}/approve", { params: { path: { reset_id: id } } }));
  await Promise.all([refetchNoun("identity", "resets"), changed()]);
}

export async function changeAccount(account: Account, login_name: string, phone: string): Promise<void> {
  await load(
    api.PATCH("/api/v1/identity/accounts/{account_id}", {
      params: at(account.id),
      headers: ifMatch(account.version),
      body: { login_name: login_name === account.login_name ? null : login_name, phone: phone || null },
    }),
  );
  await changed();
}
