import type { ModuleRoutes } from "@/shared/shell/routes";

const IMPORT = "directory.roster.import";

const routes: ModuleRoutes = [
  {
    path: "directory/roster-import",
    name: "roster-import",
    component: () => import("./RosterImport.vue"),
    meta: { title: "导入名册", action: IMPORT, menu: { group: "directory", order: 50 }, help: "roster-import", words: "导入 Excel 花名册 名册 模板 批量 上传 表格 任务" },
  },
  {
    path: "directory/roster-import/:id",
    name: "roster-batch-detail",
    component: () => import("./RosterBatch.vue"),
    meta: { marked: true, title: "导入名册", action: IMPORT, help: "roster-check" },
  },
];
export default routes;
