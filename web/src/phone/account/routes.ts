import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  { path: "/log-in", name: "log-in", component: () => import("./LogInPage.vue"), meta: { title: "登录", open: true } },
  { path: "/sign-on/:id", name: "sign-on", component: () => import("./SignOnPage.vue"), meta: { title: "统一登录", open: true } },
  { path: "/authorize", name: "authorize", component: () => import("./AuthorizePage.vue"), meta: { title: "身份授权", open: true } },
  { path: "/activate", name: "activate", component: () => import("./ActivatePage.vue"), meta: { title: "激活账号", open: true } },
  { path: "me", name: "me", component: () => import("./MePage.vue"), meta: { title: "我的", tab: "me", help: "phone-me" } },
  { path: "me/password", name: "change-password", component: () => import("./PasswordPage.vue"), meta: { title: "修改密码", help: "password" } },
  { path: "me/second-factor", name: "second-factor", component: () => import("./SecondFactorPage.vue"), meta: { title: "动态口令和通行密钥", help: "second-factor" } },
  { path: "me/sessions", name: "sessions", component: () => import("./SessionsPage.vue"), meta: { title: "我的会话", help: "sessions" } },
  { path: "me/identities", name: "own-identities", component: () => import("./IdentitiesPage.vue"), meta: { title: "统一登录绑定", help: "identities" } },
  { path: "me/rights", name: "own-rights", component: () => import("./RightsPage.vue"), meta: { title: "我的权限", help: "rights", mine: { icon: "certificate", order: 40 } } },
  { path: "me/notices", name: "notice-preference", component: () => import("./NoticePage.vue"), meta: { title: "提醒设置", help: "notices", mine: { icon: "bullhorn-o", order: 50 } } },
  { path: "me/calendar", name: "own-calendar", component: () => import("./CalendarFeeds.vue"), meta: { title: "日历订阅", help: "calendar-feeds", mine: { icon: "calendar-o", order: 55 } } },
];
export default routes;
