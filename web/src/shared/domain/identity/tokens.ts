import { api, load, refetchNoun, type components } from "@/shared/api";

export type Token = components["schemas"]["TokenOut"];
export type TokenBody = components["schemas"]["TokenIn"];
export type FreshToken = components["schemas"]["FreshTokenOut"];
export type TokenScope = components["schemas"]["TokenScopeOut"];

export const TOKEN_STATES: Record<Token["state"], { status: "done" | "none" | "late"; text: string }> = {
  living: { status: "done", text: "有效" },
  ended: { status: "none", text: "已到期" },
  revoked: { status: "none", text: "已撤销" },
};

const changed = (): Promise<void> => refetchNoun("identity", "tokens");

export const ownTokens = async (): Promise<Token[]> => (await load(api.GET("/api/v1/identity/own/tokens"))).items;

export const tokenScopes = async (): Promise<TokenScope[]> => (await load(api.GET("/api/v1/identity/own/token-scopes"))).items;

export const allTokens = (cursor: string | null): Promise<components["schemas"]["Page_TokenOut_"]> => load(api.GET("/api/v1/identity/tokens", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } }));

export async function createToken(body: TokenBody): Promise<FreshToken> {
  const made = await load(api.POST("/api/v1/identity/own/tokens", { body }));
  await changed();
  return made;
}

/** Take a token back: one's own, or anybody's as an administrator. */
export async function revokeToken(row: Token, own: boolean): Promise<void> {
  const params = { path: { token_id: row.id } };
  await (own ? load(api.DELETE("/api/v1/identity/own/tokens/{token_id}", { params })) : load(api.DELETE("/api/v1/identity/tokens/{token_id}", { params })));
  await changed();
}
