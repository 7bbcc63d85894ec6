import { queryClient, useSession } from "@/shared/api";
import { dropDraftsOf } from "@/shared/ui/use/drafts";

/** Ends the session here and forgets what the device kept for the person. */
export async function signOut(): Promise<void> {
  const session = useSession();
  const person = session.personKey;
  await session.signOut();
  dropDraftsOf(person);
  queryClient.clear();
}
