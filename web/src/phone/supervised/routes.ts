import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "supervised", name: "supervised-task-list", component: () => import("./TaskList.vue"), meta: { title: "督办任务", action: "tasks.task.view", tile: { icon: "todo-list-o", order: 24 }, help: "phone-supervised", words: "任务 督办 签收 进展 办结" } },
  { path: "supervised/new", name: "supervised-task-new", component: () => import("./TaskNew.vue"), meta: { title: "登记任务", action: "tasks.task.set", help: "phone-supervised" } },
  { path: "supervised/:id", name: "supervised-task-detail", component: () => import("./TaskDetail.vue"), meta: { title: "督办任务", action: "tasks.task.view", help: "phone-supervised" } },
  { path: "task-plan", name: "task-plan", component: () => import("./PlanTabs.vue"), meta: { title: "计划和进度", action: "tasks.plan.view", tile: { icon: "bar-chart-o", order: 25 }, help: "phone-supervised", words: "年度计划 责任清单 进度" } },
  { path: "projects", name: "theme-project-list", component: () => import("./ProjectList.vue"), meta: { title: "党建项目", action: "tasks.project.view", tile: { icon: "chart-trending-o", order: 26 }, help: "theme-projects", words: "先锋岗 责任区 指标" } },
  { path: "projects/:id", name: "theme-project-detail", component: () => import("./ProjectDetail.vue"), meta: { title: "党建项目", action: "tasks.project.view", help: "theme-projects" } },
];
export default routes;
