import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "development",
    name: "development-list",
    component: () => import("./DevelopmentList.vue"),
    meta: { title: "发展党员", action: "development.view", tile: { label: "发展党员", icon: "friends-o", order: 19 }, help: "development", words: "入党 积极分子 发展对象 预备党员 转正" },
  },
  {
    path: "development/mine",
    name: "development-mine",
    component: () => import("./MyDevelopment.vue"),
    meta: { title: "我的入党进程", action: "development.view_own", tile: { label: "我的入党进程", icon: "flag-o", order: 60 }, help: "my-development", words: "入党申请 思想汇报 转正" },
  },
  { path: "development/:id", name: "development-detail", component: () => import("./DevelopmentDetail.vue"), meta: { marked: true, title: "发展进程", action: "development.view", help: "development" } },
];

export default routes;
