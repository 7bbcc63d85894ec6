import { computed, type ComputedRef } from "vue";
import { useRouter } from "vue-router";
import { useSession } from "@/shared/api";

export interface Tile {
  name: string;
  label: string;
  icon: string;
}

/** The functions of the 工作 tab: what is there and what this person may use. */
export function useTiles(): ComputedRef<Tile[]> {
  const router = useRouter();
  const session = useSession();
  return computed(() =>
    router
      .getRoutes()
      .filter((route) => route.meta.tile && session.may(route.meta.action))
      .sort((a, b) => (a.meta.tile?.order ?? 0) - (b.meta.tile?.order ?? 0))
      .map((route) => ({ name: String(route.name), label: route.meta.tile?.label ?? route.meta.title, icon: route.meta.tile?.icon ?? "apps-o" })),
  );
}
