import { useRouter, type RouteLocationRaw } from "vue-router";

/**
 * The page that shows a thing named by kind and id (messages, todos, search hits): the route `<kind>-detail`.
 * Null when this surface has no such page.
 */
export function useSubjects(): (kind: string, id: string | null) => RouteLocationRaw | null {
  const router = useRouter();
  return (kind, id) => {
    const name = `${kind.replace(/_/g, "-")}-detail`;
    return kind && id && router.hasRoute(name) ? { name, params: { id } } : null;
  };
}
