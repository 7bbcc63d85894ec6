import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "me/record", name: "own-record", component: () => import("./OwnRecord.vue"), meta: { title: "我的信息", action: "kernel.signed_in", mine: { icon: "contact-o", order: 10 }, help: "phone-record", words: "党员信息 更正" } },
  { path: "me/data", name: "my-data", component: () => import("./MyData.vue"), meta: { title: "我的数据", action: "kernel.signed_in", mine: { icon: "description", order: 12 }, help: "my-data", words: "个人信息 隐私 导出 谁看过" } },
  { path: "me/consents", name: "own-consents", component: () => import("./OwnConsents.vue"), meta: { title: "告知与同意", action: "kernel.signed_in", mine: { icon: "certificate", order: 13 }, help: "consents", words: "隐私 告知 同意 撤回" } },
  { path: "me/requests", name: "own-requests", component: () => import("./OwnRequestsPage.vue"), meta: { title: "我的请求", action: "kernel.signed_in", mine: { icon: "records-o", order: 14 }, help: "own-requests", words: "查阅 复制 更正 删除 注销 异议 投诉" } },
  { path: "me/requests/:id", name: "own-request-detail", component: () => import("./OwnRequestsPage.vue"), meta: { title: "我的请求", action: "kernel.signed_in", help: "own-requests" } },
  { path: "me/corrections", name: "own-corrections", component: () => import("./OwnCorrections.vue"), meta: { title: "我的更正申请", action: "kernel.signed_in", help: "phone-record" } },
  { path: "me/corrections/new/:field", name: "correction-new", component: () => import("./AskCorrection.vue"), meta: { title: "申请更正", action: "kernel.signed_in", help: "phone-record" } },
  {
    path: "work/corrections",
    name: "correction-review",
    component: () => import("./ReviewCorrections.vue"),
    meta: { title: "信息更正审核", action: "directory.correction.decide", tile: { icon: "edit", order: 60 }, help: "corrections" },
  },
];
export default routes;
