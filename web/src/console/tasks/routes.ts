import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "tasks",
    name: "task-list",
    component: () => import("./TaskList.vue"),
    meta: { title: "任务中心", menu: { group: "home", order: 30 }, help: "tasks", words: "后台 进度 导入 打印 导出 我的任务" },
  },
  {
    path: "tasks/prints/:id",
    name: "print-detail",
    component: () => import("./PrintDetail.vue"),
    meta: { title: "打印文件", help: "tasks" },
  },
];
export default routes;
