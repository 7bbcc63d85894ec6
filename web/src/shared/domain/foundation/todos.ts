import { http, refetchNoun, type Page, type Query } from "@/shared/api";

const PATH = "/api/v1/foundation/todos";

/** Something a person has to do, opened by a module for something of its own; most end by doing the thing. */
export interface Todo {
  id: string;
  title: string;
  text: string;
  due_on: string | null;
  subject_kind: string;
  subject_id: string | null;
  /** The person ends it by saying so. */
  is_manual: boolean;
  state: "open" | "done" | "cancelled";
  closed_at: string | null;
  note: string;
}

export interface TodoCounts {
  open: number;
  overdue: number;
  due_soon: number;
}

export const todos = (query: Query): Promise<Page<Todo>> => http.get<Page<Todo>>(PATH, query);
export const todoCounts = (): Promise<TodoCounts> => http.get<TodoCounts>(`${PATH}/counts`);

export async function completeTodo(id: string, note = ""): Promise<void> {
  await http.post(`${PATH}/${id}/complete`, { note });
  await refetchNoun("foundation", "todos");
}
