import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "work/supervised", name: "supervised-task-list", component: () => import("./TaskLedger.vue"), meta: { title: "督查督办", action: "tasks.task.view", menu: { group: "work", order: 60 }, help: "supervised-tasks", words: "任务 督办 催办 亮灯 台账 办结" } },
  { path: "work/supervised/new", name: "supervised-task-new", component: () => import("./TaskNew.vue"), meta: { title: "登记督办任务", action: "tasks.task.set", help: "supervised-tasks", words: "交办 分解 登记任务" } },
  { path: "work/supervised/:id", name: "supervised-task-detail", component: () => import("./TaskDetail.vue"), meta: { title: "督办任务", action: "tasks.task.view", help: "supervised-tasks" } },
];
export default routes;
