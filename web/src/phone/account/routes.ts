import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "/log-in", name: "log-in", component: () => import("./LogInPage.vue"), meta: { title: "登录", open: true } },
];
export default routes;
