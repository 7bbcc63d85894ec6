import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import { asProblem, type ApiProblem, type Query } from "@/shared/api";
import { rows as fetchRows, type StagedRow } from "@/shared/domain/directory/rosters";

export const PAGE = 100;

/** Which rows are shown: a status, a worst level or a code of problem. */
export interface RowFilter {
  status: string;
  level: string;
  code: string;
}

export interface RowPages {
  items: Ref<StagedRow[]>;
  loading: ComputedRef<boolean>;
  refreshing: ComputedRef<boolean>;
  problem: ComputedRef<ApiProblem | null>;
  page: ComputedRef<number>;
  hasNext: ComputedRef<boolean>;
  next(): void;
  previous(): void;
  /** To the page that begins with a row of the sheet. */
  jump(row: number): void;
  replace(row: StagedRow): void;
  reload(): Promise<void>;
}

/** Pages of staged rows by cursor: a hundred at a time, whether the sheet has ten rows or a hundred thousand. */
export function useRows(id: string, part: Ref<number>, filter: Ref<RowFilter>): RowPages {
  const starts = ref<number[]>([0]);
  const query = computed<Query>(() => ({ part: part.value, ...filter.value, after: starts.value.at(-1) ?? 0, limit: PAGE }));
  const result = useQuery({
    queryKey: ["directory", "roster-rows", id, query],
    queryFn: ({ signal }) => fetchRows(id, query.value, signal),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  /** A copy: a corrected row takes its new form at once and stays in sight, even where the filter would drop it. */
  const items = shallowRef<StagedRow[]>([]);
  watch(result.data, (data) => data && !result.isPlaceholderData.value && (items.value = data.items), { immediate: true });
  watch([part, filter], () => (starts.value = [0]), { deep: true, flush: "sync" });

  return {
    items,
    loading: computed(() => result.isLoading.value),
    refreshing: computed(() => result.isFetching.value && !result.isLoading.value),
    problem: computed(() => (result.error.value ? asProblem(result.error.value) : null)),
    page: computed(() => starts.value.length),
    hasNext: computed(() => Boolean(result.data.value?.next_after)),
    next() {
      const after = result.data.value?.next_after;
      if (after) starts.value = [...starts.value, after];
    },
    previous: () => void (starts.value = starts.value.length > 1 ? starts.value.slice(0, -1) : [0]),
    jump: (row) => void (starts.value = row > 1 ? [0, row - 1] : [0]),
    replace: (row) => void (items.value = items.value.map((one) => (one.number === row.number ? row : one))),
    reload: async () => void (await result.refetch()),
  };
}
