import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "messages", name: "messages", component: () => import("./MessageTab.vue"), meta: { title: "消息", tab: "messages", help: "messages" } },
  { path: "todos", name: "todo-list", component: () => import("./TodoPage.vue"), meta: { title: "待办", help: "todos", mine: { label: "我的待办", icon: "todo-list-o", order: 10 } } },
];
export default routes;
