import type { ModuleRoutes } from "@/shared/shell/routes";

const own = "documents.own.read";

const routes: ModuleRoutes = [
  { path: "me/documents", name: "own-document-list", component: () => import("./MyDocuments.vue"), meta: { title: "通知和报告", action: own, mine: { icon: "description-o", order: 18 }, help: "phone-documents", words: "通知 公文 已阅" } },
  { path: "documents/:id", name: "document-detail", component: () => import("./DocumentDetail.vue"), meta: { title: "通知、报告", action: own, help: "phone-documents" } },
];
export default routes;
