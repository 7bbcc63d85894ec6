/** Documents made in the background: asked for once, found again until they are let go. */
import { http, type components, type Page, type Query } from "@/shared/api";

type Schemas = components["schemas"];
export type Print = Schemas["PrintOut"];

export const prints = (query: Query, signal?: AbortSignal): Promise<Page<Print>> => http.get<Page<Print>>("/api/v1/foundation/prints", query, signal);
export const askHandbook = (body: { organisation_id: string; year: number; file_format: string }, key: string): Promise<Print> => http.post("/api/v1/work/handbook", body, { "Idempotency-Key": key });
export const printUrl = (print: Print): string => (print.file_id ? `/api/v1/kernel/files/${print.file_id}?download=true` : "");

export const FORMAT_WORDS: Record<string, string> = { pdf: "PDF", docx: "Word", xlsx: "Excel" };
const MARKS: Record<string, "done" | "info" | "late"> = { waiting: "info", done: "done", failed: "late" };
/** The standing of a print as mark and word. */
export const printTag = (print: Print): { status: "done" | "info" | "late"; text: string } => ({ status: MARKS[print.state] ?? "info", text: print.state_label });
