import { http, refetchNoun, type Page, type Query, type components } from "@/shared/api";

const PATH = "/api/v1/foundation/todos";

/** Something a person has to do, opened by a module; `is_manual`: ended by saying so. */
export type Todo = components["schemas"]["TodoOut"];

export type TodoCounts = components["schemas"]["TodoCountsOut"];

export const todos = (query: Query): Promise<Page<Todo>> => http.get<Page<Todo>>(PATH, query);
export const todoCounts = (): Promise<TodoCounts> => http.get<TodoCounts>(`${PATH}/counts`);

export async function completeTodo(id: string, note = ""): Promise<void> {
  await http.post(`${PATH}/${id}/complete`, { note });
  await refetchNoun("foundation", "todos");
}
