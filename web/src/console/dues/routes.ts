import type { ModuleRoutes } from "@/shared/shell/routes";

const view = "dues.order.view";

const routes: ModuleRoutes = [
  { path: "work/dues", name: "dues-sheet", component: () => import("./DuesSheet.vue"), meta: { marked: true, title: "党费收交", action: view, menu: { group: "dues", order: 70 }, help: "dues-sheet", words: "党费 收款 登记 收据 补交" } },
  { path: "work/dues/bases", name: "dues-bases", component: () => import("./DuesBases.vue"), meta: { marked: true, title: "党费核定", action: view, menu: { group: "dues", order: 72 }, help: "dues-bases", words: "党费基数 工资 少交 免交" } },
  { path: "work/dues/bank", name: "dues-bank", component: () => import("./DuesBank.vue"), meta: { title: "银行流水", action: "dues.payment.take", menu: { group: "dues", order: 75 }, help: "dues-bank", words: "党费 银行 转账 对账 流水" } },
  { path: "work/dues/money", name: "dues-money-list", component: () => import("./DuesMoney.vue"), meta: { title: "线上收款", action: "dues.channel.keep", menu: { group: "dues", order: 73 }, help: "dues-money", words: "党费 微信 支付宝 异常 退款" } },
  { path: "work/dues/money/:id", name: "dues-money-detail", component: () => import("./DuesMoney.vue"), meta: { title: "线上收款", action: "dues.channel.keep", help: "dues-money" } },
  { path: "work/dues/accounts", name: "dues-accounts", component: () => import("./DuesAccounts.vue"), meta: { title: "收款账户", action: "dues.channel.set", help: "dues-money", words: "微信支付 支付宝 商户号 公钥" } },
  { path: "work/dues/reconcile", name: "dues-reconcile", component: () => import("./DuesReconcile.vue"), meta: { title: "与平台对账", action: "dues.channel.reconcile", help: "dues-money", words: "党费 对账单 差异 冲销" } },
  { path: "work/dues/runs", name: "dues-run-list", component: () => import("./DuesRuns.vue"), meta: { title: "月度应交", action: "dues.run.confirm", menu: { group: "dues", order: 74 }, help: "dues-runs", words: "党费 核定 本月应交 预览" } },
  { path: "work/dues/runs/:id", name: "dues-run-detail", component: () => import("./DuesRuns.vue"), meta: { title: "月度应交", action: "dues.run.confirm", help: "dues-runs" } },
  { path: "work/dues/arrears", name: "dues-arrears-list", component: () => import("./DuesArrears.vue"), meta: { title: "未交情况", action: view, menu: { group: "dues", order: 76 }, help: "dues-arrears", words: "党费 欠交 六个月 自行脱党" } },
  { path: "work/dues/arrears/:id", name: "dues-arrears-detail", component: () => import("./DuesArrears.vue"), meta: { title: "未交情况", action: view, help: "dues-arrears" } },
  { path: "work/dues/statement", name: "dues-statement", component: () => import("./DuesStatement.vue"), meta: { title: "党费汇总和上缴", action: "dues.statement.view", menu: { group: "dues", order: 78 }, help: "dues-statement", words: "党费 汇总表 上缴 留存 对账" } },
  { path: "work/dues/allocations", name: "dues-allocation-list", component: () => import("./DuesAllocations.vue"), meta: { title: "党费下拨和利息", action: "dues.statement.view", menu: { group: "dues", order: 79 }, help: "dues-allocations", words: "党费 下拨 拨付 收回 利息 结息" } },
  { path: "work/dues/allocations/:id", name: "dues-allocation-detail", component: () => import("./DuesAllocations.vue"), meta: { title: "党费下拨和利息", action: "dues.statement.view", help: "dues-allocations" } },
  { path: "work/dues/expenses", name: "dues-expense-list", component: () => import("./DuesExpenses.vue"), meta: { title: "党费使用", action: "dues.expense.view", menu: { group: "dues", order: 80 }, help: "dues-expenses", words: "党费 支出 报销 凭证 用途 结余" } },
  { path: "work/dues/expenses/:id", name: "dues-expense-detail", component: () => import("./DuesExpenses.vue"), meta: { title: "党费使用", action: "dues.expense.view", help: "dues-expenses" } },
  { path: "work/dues/rates", name: "dues-rates", component: () => import("./DuesRates.vue"), meta: { title: "党费标准", action: "dues.own.view", menu: { group: "dues", order: 81 }, help: "dues-rates", words: "党费 比例 试算 工会会费 团费" } },
  { path: "work/dues/publicity", name: "dues-publicity", component: () => import("./DuesPublicity.vue"), meta: { title: "党费公示", action: "dues.publicity.view", menu: { group: "dues", order: 82 }, help: "dues-publicity", words: "党费 公示 公开" } },
];
export default routes;
