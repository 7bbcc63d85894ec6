import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "system/accounts",
    name: "account-list",
    component: () => import("./AccountList.vue"),
    meta: { title: "账号", action: "identity.account.view", menu: { group: "system", order: 10 }, help: "accounts", words: "激活 二维码 停用 重置密码 用户" },
  },
  {
    path: "system/rules",
    name: "rule-book",
    component: () => import("./RuleBook.vue"),
    meta: { title: "工作规则", menu: { group: "system", order: 30 }, help: "rules", words: "条款 频次 期限 依据 规定" },
  },
];
export default routes;
