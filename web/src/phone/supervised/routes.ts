import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "supervised", name: "supervised-task-list", component: () => import("./TaskList.vue"), meta: { title: "督办任务", action: "tasks.task.view", tile: { icon: "todo-list-o", order: 24 }, help: "phone-supervised", words: "任务 督办 签收 进展 办结" } },
  { path: "supervised/:id", name: "supervised-task-detail", component: () => import("./TaskDetail.vue"), meta: { title: "督办任务", action: "tasks.task.view", help: "phone-supervised" } },
];
export default routes;
