import type { ModuleRoutes } from "@/shared/shell/routes";

const DEFINE = "foundation.process.define";

const routes: ModuleRoutes = [
  {
    path: "system/processes",
    name: "process-list",
    component: () => import("./ProcessList.vue"),
    meta: { title: "流程设计", action: DEFINE, menu: { group: "system", order: 32 }, help: "process-design", words: "流程 环节 办理人 表单 版本 BPMN 导入 导出" },
  },
  {
    path: "system/processes/new",
    name: "process-new",
    component: () => import("./ProcessDesigner.vue"),
    meta: { title: "新建流程", action: DEFINE, help: "process-design" },
  },
  {
    path: "system/processes/shipped/:key",
    name: "process-shipped",
    component: () => import("./ProcessDesigner.vue"),
    meta: { title: "在随产品提供的流程上修改", action: DEFINE, help: "process-design" },
  },
  {
    path: "system/processes/versions/:id",
    name: "process-version",
    component: () => import("./ProcessVersion.vue"),
    meta: { title: "流程版本", action: DEFINE, help: "process-design" },
  },
  {
    path: "system/processes/versions/:id/edit",
    name: "process-edit",
    component: () => import("./ProcessDesigner.vue"),
    meta: { title: "修改流程", action: DEFINE, help: "process-design" },
  },
  {
    path: "system/processes/versions/:id/migrate",
    name: "process-migrate",
    component: () => import("./ProcessMigrate.vue"),
    meta: { title: "迁移办理中的事项", action: DEFINE, help: "process-design" },
  },
];

export default routes;
