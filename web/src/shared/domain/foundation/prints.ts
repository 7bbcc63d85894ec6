/** Documents made in the background: asked for once, found again in the task centre until they are let go. */
import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { ApiProblem, asProblem, http, type components } from "@/shared/api";

const PATH = "/api/v1/foundation/prints";
export type Print = components["schemas"]["PrintOut"];

const printOf = (id: string): Promise<Print> => http.get<Print>(`${PATH}/${id}`);
export const askHandbook = (body: { organisation_id: string; year: number; file_format: string }, key: string): Promise<Print> => http.post("/api/v1/work/handbook", body, { "Idempotency-Key": key });

/** One print, asked for again until it is ready. */
export function usePrint(id: string): UseQueryReturnType<Print, Error> {
  return useQuery({
    queryKey: ["foundation", "prints", id],
    queryFn: () => printOf(id),
    refetchInterval: (query) => (query.state.data?.state === "waiting" ? 2_000 : false),
  });
}

export const downloadPrint = (print: Print): Promise<void> =>
  http.download(`/api/v1/kernel/files/${print.file_id}`, { download: true }, `${print.title}.${print.file_format}`);

/** Downloads a print of which only the id is known. The tasks of prints outlive their files: an old one is said to be gone. */
export async function downloadPrintOf(id: string): Promise<void> {
  try {
    await downloadPrint(await printOf(id));
  } catch (error) {
    const problem = asProblem(error);
    throw problem.status === 404 ? new ApiProblem(404, { code: problem.code, detail: "文件已到期删除，请重新生成。" }, problem.traceId) : problem;
  }
}

/** "1.4 MB", "230 KB". */
export function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} KB`;
}
