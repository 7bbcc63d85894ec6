import { useQuery, type UseQueryReturnType } from "@tanstack/vue-query";
import { http, type components } from "@/shared/api";

const PATH = "/api/v1/foundation/prints";

/** A document that the person asked for, made in the background and kept for some days. */
export type Print = components["schemas"]["PrintOut"];

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
