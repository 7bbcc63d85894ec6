import { http, useSession, type Session, type components } from "@/shared/api";

const OWN = "/api/v1/identity/own";

/** One place where one is signed in. */
export type OwnSession = components["schemas"]["OwnSessionOut"];

export type SecondFactor = components["schemas"]["SecondFactorOut"];

export type Enrolment = components["schemas"]["EnrolmentOut"];

/** Whose one-time link it is and what it is for. */
export type LinkHolder = components["schemas"]["LinkHolderOut"];

export async function changePassword(current: string, wanted: string): Promise<void> {
  useSession().take(await http.post<Session>(`${OWN}/password`, { current_password: current, new_password: wanted }));
}

export const ownSessions = (): Promise<OwnSession[]> => http.get<OwnSession[]>(`${OWN}/sessions`);
export const endSession = (id: string): Promise<void> => http.delete(`${OWN}/sessions/${id}`);
export const endOtherSessions = (): Promise<{ count: number }> => http.delete<{ count: number }>(`${OWN}/sessions`);

/** A browser of one's own that has a key. */
export type OwnDevice = components["schemas"]["OwnDeviceOut"];
export const ownDevices = (): Promise<OwnDevice[]> => http.get<OwnDevice[]>(`${OWN}/devices`);
export const removeDevice = (id: string): Promise<void> => http.delete(`${OWN}/devices/${id}`);

export const secondFactor = (): Promise<SecondFactor> => http.get<SecondFactor>(`${OWN}/second-factor`);
export const beginEnrolment = (): Promise<Enrolment> => http.post<Enrolment>(`${OWN}/second-factor/enrolment`);
export const removeSecondFactor = (): Promise<void> => http.delete(`${OWN}/second-factor`);

/** The first code proves that the app has the seed. Answers the recovery codes, shown once. */
export async function confirmEnrolment(code: string): Promise<string[]> {
  const { codes } = await http.post<{ codes: string[] }>(`${OWN}/second-factor`, { code });
  await useSession().refresh();
  return codes;
}

export async function renewRecoveryCodes(): Promise<string[]> {
  return (await http.post<{ codes: string[] }>(`${OWN}/recovery-codes`)).codes;
}

/** Repeats the log-in for an operation that needs it (password, and the code when a second factor is enrolled). */
export async function stepUp(password: string, code: string): Promise<void> {
  useSession().take(await http.post<Session>("/api/v1/identity/session/step-up", { password, code }));
}

export const lookUpLink = (token: string): Promise<LinkHolder> => http.post<LinkHolder>("/api/v1/identity/activation/look-up", { token });

export async function activate(token: string, password: string, surface: string): Promise<Session> {
  const session = await http.post<Session>("/api/v1/identity/activation", { token, password, surface });
  useSession().take(session);
  return session;
}
