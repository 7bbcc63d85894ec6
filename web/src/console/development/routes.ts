import type { ModuleRoutes } from "@/shared/shell/routes";

const VIEW = "development.view";
const routes: ModuleRoutes = [
  {
    path: "work/development",
    name: "development-board",
    component: () => import("./BoardPage.vue"),
    meta: { title: "发展党员", action: VIEW, menu: { group: "work", order: 16 }, help: "development", words: "入党 申请人 积极分子 发展对象 预备党员 转正 二十五步" },
  },
  {
    path: "work/development/list",
    name: "development-list",
    component: () => import("./AdmissionList.vue"),
    meta: { title: "发展党员名单", action: VIEW, help: "development", words: "积极分子 发展对象 预备党员 名单 逾期" },
  },
  {
    path: "work/development/new",
    name: "development-new",
    component: () => import("./AdmissionStart.vue"),
    meta: { title: "发起发展党员", action: "development.keep", help: "development", words: "入党申请 登记" },
  },
  {
    path: "work/development/plans",
    name: "development-plans",
    component: () => import("./PlanPage.vue"),
    meta: { title: "年度发展计划", action: VIEW, help: "development-plans", words: "发展党员 计划 指标 名额" },
  },
  {
    path: "work/development/:id",
    name: "development-detail",
    component: () => import("./AdmissionDetail.vue"),
    meta: { marked: true, title: "发展进程", action: VIEW, help: "development" },
  },
];

export default routes;
