import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "work", name: "work", component: () => import("./WorkTab.vue"), meta: { title: "工作", tab: "work", help: "phone-work" } },
  { path: "no-right", name: "forbidden", component: () => import("./ForbiddenPage.vue"), meta: { title: "没有权限" } },
  { path: "/failed", name: "failed", component: () => import("./FailedPage.vue"), meta: { title: "暂时不可用", open: true } },
];
export default routes;
