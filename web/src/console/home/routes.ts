import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "",
    name: "home",
    component: () => import("./HomePage.vue"),
    meta: { title: "工作台", menu: { group: "home", order: 0 }, help: "home", words: "首页 主页" },
  },
];
export default routes;
