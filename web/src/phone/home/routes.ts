import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "", name: "home", component: () => import("./HomePage.vue"), meta: { title: "首页", tab: "home", help: "phone-home" } },
];
export default routes;
