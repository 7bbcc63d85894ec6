import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch, type ComputedRef, type Ref } from "vue";
import { useRoute, useRouter, type LocationQueryRaw } from "vue-router";
import { asProblem, useSession, type ApiProblem, type Page, type Query } from "@/shared/api";
import { readKept, writeKept } from "./kept";
import { useSavedFilters, type SavedFilter } from "./savedFilters";

export interface Choice {
  value: string;
  label: string;
}

/** One filter of the bar. The name is the query parameter of the API and of the address. */
export interface Filter {
  name: string;
  label: string;
  kind: "text" | "select" | "multiselect" | "date" | "month" | "org" | "person" | "yes";
  choices?: Choice[] | (() => Promise<Choice[]>);
  /** Of a select: what is meant when nothing is chosen, where that is not everything. */
  placeholder?: string;
  /** Shown from the start; the others open with "更多筛选". The first three are shown in any case. */
  always?: boolean;
}

export interface Column<T = Record<string, unknown>> {
  prop: string;
  label: string;
  width?: number;
  minWidth?: number;
  align?: "left" | "right" | "center";
  /** The name the API sorts by (`name_key`). */
  sort?: string;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** The whole text is read (what a decision is about): it wraps instead of being cut off. */
  wraps?: boolean;
  /** Cannot be taken off (the name of the thing). */
  always?: boolean;
  text?: (row: T) => string;
}

export type { SavedFilter } from "./savedFilters";

export interface ListOptions<T> {
  /** Module and noun: `directory.members`. Key of the cache, of saved filters and chosen columns. */
  key: string;
  fetch: (query: Query, signal: AbortSignal) => Promise<Page<T>>;
  filters?: Filter[];
  /** Filter values when the address has none. */
  defaults?: Record<string, string>;
  sort?: string;
  size?: number;
  columns: Column<T>[];
}

export interface List<T = Record<string, unknown>> {
  key: string;
  filters: Filter[];
  values: Record<string, string>;
  allColumns: Column<T>[];
  columns: ComputedRef<Column<T>[]>;
  chosen: Ref<string[]>;
  rows: ComputedRef<T[]>;
  total: ComputedRef<number | null>;
  page: ComputedRef<number>;
  size: ComputedRef<number>;
  sort: ComputedRef<string>;
  hasNext: ComputedRef<boolean>;
  loading: ComputedRef<boolean>;
  refreshing: ComputedRef<boolean>;
  problem: ComputedRef<ApiProblem | null>;
  isFiltered: ComputedRef<boolean>;
  saved: Ref<SavedFilter[]>;
  query: ComputedRef<Query>;
  apply(): void;
  reset(): void;
  use(saved: SavedFilter): void;
  save(name: string): Promise<boolean>;
  forgetSaved(name: string): Promise<void>;
  choose(props: string[]): void;
  sortBy(sort: string): void;
  next(): void;
  previous(): void;
  first(): void;
  resize(size: number): void;
  retry(): void;
}

const SIZES = [20, 50, 100, 200];
const one = (value: unknown): string => String((Array.isArray(value) ? value.join(",") : value) ?? "");

/** State of a list page. Filters, order and place live in the address: a link shows another person the same list. */
export function useList<T>(options: ListOptions<T>): List<T> {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const person = session.personKey;
  const filters = options.filters ?? [];
  const orgFilter = filters.find((filter) => filter.kind === "org");
  const defaults: Record<string, string> = { ...options.defaults, ...(orgFilter && session.actingOrgId ? { [orgFilter.name]: session.actingOrgId } : {}) };
  const home = route.name;
  const initial = readKept<number>(person, `size:${options.key}`) ?? options.size ?? 20;

  const fromAddress = (): Record<string, string> => {
    const untouched = filters.every((filter) => route.query[filter.name] === undefined) && route.query.all === undefined;
    return Object.fromEntries(
      filters.map((filter) => [filter.name, one(untouched ? (defaults[filter.name] ?? "") : route.query[filter.name])]),
    );
  };
  /** What the bar shows; becomes the query with `apply`. */
  const values = reactive<Record<string, string>>(fromAddress());
  const applied = computed(fromAddress);
  watch(applied, (now) => {
    if (route.name === home) Object.assign(values, now);
  });

  const sort = computed(() => one(route.query.sort) || (options.sort ?? ""));
  const size = computed(() => Number(route.query.size) || initial);
  const cursor = computed(() => one(route.query.cursor));
  const page = computed(() => Math.max(1, Number(route.query.page) || 1));
  const earlier: string[] = [];

  const query = computed<Query>(() => ({ ...applied.value, sort: sort.value }));
  const paged = computed<Query>(() => ({ ...query.value, limit: size.value, cursor: cursor.value, with_total: !cursor.value }));
  const result = useQuery({
    queryKey: [...options.key.split("."), "list", paged],
    queryFn: ({ signal }) => options.fetch(paged.value, signal),
    placeholderData: keepPreviousData,
    enabled: () => route.name === home,
  });

  // Counted with the first page only; the number stays while one pages on.
  const total = ref<number | null>(null);
  watch(
    () => result.data.value,
    (page_) => {
      if (page_?.total !== undefined && page_.total !== null) total.value = page_.total;
    },
    { immediate: true },
  );
  watch(
    () => JSON.stringify(query.value),
    () => (total.value = null),
  );

  function go(changes: LocationQueryRaw, push = false): void {
    const next: LocationQueryRaw = { ...route.query, ...changes };
    for (const name of Object.keys(next)) if (next[name] === "" || next[name] === undefined) delete next[name];
    void (push ? router.push({ query: next }) : router.replace({ query: next }));
  }

  const restart = { cursor: "", page: "" };

  function show(wanted: Record<string, string>): void {
    earlier.length = 0;
    const set = Object.fromEntries(filters.map((filter) => [filter.name, wanted[filter.name]?.trim() ?? ""]));
    // With nothing chosen, defaults would come back on reading the address: "all" says that nothing is meant.
    const nothing = Object.values(set).every((value) => value === "") && Object.keys(defaults).length > 0;
    go({ ...set, ...restart, all: nothing ? "1" : "" });
  }

  const kept = filters.length ? useSavedFilters(options.key, person) : null;
  const known = new Set(options.columns.map((column) => column.prop));
  const visible = options.columns.filter((column) => !column.hidden).map((column) => column.prop);
  const chosen = ref<string[]>((readKept<string[]>(person, `columns:${options.key}`) ?? visible).filter((prop) => known.has(prop)));

  return {
    key: options.key,
    filters,
    values,
    allColumns: options.columns,
    columns: computed(() => options.columns.filter((column) => column.always || chosen.value.includes(column.prop))),
    chosen,
    rows: computed(() => result.data.value?.items ?? []),
    total: computed(() => total.value),
    page,
    size,
    sort,
    hasNext: computed(() => Boolean(result.data.value?.next_cursor)),
    loading: computed(() => result.isLoading.value),
    refreshing: computed(() => result.isFetching.value && !result.isLoading.value),
    problem: computed(() => (result.error.value ? asProblem(result.error.value) : null)),
    isFiltered: computed(() => filters.some(({ name }) => applied.value[name] !== (defaults[name] ?? ""))),
    saved: kept?.saved ?? ref([]),
    query,
    apply: () => show(values),
    reset() {
      earlier.length = 0;
      go({ ...Object.fromEntries(filters.map((filter) => [filter.name, ""])), ...restart, all: "" });
    },
    use: (filter) => show(filter.values),
    save: async (label) => (await kept?.save(label, values)) ?? false,
    forgetSaved: async (label) => kept?.forget(label),
    choose(props) {
      chosen.value = props;
      writeKept(person, `columns:${options.key}`, props);
    },
    sortBy(order) {
      earlier.length = 0;
      go({ ...restart, sort: order === options.sort ? "" : order });
    },
    next() {
      const cursorOfNext = result.data.value?.next_cursor;
      if (!cursorOfNext) return;
      earlier.push(cursor.value);
      go({ cursor: cursorOfNext, page: String(page.value + 1) }, true);
    },
    previous() {
      const before = earlier.pop();
      // Opened in the middle by a link: the way back is not known, so start at the beginning.
      if (before === undefined) return go(restart);
      go({ cursor: before, page: page.value > 2 ? String(page.value - 1) : "" });
    },
    first() {
      earlier.length = 0;
      go(restart);
    },
    resize(wanted) {
      earlier.length = 0;
      writeKept(person, `size:${options.key}`, wanted);
      go({ ...restart, size: wanted === initial ? "" : String(wanted) });
    },
    retry: () => void result.refetch(),
  };
}

export { SIZES };
