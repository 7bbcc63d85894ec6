import { useRouter, type RouteLocationRaw } from "vue-router";

/**
 * The page that shows a thing named by kind and id (messages, todos, search hits): the route `<kind>-detail`.
 * Without an id it is the list of such things. Null when this surface has no such page.
 */
export function useSubjects(): (kind: string, id: string | null) => RouteLocationRaw | null {
  const router = useRouter();
  return (kind, id) => {
    const noun = kind.replace(/_/g, "-");
    if (!id) return kind && router.hasRoute(`${noun}-list`) ? { name: `${noun}-list` } : null;
    const name = `${noun}-detail`;
    return kind && router.hasRoute(name) ? { name, params: { id } } : null;
  };
}
