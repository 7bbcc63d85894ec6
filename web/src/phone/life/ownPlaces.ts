import { computed, type ComputedRef } from "vue";
import { useSession } from "@/shared/api";

const BRANCH_ROLES = ["branch_secretary", "branch_officer"];

/** Organisations whose meetings the person runs: one's own branch first, then committees in one's care. */
export function useOwnPlaces(): { branch: ComputedRef<string>; places: ComputedRef<string[]>; overseer: ComputedRef<boolean> } {
  const session = useSession();
  const held = computed(() => (session.current?.roles ?? []).filter((role) => role.org_id));
  const of = (names: string[]): string[] => held.value.filter((role) => names.includes(role.role)).map((role) => role.org_id as string);
  return {
    branch: computed(() => of(BRANCH_ROLES)[0] ?? ""),
    places: computed(() => [...new Set([...of(BRANCH_ROLES), ...of(["office"])])]),
    overseer: computed(() => of(["office", "leader"]).length > 0),
  };
}
