import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "cases",
    name: "process-case-list",
    component: () => import("./CaseList.vue"),
    meta: { title: "事项办理", action: "foundation.process.view", tile: { label: "事项办理", icon: "todo-list-o", order: 18 }, help: "cases", words: "流程 请示 审批" },
  },
  { path: "cases/new", name: "process-case-new", component: () => import("./CaseStart.vue"), meta: { title: "发起事项", action: "foundation.process.start", help: "cases" } },
  { path: "cases/together", name: "process-case-together", component: () => import("./CasesTogether.vue"), meta: { title: "一并办理", help: "cases", words: "批量 审批 同意 待办" } },
  { path: "cases/:id", name: "process-case-detail", component: () => import("./CaseDetail.vue"), meta: { title: "事项", help: "cases" } },
  { path: "cases/:id/step", name: "process-case-step", component: () => import("./CaseStep.vue"), meta: { title: "办理", help: "cases" } },
];

export default routes;
