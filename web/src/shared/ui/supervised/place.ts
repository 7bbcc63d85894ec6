import { onMounted, ref, type Ref } from "vue";
import { useSession } from "@/shared/api";
import { orgChildren } from "@/shared/ui/use/directory";

/** The organisation somebody looks after first: the one acted for, that of a post or a grant, else the highest in reach. */
export function useOwnOrganisation(): Ref<string> {
  const session = useSession();
  const held = session.current?.roles ?? [];
  const of = (...roles: string[]): string => held.find((one) => roles.includes(one.role))?.org_id ?? "";
  const own = ref(session.actingOrgId || of("branch_secretary", "branch_officer") || of("office", "leader"));
  onMounted(async () => {
    if (!own.value) own.value = (await orgChildren("").catch(() => []))[0]?.id ?? "";
  });
  return own;
}
