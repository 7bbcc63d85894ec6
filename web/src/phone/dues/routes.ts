import type { ModuleRoutes } from "@/shared/shell/routes";

const view = "dues.order.view";

const routes: ModuleRoutes = [
  { path: "me/dues", name: "own-dues-list", component: () => import("./MyDues.vue"), meta: { title: "我的党费", action: "dues.own.view", mine: { icon: "gold-coin-o", order: 26 }, help: "phone-my-dues", words: "党费 交纳 收据" } },
  { path: "me/dues/receipts/:id", name: "dues-receipt", component: () => import("./DuesReceipt.vue"), meta: { title: "党费收据", action: "dues.own.view", help: "phone-my-dues" } },
  { path: "me/dues/pay", name: "dues-pay", component: () => import("./PayDues.vue"), meta: { title: "交党费", action: "dues.own.pay", help: "phone-my-dues", words: "党费 线上交纳 微信 支付宝 代交" } },
  { path: "me/dues/pay/:id", name: "dues-pay-result", component: () => import("./PayResult.vue"), meta: { title: "支付结果", action: "dues.own.pay", help: "phone-my-dues" } },
  { path: "dues/pay-for/:token", name: "dues-pay-for", component: () => import("./PayFor.vue"), meta: { title: "代交党费", action: "dues.own.pay", help: "phone-my-dues" } },
  { path: "dues", name: "dues-sheet", component: () => import("./BranchDues.vue"), meta: { title: "党费收交", action: view, tile: { icon: "gold-coin-o", order: 40 }, help: "phone-dues", words: "党费 登记 已交" } },
  { path: "dues/allocations", name: "dues-allocation-list", component: () => import("./BranchAllocations.vue"), meta: { title: "上级下拨", action: "dues.statement.view", help: "phone-dues", words: "党费 下拨 确认 到账" } },
  { path: "dues/allocations/:id", name: "dues-allocation-detail", component: () => import("./BranchAllocations.vue"), meta: { title: "上级下拨", action: "dues.statement.view", help: "phone-dues" } },
  { path: "dues/bases", name: "dues-bases", component: () => import("./BranchBases.vue"), meta: { title: "党费核定", action: view, tile: { icon: "balance-list-o", order: 42 }, help: "phone-dues", words: "党费 基数" } },
  { path: "dues/publicity", name: "dues-publicity", component: () => import("./BranchPublicity.vue"), meta: { title: "党费公示", action: "dues.publicity.view", tile: { icon: "bullhorn-o", order: 44 }, help: "phone-dues", words: "党费 公开" } },
];
export default routes;
