import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "todos",
    name: "todo-list",
    component: () => import("./TodoList.vue"),
    meta: { title: "待办", menu: { group: "home", order: 10 }, help: "todos", words: "任务 待办事项" },
  },
  {
    path: "messages",
    name: "message-list",
    component: () => import("./MessageList.vue"),
    meta: { title: "消息", menu: { group: "home", order: 20 }, help: "messages", words: "通知 提醒" },
  },
];
export default routes;
