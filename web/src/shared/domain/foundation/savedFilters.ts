import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { http, queryClient, useSession, type components } from "@/shared/api";

const PATH = "/api/v1/directory/saved-queries";

type SavedQuery = components["schemas"]["SavedQueryOut"];

/** A set of filter values that a person keeps under a name, for one list. */
export interface SavedFilter {
  name: string;
  values: Record<string, string>;
}

export interface SavedFilters {
  saved: ComputedRef<SavedFilter[]>;
  /** The same name replaces what it held. */
  save(filter: SavedFilter): Promise<void>;
  forget(name: string): Promise<void>;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : "");

/** Kept by the server for the account, so that they are there on every computer. `list`: `directory.members`, at most 40 characters. */
export function useSavedFilters(list: string, wanted: boolean): SavedFilters {
  const session = useSession();
  const key = ["saved-filters", session.personKey, list];
  const result = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => http.get<SavedQuery[]>(PATH, { list_name: list }, signal),
    enabled: wanted,
    staleTime: 5 * 60_000,
  });
  const rows = computed(() => result.data.value ?? []);
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey: key });
  return {
    saved: computed(() =>
      rows.value.map(({ name, params }) => ({ name, values: Object.fromEntries(Object.entries(params).map(([filter, value]) => [filter, asText(value)])) })),
    ),
    async save({ name, values }) {
      await http.post(PATH, { list_name: list, name, params: values });
      await again();
    },
    async forget(name) {
      const row = rows.value.find((one) => one.name === name);
      if (row) await http.delete(`${PATH}/${row.id}`);
      await again();
    },
  };
}
