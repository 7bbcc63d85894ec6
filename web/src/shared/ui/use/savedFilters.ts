import { ref, type Ref } from "vue";
import { http } from "@/shared/api";
import { readKept, writeKept } from "./kept";
import { attempt } from "./notify";

export interface SavedFilter {
  id?: string;
  name: string;
  values: Record<string, string>;
}

export interface SavedFilters {
  saved: Ref<SavedFilter[]>;
  save(name: string, values: Record<string, string>): Promise<boolean>;
  forget(name: string): Promise<void>;
}

interface Stored {
  id: string;
  name: string;
  params: Record<string, string>;
}

const QUERIES = "/api/v1/directory/saved-queries";
const shownAs = (row: Stored): SavedFilter => ({ id: row.id, name: row.name, values: row.params });

/**
 * Filters that a person keeps under a name, with the account: the same on every computer. Those that this browser kept by itself
 * before are taken over once.
 */
export function useSavedFilters(list: string, person: string): SavedFilters {
  const saved = ref<SavedFilter[]>([]);

  async function store(name: string, values: Record<string, string>): Promise<void> {
    const row = await http.post<Stored>(QUERIES, { list_name: list, name, params: values });
    saved.value = [...saved.value.filter((filter) => filter.name !== name), shownAs(row)].sort((a, b) => a.name.localeCompare(b.name, "zh-CN"));
  }

  async function load(): Promise<void> {
    try {
      saved.value = (await http.get<Stored[]>(QUERIES, { list_name: list })).map(shownAs);
      const old = readKept<SavedFilter[]>(person, `filters:${list}`) ?? [];
      const known = new Set(saved.value.map((filter) => filter.name));
      for (const filter of old) if (!known.has(filter.name)) await store(filter.name, filter.values);
      if (old.length) writeKept(person, `filters:${list}`, []);
    } catch {
      // The list works without its saved filters; they come with the next visit.
    }
  }
  void load();

  return {
    saved,
    save: (name, values) => attempt(() => store(name, { ...values }), `已保存“${name}”`),
    async forget(name) {
      const filter = saved.value.find((one) => one.name === name);
      if (!filter?.id) return;
      if (await attempt(() => http.delete(`${QUERIES}/${filter.id}`))) saved.value = saved.value.filter((one) => one.name !== name);
    },
  };
}
