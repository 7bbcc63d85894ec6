import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

/** The open tab of a page, kept in the address; the first one for an address that names none of them. */
export function useTab(names: () => readonly string[]): WritableComputedRef<string> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => names().find((name) => name === route.query.tab) ?? names()[0] ?? "",
    set: (name) => void router.replace({ query: { ...route.query, tab: name === names()[0] ? undefined : name } }),
  });
}
