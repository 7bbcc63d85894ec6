import { computed, onMounted, ref, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";
import { useSession } from "@/shared/api";
import { thisMonth } from "@/shared/domain/work/dues";
import { today } from "@/shared/ui/use/dates";
import { orgChildren } from "@/shared/ui/use/directory";

/** The organisation and the month that a page of dues is about; both stand in the address. Who keeps more than one
 *  branch begins with the highest organisation in reach. */
export function useDuesPlace(): { organisation: WritableComputedRef<string>; period: WritableComputedRef<string>; month: string } {
  const route = useRoute();
  const router = useRouter();
  const session = useSession();
  const month = thisMonth(today());
  const held = session.current?.roles ?? [];
  const own = ref(session.actingOrgId || held.find((one) => one.role === "branch_secretary")?.org_id || held.find((one) => ["office", "leader"].includes(one.role))?.org_id || "");
  onMounted(async () => {
    if (!own.value) own.value = (await orgChildren("").catch(() => []))[0]?.id ?? "";
  });
  const part = (name: string, first: () => string): WritableComputedRef<string> =>
    computed({
      get: () => String(route.query[name] ?? first()),
      set: (value) => void router.replace({ query: { ...route.query, [name]: value || undefined } }),
    });
  return { organisation: part("organisation_id", () => own.value), period: part("period", () => month), month };
}
