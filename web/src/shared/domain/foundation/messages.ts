import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { http, refetchNoun, type Page, type Query } from "@/shared/api";

const PATH = "/api/v1/foundation/messages";

export interface Message {
  id: string;
  title: string;
  text: string;
  kind: string;
  sent_at: string;
  read_at: string | null;
  /** What it is about, so that a click opens it: `meeting`, `member` … and its id. */
  subject_kind: string;
  subject_id: string | null;
  is_urgent: boolean;
}

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
