/** Files with people's data that leave the platform: asked for with a reason, kept for a few days, every download recorded. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, type components, type Page, type Query } from "@/shared/api";

const PATH = "/api/v1/foundation/exports";
export type Export = components["schemas"]["ExportOut"];

export const exportsToDecide = (query: Query): Promise<Page<Export>> => http.get<Page<Export>>(`${PATH}/to-decide`, query);
export const decideExport = (id: string, agreed: boolean, note: string): Promise<Export> => http.post<Export>(`${PATH}/${id}/decision`, { agreed, note });
export const downloadExport = (row: Export): Promise<void> => http.download(`${PATH}/${row.id}/file`, undefined, `${row.title}.${row.file_format}`);

/** One export, asked for again until it is ready. */
export function useExport(id: string): UseQueryReturnType<Export, Error> {
  return useQuery({
    queryKey: ["foundation", "exports", id],
    queryFn: () => http.get<Export>(`${PATH}/${id}`),
    refetchInterval: (query) => (query.state.data?.state === "waiting" ? 2_000 : false),
  });
}

const MARKS: Record<string, "done" | "due" | "late" | "none"> = { pending: "due", waiting: "due", done: "done", refused: "late", failed: "late", expired: "none" };
/** The standing of an export as mark and word. */
export const exportTag = (row: Export): { status: "done" | "due" | "late" | "none"; text: string } => ({ status: MARKS[row.state] ?? "none", text: row.state_label });

/** What the person is told about an export that has no file (yet). */
export function exportNote(row: Export): string {
  if (row.problem) return row.problem;
  if (row.state === "pending") return "含敏感信息且人数较多，须由另一位有权限的人核准；核准后自动生成并通知您。";
  if (row.state === "refused") return `未核准：${row.decision_note}`;
  if (row.state === "waiting") return "正在生成，完成后会发消息给您；可以先做别的。";
  if (row.state === "expired") return "文件已到期删除，需要时请重新申请。";
  return "文件只有您本人可以下载，每次下载都会记录；到期自动删除。";
}
