import { http, refetchNoun, type Page, type Query, type components } from "@/shared/api";

const OPS = "/api/v1/ops";

/** A number, time, choice or switch of the whole installation. */
export type Parameter = components["schemas"]["ParameterOut"];

export type Enterprise = components["schemas"]["EnterpriseOut"];

/** A day that differs from the week's rhythm. */
export type CalendarDay = components["schemas"]["CalendarDayOut"];

export type Calendar = components["schemas"]["CalendarOut"];

export type AuditLine = components["schemas"]["AuditRow"];

/** How the seal over the audit trail stands. */
export type Seal = components["schemas"]["SealOut"];

export type Job = components["schemas"]["JobRow"];

export const parameters = async (): Promise<Parameter[]> => (await http.get<{ items: Parameter[] }>(`${OPS}/settings`)).items;
export const enterprise = (): Promise<Enterprise> => http.get<Enterprise>(`${OPS}/enterprise`);
export const calendar = (year: number): Promise<Calendar> => http.get<Calendar>(`${OPS}/calendar`, { year });
export const auditLines = (query: Query): Promise<Page<AuditLine>> => http.get<Page<AuditLine>>(`${OPS}/audit`, query);
export const seal = (): Promise<Seal> => http.get<Seal>(`${OPS}/audit/seal`);
export const exportSealed = (): Promise<void> => http.download(`${OPS}/audit/export`, {}, "操作日志.jsonl");
export const jobs = (query: Query): Promise<Page<Job>> => http.get<Page<Job>>(`${OPS}/jobs`, query);
export const failedEvents = async (): Promise<number> => (await http.get<{ failed_events: number }>(`${OPS}/jobs/overview`)).failed_events;

/** True when the change waits for somebody else's consent. */
export async function setParameter(key: string, value: Parameter["value"], reason = ""): Promise<boolean> {
  const { asked } = await http.put<{ asked: boolean }>(`${OPS}/settings/${key}`, { value, reason });
  await refetchNoun("ops", "settings");
  return asked;
}

export async function resetParameter(key: string): Promise<void> {
  await http.delete(`${OPS}/settings/${key}`);
  await refetchNoun("ops", "settings");
}

export async function renameEnterprise(name: string): Promise<void> {
  await http.put(`${OPS}/enterprise`, { name });
  await refetchNoun("ops", "enterprise");
}

export async function setCalendarDay(day: string, body: { is_working: boolean; name: string; source: string }): Promise<void> {
  await http.put(`${OPS}/calendar/${day}`, body);
  await refetchNoun("ops", "calendar");
}

export async function removeCalendarDay(day: string): Promise<void> {
  await http.delete(`${OPS}/calendar/${day}`);
  await refetchNoun("ops", "calendar");
}

export async function verifySeal(): Promise<void> {
  await http.post(`${OPS}/audit/verify`);
  await refetchNoun("ops", "audit-seal");
}

export async function retryJob(id: string): Promise<void> {
  await http.post(`${OPS}/jobs/${id}/retry`);
  await refetchNoun("ops", "jobs");
}

/** One square of the calendar; `special` when the day differs from the week's rhythm. */
export interface Square {
  day: string;
  number: number;
  working: boolean;
  special: CalendarDay | null;
}

/** A month as weeks from Monday to Sunday; days of other months are null. */
export function monthSquares(year: number, month: number, days: readonly CalendarDay[]): (Square | null)[] {
  const special = new Map(days.filter((day) => !day.replaced).map((day) => [day.day, day]));
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const squares: (Square | null)[] = Array.from({ length: (first + 6) % 7 }, () => null);
  for (let number = 1; number <= count; number += 1) {
    const day = `${year}-${String(month).padStart(2, "0")}-${String(number).padStart(2, "0")}`;
    const found = special.get(day) ?? null;
    const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
    squares.push({ day, number, working: found ? found.is_working : !weekend, special: found });
  }
  return squares;
}
