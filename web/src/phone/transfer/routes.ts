import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "transfers", name: "transfer-list", component: () => import("./TransferList.vue"), meta: { title: "组织关系转接", action: "transfer.view", tile: { icon: "exchange", order: 20 }, help: "transfers", words: "转入 转出 接收 退回" } },
  { path: "me/transfers", name: "own-transfer-list", component: () => import("./MyTransfers.vue"), meta: { title: "我的组织关系", action: "transfer.own", mine: { icon: "exchange", order: 28 }, help: "my-transfer", words: "转接 转出 申请 介绍信" } },
  { path: "transfers/:id", name: "transfer-detail", component: () => import("./TransferDetail.vue"), meta: { title: "转接办理情况", action: "transfer.view", help: "transfers" } },
  { path: "/letters/:code", name: "letter-check", component: () => import("./LetterCheck.vue"), meta: { title: "核验组织关系介绍信", open: true } },
];
export default routes;
