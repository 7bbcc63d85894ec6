import type { ModuleRoutes } from "@/shared/shell/routes";

const VIEW = "standing.view";
const routes: ModuleRoutes = [
  { path: "mobile-members", name: "standing-stay-list", component: () => import("./StayList.vue"), meta: { title: "流动党员", action: VIEW, tile: { icon: "logistics", order: 21 }, help: "mobile-members", words: "流动 外出 流入 接收 汇报" } },
  { path: "mobile-members/:id", name: "standing-stay-detail", component: () => import("./StayDetail.vue"), meta: { title: "流动情况", action: VIEW, help: "mobile-members" } },
  { path: "contact-cases", name: "standing-case-list", component: () => import("./CaseList.vue"), meta: { title: "失联党员", action: VIEW, tile: { icon: "phone-o", order: 22 }, help: "contact-cases", words: "失联 停止党籍 查找" } },
  { path: "contact-cases/:id", name: "standing-case-detail", component: () => import("./CaseDetail.vue"), meta: { title: "失联党员情况", action: VIEW, help: "contact-cases" } },
  { path: "me/mobile", name: "own-stay-list", component: () => import("./MyStays.vue"), meta: { title: "我的流动情况", action: "standing.own", mine: { icon: "logistics", order: 29 }, help: "my-stay", words: "流动 外出 汇报" } },
];
export default routes;
