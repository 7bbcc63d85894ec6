import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "me/data", name: "my-data", component: () => import("./MyDataPage.vue"), meta: { title: "我的数据", help: "my-data", words: "个人信息 隐私 导出 谁看过" } },
  { path: "me/consents", name: "own-consents", component: () => import("./OwnConsentsPage.vue"), meta: { title: "告知与同意", help: "consents", words: "隐私 告知 同意 撤回" } },
  { path: "me/requests", name: "own-requests", component: () => import("./OwnRequestsPage.vue"), meta: { title: "我的请求", help: "own-requests", words: "查阅 复制 更正 删除 注销 异议 投诉" } },
  { path: "me/requests/:id", name: "own-request-detail", component: () => import("./OwnRequestsPage.vue"), meta: { title: "我的请求", help: "own-requests" } },
  {
    path: "system/requests",
    name: "request-desk",
    component: () => import("./RequestDesk.vue"),
    meta: { title: "个人信息请求", action: "ops.privacy_request.answer", menu: { group: "system", order: 63 }, help: "request-desk", words: "查阅 更正 删除 注销 异议 答复期限" },
  },
  {
    path: "system/requests/:id",
    name: "privacy-request-detail",
    component: () => import("./RequestDesk.vue"),
    meta: { title: "个人信息请求", action: "ops.privacy_request.answer", help: "request-desk" },
  },
  {
    path: "system/notice",
    name: "notice-manage",
    component: () => import("./NoticePage.vue"),
    meta: { title: "告知管理", action: "foundation.notice.publish", menu: { group: "system", order: 61 }, help: "notice", words: "隐私 告知 同意 版本" },
  },
  {
    path: "system/privacy",
    name: "privacy-register",
    component: () => import("./RegisterPage.vue"),
    meta: { title: "个人信息登记", action: "ops.privacy.view", menu: { group: "system", order: 62 }, help: "privacy-register", words: "处理活动记录 隐私 级别 脱敏" },
  },
  {
    path: "system/retention",
    name: "retention",
    component: () => import("./RetentionPage.vue"),
    meta: { title: "保存期限", action: "ops.retention.view", menu: { group: "system", order: 65 }, help: "retention", words: "到期 清理 删除 注销 保全" },
  },
  {
    path: "system/exports",
    name: "export-decisions",
    component: () => import("./ExportDecisions.vue"),
    meta: { title: "导出核准", action: "foundation.export.approve", menu: { group: "system", order: 64 }, help: "exports", words: "敏感信息 导出 审批 下载" },
  },
  {
    path: "system/exports/:id",
    name: "export-decision-detail",
    component: () => import("./ExportDecisions.vue"),
    meta: { title: "导出核准", action: "foundation.export.approve", help: "exports" },
  },
  { path: "tasks/exports/:id", name: "export-detail", component: () => import("./ExportDetail.vue"), meta: { title: "导出文件", help: "exports" } },
];
export default routes;
