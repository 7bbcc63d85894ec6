import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { useSession } from "@/shared/api";
import { thisMonth } from "@/shared/domain/work/dues";
import { today } from "@/shared/ui/use/dates";

/** The organisation and the month that a page of dues is about; both stand in the address. */
export function useDuesPlace(): { organisation: WritableComputedRef<string>; period: WritableComputedRef<string>; month: string } {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const month = thisMonth(today());
  const own = session.current?.roles?.find((held) => held.role === "branch_secretary")?.org_id ?? session.current?.roles?.find((held) => ["office", "leader"].includes(held.role))?.org_id ?? "";
  const part = (name: string, first: string): WritableComputedRef<string> =>
    computed({
      get: () => String(route.query[name] ?? first),
      set: (value) => void router.replace({ query: { ...route.query, [name]: value || undefined } }),
    });
  return { organisation: part("organisation_id", session.actingOrgId || own), period: part("period", month), month };
}
