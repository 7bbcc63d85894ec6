import { QueryClient } from "@tanstack/vue-query";
import { ApiProblem } from "./problem";

/** One cache per page load. Keys start with module and noun: `["work", "meetings", filters]`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // Refusals stay refusals; only a lost connection or a tired server is worth another try.
      retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** After a change: everything of this noun is asked again (`refetchNoun("work", "meetings")`). */
export async function refetchNoun(...key: string[]): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: key });
}
