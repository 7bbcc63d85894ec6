import { anythingWaits, forgetAllButWaiting, queryClient, sendWaiting, useSession } from "@/shared/api";
import { dropDraftsOf } from "@/shared/ui/use/drafts";
import { useLargePrint } from "@/shared/ui/use/largePrint";

/** Ends the session here and forgets what the device kept for the person. */
export async function signOut(): Promise<void> {
  const session = useSession();
  const person = session.personKey;
  const { large, setLarge } = useLargePrint();
  // The answer clears the browser's store: what still waits leaves before, or is kept for the person's next sign-in.
  await sendWaiting().catch(() => 0);
  const waits = await anythingWaits().catch(() => false);
  await session.signOut(waits);
  if (waits) await forgetAllButWaiting();
  dropDraftsOf(person);
  queryClient.clear();
  if (large.value) setLarge(true);
}
