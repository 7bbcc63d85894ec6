import type { ModuleRoutes } from "@/shared/shell/routes";

const view = "documents.document.view";
const send = "documents.document.send";

const routes: ModuleRoutes = [
  { path: "work/documents/received", name: "received-document-list", component: () => import("./ReceivedList.vue"), meta: { title: "收文", action: view, menu: { group: "work", order: 60 }, help: "documents", words: "通知 报告 公文 文件 阅读" } },
  { path: "work/documents", name: "document-list", component: () => import("./SentList.vue"), meta: { title: "发文", action: view, menu: { group: "work", order: 62 }, help: "documents", words: "通知 报告 公文 文号 催阅 撤回" } },
  { path: "work/documents/requests", name: "request-list", component: () => import("./RequestList.vue"), meta: { title: "请示", action: view, menu: { group: "work", order: 64 }, help: "documents", words: "请示 批复 文号" } },
  { path: "work/documents/new", name: "document-new", component: () => import("./DocumentForm.vue"), meta: { title: "起草", action: send, help: "documents", words: "发通知 写报告 上报" } },
  { path: "work/documents/:id/edit", name: "document-edit", component: () => import("./DocumentForm.vue"), meta: { title: "修改草稿", action: send, help: "documents" } },
  { path: "work/documents/:id", name: "document-detail", component: () => import("./DocumentDetail.vue"), meta: { title: "通知、报告", action: "documents.own.read", help: "documents" } },
];
export default routes;
