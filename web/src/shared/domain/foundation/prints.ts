/** Documents made in the background: asked for once, found again until they are let go. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, type components, type Page, type Query } from "@/shared/api";

const PATH = "/api/v1/foundation/prints";
export type Print = components["schemas"]["PrintOut"];

export const prints = (query: Query, signal?: AbortSignal): Promise<Page<Print>> => http.get<Page<Print>>(PATH, query, signal);
export const askHandbook = (body: { organisation_id: string; year: number; file_format: string }, key: string): Promise<Print> => http.post("/api/v1/work/handbook", body, { "Idempotency-Key": key });
export const printUrl = (print: Print): string => (print.file_id ? `/api/v1/kernel/files/${print.file_id}?download=true` : "");

/** One print, asked for again until it is ready. */
export function usePrint(id: string): UseQueryReturnType<Print, Error> {
  return useQuery({
    queryKey: ["foundation", "prints", id],
    queryFn: () => http.get<Print>(`${PATH}/${id}`),
    refetchInterval: (query) => (query.state.data?.state === "waiting" ? 2_000 : false),
  });
}

export const downloadPrint = (print: Print): Promise<void> =>
  http.download(`/api/v1/kernel/files/${print.file_id}`, { download: true }, `${print.title}.${print.file_format}`);

/** "1.4 MB", "230 KB". */
export function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`;
}

export const FORMAT_WORDS: Record<string, string> = { pdf: "PDF", docx: "Word", xlsx: "Excel" };
const MARKS: Record<string, "done" | "info" | "late"> = { waiting: "info", done: "done", failed: "late" };
/** The standing of a print as mark and word. */
export const printTag = (print: Print): { status: "done" | "info" | "late"; text: string } => ({ status: MARKS[print.state] ?? "info", text: print.state_label });
