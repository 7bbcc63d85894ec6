import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "work/supervised", name: "supervised-task-list", component: () => import("./TaskLedger.vue"), meta: { title: "督查督办", action: "tasks.task.view", menu: { group: "work", order: 60 }, help: "supervised-tasks", words: "任务 督办 催办 亮灯 台账 办结" } },
  { path: "work/supervised/new", name: "supervised-task-new", component: () => import("./TaskNew.vue"), meta: { title: "登记督办任务", action: "tasks.task.set", help: "supervised-tasks", words: "交办 分解 登记任务" } },
  { path: "work/supervised/:id", name: "supervised-task-detail", component: () => import("./TaskDetail.vue"), meta: { title: "督办任务", action: "tasks.task.view", help: "supervised-tasks" } },
  { path: "work/task-plan", name: "task-plan", component: () => import("./PlanPage.vue"), meta: { title: "年度计划", action: "tasks.plan.view", menu: { group: "work", order: 62 }, help: "task-plan", words: "计划 季度 分解 进度" } },
  { path: "work/responsibilities", name: "responsibility-list", component: () => import("./ResponsibilityList.vue"), meta: { title: "责任清单", action: "tasks.plan.view", menu: { group: "work", order: 64 }, help: "responsibilities", words: "主体责任 监督责任 清单 定期任务" } },
  { path: "work/projects", name: "theme-project-list", component: () => import("./ProjectList.vue"), meta: { title: "党建项目", action: "tasks.project.view", menu: { group: "work", order: 66 }, help: "theme-projects", words: "先锋岗 责任区 主题实践 指标 融合" } },
  { path: "work/projects/:id", name: "theme-project-detail", component: () => import("./ProjectDetail.vue"), meta: { title: "党建项目", action: "tasks.project.view", help: "theme-projects" } },
];
export default routes;
