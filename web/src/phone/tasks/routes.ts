import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "me/tasks", name: "task-list", component: () => import("./TaskPage.vue"), meta: { title: "任务中心", help: "tasks", mine: { icon: "underway-o", order: 45 } } },
  { path: "me/prints/:id", name: "print-detail", component: () => import("./PrintDetail.vue"), meta: { title: "打印文件", help: "tasks" } },
  { path: "me/exports/:id", name: "export-detail", component: () => import("./ExportDetail.vue"), meta: { title: "导出文件", help: "exports" } },
];
export default routes;
