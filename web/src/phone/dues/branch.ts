import { computed, ref, type ComputedRef, type Ref } from "vue";
import { useSession } from "@/shared/api";
import { thisMonth } from "@/shared/domain/work/dues";
import { today } from "@/shared/ui/use/dates";

/** The branch of whoever looks (keepers: theirs), and the month that is looked at. */
export function useBranchMonth(): { branch: ComputedRef<string>; period: Ref<string>; month: string } {
  const session = useSession();
  const month = thisMonth(today());
  const roles = session.current?.roles ?? [];
  const branch = computed(() => session.actingOrgId || roles.find((held) => held.role === "branch_secretary")?.org_id || roles.find((held) => held.role === "member")?.org_id || roles[0]?.org_id || "");
  return { branch, period: ref(month), month };
}
