/** Theme projects with business indicators: targets, readings over time, when each was entered. */
import { http, refetchNoun, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type ThemeProject = Schemas["ThemeProjectOut"];
export type ProjectIndicator = Schemas["ProjectIndicatorOut"];
export type ThemeProjectIn = Schemas["ThemeProjectIn"];

const WORK = "/api/v1/work";
export const PROJECT_KINDS = [
  { value: "vanguard_post", label: "党员先锋岗" },
  { value: "responsibility_area", label: "党员责任区" },
  { value: "theme_project", label: "主题实践项目" },
];
export const DIRECTIONS = [
  { value: "up", label: "越高越好" },
  { value: "down", label: "越低越好" },
];

/** A figure without the zeros that only fill its places: 98.0000 → 98. */
export const figure = (value: string | number | null): string => (value === null ? "—" : String(value).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, ""));
type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
export function indicatorTag(row: ProjectIndicator): Tag {
  if (row.actual === null) return { status: "none", text: "还没有登记" };
  return row.is_reached ? { status: "done", text: "已达目标" } : { status: "info", text: `完成 ${row.percent}%` };
}
export const indicatorText = (row: ProjectIndicator): string => `${row.title} ${figure(row.baseline)} → ${figure(row.actual)}（目标 ${figure(row.target)}${row.unit}）`;

export const projects = (query: Query, signal?: AbortSignal): Promise<Page<ThemeProject>> => http.get<Page<ThemeProject>>(`${WORK}/theme-projects`, query, signal);
export const projectDetail = (id: string): Promise<ThemeProject> => http.get<ThemeProject>(`${WORK}/theme-projects/${id}`);
export const startProject = (body: ThemeProjectIn, key: string): Promise<{ id: string }> => changed(http.post<{ id: string }>(`${WORK}/theme-projects`, body, { "Idempotency-Key": key }));
export const closeProject = (id: string, summary: string): Promise<unknown> => changed(http.post(`${WORK}/theme-projects/${id}/close`, { summary }));
export const recordValue = (indicatorId: string, body: { measured_on: string; value: string; note: string }, key: string): Promise<unknown> =>
  changed(http.post(`${WORK}/project-indicators/${indicatorId}/values`, body, { "Idempotency-Key": key }));

async function changed<T>(call: Promise<T>): Promise<T> {
  const answer = await call;
  await refetchNoun("work", "projects");
  return answer;
}
