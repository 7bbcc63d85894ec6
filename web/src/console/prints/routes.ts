import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "prints",
    name: "print-list",
    component: () => import("./PrintList.vue"),
    meta: { title: "打印文件", action: "life.meeting.view", menu: { group: "work", order: 55 }, help: "prints", words: "下载中心 任务 手册 台账" },
  },
  // Where a message “…已生成” leads: the list, whichever file it was.
  { path: "prints/:id", name: "print-detail", component: () => import("./PrintList.vue"), meta: { title: "打印文件", action: "life.meeting.view", help: "prints" } },
];
export default routes;
