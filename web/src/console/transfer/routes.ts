import type { ModuleRoutes } from "@/shared/shell/routes";

const VIEW = "transfer.view";
const routes: ModuleRoutes = [
  { path: "work/transfers", name: "transfer-list", component: () => import("./TransferList.vue"), meta: { title: "组织关系转接", action: VIEW, menu: { group: "work", order: 18 }, help: "transfers", words: "转入 转出 介绍信 接收 退回 回执" } },
  { path: "work/transfers/new", name: "transfer-new", component: () => import("./TransferStart.vue"), meta: { title: "发起组织关系转接", action: "transfer.send", help: "transfers", words: "转出 转接 调动" } },
  { path: "work/transfers/whole", name: "transfer-whole", component: () => import("./TransferWhole.vue"), meta: { title: "整建制转接", action: "transfer.send", help: "transfers", words: "合并 撤销 整批 划转" } },
  { path: "work/transfers/incoming", name: "transfer-incoming", component: () => import("./IncomingList.vue"), meta: { title: "系统外转入", action: VIEW, help: "transfers-incoming", words: "介绍信 转入 回执 接收码" } },
  { path: "work/transfers/incoming/new", name: "transfer-incoming-new", component: () => import("./IncomingNew.vue"), meta: { title: "登记系统外转入", action: "transfer.receive", help: "transfers-incoming", words: "介绍信 接收" } },
  { path: "work/transfers/:id", name: "transfer-detail", component: () => import("./TransferDetail.vue"), meta: { title: "转接办理情况", action: VIEW, help: "transfers" } },
];
export default routes;
