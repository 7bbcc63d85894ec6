import { ApiProblem, http, useSession, type Session, type components } from "@/shared/api";

const OWN = "/api/v1/identity/own/passkeys";
const SESSION = "/api/v1/identity/session";

export type Passkey = components["schemas"]["PasskeyOut"];
type Assertion = components["schemas"]["AssertionBody"];
type Options = { options: Record<string, unknown> };

/** A bare address (IPv4 or IPv6) instead of a name: browsers bind passkeys to names alone. */
const BARE = /^(\d+(\.\d+){3}|\[.*\])$/;
/** Whether this browser can make and use passkeys here: only by name, over TLS or on the machine itself. */
export const passkeysWork = (): boolean => window.isSecureContext && "PublicKeyCredential" in window && !BARE.test(location.hostname);

/** URL-safe base 64 of bytes, and back. */
export function textOf(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

export function bytesOf(text: string): ArrayBuffer {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0)).buffer;
}

interface Descriptor {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

const descriptors = (list: unknown): PublicKeyCredentialDescriptor[] => ((list as Descriptor[] | undefined) ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));

/** Adds a passkey of this device (or of a security key). Answers recovery codes when they are new, shown once. */
export async function addPasskey(name: string): Promise<string[]> {
  const { options } = await http.post<Options>(`${OWN}/challenge`);
  const user = options.user as { id: string; name: string; displayName: string };
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge as string),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await asked(navigator.credentials.create({ publicKey }))) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  const { codes } = await http.post<{ codes: string[] }>(OWN, {
    name,
    credential_id: textOf(made.rawId),
    client_data: textOf(answer.clientDataJSON),
    attestation: textOf(answer.attestationObject),
  });
  await useSession().refresh();
  return codes;
}

export async function removePasskey(id: string): Promise<void> {
  await http.delete(`${OWN}/${id}`);
  await useSession().refresh();
}

async function sign(): Promise<Assertion> {
  const { options } = await http.post<Options>(`${SESSION}/passkey/challenge`);
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge as string),
    allowCredentials: descriptors(options.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const signed = (await asked(navigator.credentials.get({ publicKey }))) as PublicKeyCredential;
  const answer = signed.response as AuthenticatorAssertionResponse;
  return {
    credential_id: textOf(signed.rawId),
    client_data: textOf(answer.clientDataJSON),
    authenticator_data: textOf(answer.authenticatorData),
    signature: textOf(answer.signature),
  };
}

/** Completes a log-in that waits for the second factor. */
export async function signInWithPasskey(): Promise<Session> {
  return http.post<Session>(`${SESSION}/passkey`, await sign());
}

/** Proves again who is there, without a password. */
export async function stepUpWithPasskey(): Promise<void> {
  useSession().take(await http.post<Session>(`${SESSION}/step-up`, { passkey: await sign() }));
}

/** The browser's refusals in words: given up, waited too long, or a key that is there already. */
async function asked(answer: Promise<Credential | null>): Promise<Credential> {
  try {
    const found = await answer;
    if (found) return found;
  } catch (error) {
    const known = error instanceof DOMException && error.name === "InvalidStateError";
    if (known) throw new ApiProblem(-1, { code: "web.passkey.known", detail: "这台设备已经添加过通行密钥，不用重复添加。" });
  }
  throw new ApiProblem(-1, { code: "web.passkey.given_up", detail: "没有完成通行密钥验证：可能已取消或超时。请重试，或改用其他方式。" });
}
