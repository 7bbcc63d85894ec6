import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from "vue";
import { asProblem, type ApiProblem, type Page, type Query } from "@/shared/api";

export interface Endless<T = unknown> {
  rows: ComputedRef<T[]>;
  total: ComputedRef<number | null>;
  loading: ComputedRef<boolean>;
  loadingMore: ComputedRef<boolean>;
  finished: ComputedRef<boolean>;
  problem: ComputedRef<ApiProblem | null>;
  more(): void;
  refresh(): Promise<void>;
}

/** A list that grows while scrolling (phone). `key` as in useList; `query` may be reactive. */
export function useEndless<T>(key: string, fetch: (query: Query) => Promise<Page<T>>, query: MaybeRefOrGetter<Query> = {}): Endless<T> {
  const filters = computed(() => toValue(query));
  const result = useInfiniteQuery({
    queryKey: [...key.split("."), "endless", filters],
    queryFn: ({ pageParam }) => fetch({ ...filters.value, limit: 20, cursor: pageParam }),
    initialPageParam: "",
    getNextPageParam: (last: Page<T>) => last.next_cursor || undefined,
  });
  return {
    rows: computed(() => result.data.value?.pages.flatMap((page) => page.items) ?? []),
    total: computed(() => result.data.value?.pages[0]?.total ?? null),
    loading: computed(() => result.isLoading.value),
    loadingMore: computed(() => result.isFetchingNextPage.value),
    finished: computed(() => !result.isLoading.value && !result.hasNextPage.value),
    problem: computed(() => (result.error.value ? asProblem(result.error.value) : null)),
    more: () => {
      if (result.hasNextPage.value && !result.isFetchingNextPage.value) void result.fetchNextPage();
    },
    refresh: async () => {
      await result.refetch();
    },
  };
}
