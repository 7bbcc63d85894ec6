import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { http, refetchNoun, type Page, type Query, type components } from "@/shared/api";

const PATH = "/api/v1/foundation/messages";

/** `subject_kind` and `subject_id` name the page that it opens. */
export type Message = components["schemas"]["MessageOut"];

export const messages = (query: Query): Promise<Page<Message>> => http.get<Page<Message>>(PATH, query);

/** Unread messages, asked again each minute while the page is looked at. */
export function useUnread(): ComputedRef<number> {
  const result = useQuery({
    queryKey: ["foundation", "messages", "unread"],
    queryFn: () => http.get<{ unread: number }>(`${PATH}/unread`),
    refetchInterval: 60_000,
  });
  return computed(() => result.data.value?.unread ?? 0);
}

export async function markRead(ids: string[]): Promise<void> {
  await http.post(`${PATH}/read`, { ids });
  await refetchNoun("foundation", "messages");
}

export async function markAllRead(): Promise<void> {
  await http.post(`${PATH}/read-all`);
  await refetchNoun("foundation", "messages");
}
