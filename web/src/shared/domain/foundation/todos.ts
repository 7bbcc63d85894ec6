import { http, refetchNoun, type Page, type Query } from "@/shared/api";

const PATH = "/api/v1/foundation/todos";

/** Something a person has to do, entered by a module, ended by it when done. */
export interface Todo {
  id: string;
  title: string;
  note: string;
  due_on: string | null;
  subject_kind: string;
  subject_id: string;
  done_at: string | null;
}

export const todos = (query: Query): Promise<Page<Todo>> => http.get<Page<Todo>>(PATH, query);

export async function finishTodo(id: string): Promise<void> {
  await http.post(`${PATH}/${id}/done`);
  await refetchNoun("foundation", "todos");
}
