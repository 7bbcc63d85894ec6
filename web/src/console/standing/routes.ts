import type { ModuleRoutes } from "@/shared/shell/routes";

const VIEW = "standing.view";
const KEEP = "standing.keep";
const routes: ModuleRoutes = [
  { path: "work/mobile-members", name: "standing-stay-list", component: () => import("./StayList.vue"), meta: { title: "流动党员", action: VIEW, menu: { group: "work", order: 19 }, help: "mobile-members", words: "流动 外出 流入 流出 接收 汇报 出国" } },
  { path: "work/mobile-members/new", name: "standing-stay-new", component: () => import("./StayNew.vue"), meta: { title: "登记流动党员", action: KEEP, help: "mobile-members", words: "流动 外出 出国" } },
  { path: "work/mobile-members/:id", name: "standing-stay-detail", component: () => import("./StayDetail.vue"), meta: { title: "流动情况", action: VIEW, help: "mobile-members" } },
  { path: "work/contact-cases", name: "standing-case-list", component: () => import("./CaseList.vue"), meta: { title: "失联党员", action: VIEW, menu: { group: "work", order: 19 }, help: "contact-cases", words: "失联 停止党籍 除名 恢复党籍 查找" } },
  { path: "work/contact-cases/new", name: "standing-case-new", component: () => import("./CaseNew.vue"), meta: { title: "登记失联党员", action: KEEP, help: "contact-cases", words: "失联 查找" } },
  { path: "work/contact-cases/:id", name: "standing-case-detail", component: () => import("./CaseDetail.vue"), meta: { title: "失联党员情况", action: VIEW, help: "contact-cases" } },
];
export default routes;
