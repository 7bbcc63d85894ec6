import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "work/cases",
    name: "process-case-list",
    component: () => import("./CaseList.vue"),
    meta: { title: "事项办理", action: "foundation.process.view", menu: { group: "work", order: 15 }, help: "cases", words: "流程 请示 审批 批复 会签 待办" },
  },
  {
    path: "work/cases/new",
    name: "process-case-new",
    component: () => import("./CaseStart.vue"),
    meta: { title: "发起事项", action: "foundation.process.start", help: "cases", words: "请示 申请" },
  },
  {
    path: "work/cases/together",
    name: "process-case-together",
    component: () => import("./CasesTogether.vue"),
    meta: { title: "一并办理", help: "cases", words: "批量 审批 同意 待办" },
  },
  {
    path: "work/cases/:id",
    name: "process-case-detail",
    component: () => import("./CaseDetail.vue"),
    meta: { title: "事项", help: "cases" },
  },
];

export default routes;
