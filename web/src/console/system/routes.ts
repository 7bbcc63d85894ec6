import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "system/accounts",
    name: "account-list",
    component: () => import("./AccountList.vue"),
    meta: { title: "账号", action: "identity.account.view", menu: { group: "system", order: 10 }, help: "accounts", words: "激活 二维码 停用 重置密码 用户" },
  },
  {
    path: "system/grants",
    name: "grant-list",
    component: () => import("./GrantList.vue"),
    meta: { title: "授权", action: "directory.grant.view", menu: { group: "system", order: 20 }, help: "grants", words: "角色 权限 管理员 党务工作者" },
  },
  {
    path: "system/grants/new",
    name: "grant-new",
    component: () => import("./GrantForm.vue"),
    meta: { title: "新增授权", action: "directory.grant.manage", help: "grants" },
  },
  {
    path: "system/grants/reviews",
    name: "grant-reviews",
    component: () => import("./GrantReviews.vue"),
    meta: { title: "待确认的授权", action: "directory.grant.confirm", help: "grants", words: "半年 复核 到期" },
  },
  {
    path: "system/approvals",
    name: "approval-list",
    component: () => import("./ApprovalList.vue"),
    meta: { title: "双人核准", action: "foundation.approval.decide", menu: { group: "system", order: 25 }, help: "approvals", words: "管理员 任命 紧急授权 销毁密钥 动态口令" },
  },
  {
    path: "system/approvals/:id",
    name: "approval-detail",
    component: () => import("./ApprovalList.vue"),
    meta: { title: "双人核准", action: "foundation.approval.decide", help: "approvals" },
  },
  {
    path: "system/grants/roles",
    name: "role-table",
    component: () => import("./RoleTable.vue"),
    meta: { title: "角色权限对照表", action: "directory.grant.view", help: "grants" },
  },
  {
    path: "system/rules",
    name: "rule-book",
    component: () => import("./RuleBook.vue"),
    meta: { title: "工作规则", menu: { group: "system", order: 30 }, help: "rules", words: "条款 频次 期限 依据 规定" },
  },
  {
    path: "system/calendar",
    name: "work-calendar",
    component: () => import("./CalendarPage.vue"),
    meta: { title: "工作日历", menu: { group: "system", order: 40 }, help: "calendar", words: "节假日 调休 放假 工作日" },
  },
  {
    path: "system/parameters",
    name: "parameter-list",
    component: () => import("./ParameterList.vue"),
    meta: { title: "系统参数", action: "ops.setting.view", menu: { group: "system", order: 50 }, help: "parameters", words: "设置 单位名称 免打扰" },
  },
  {
    path: "system/providers",
    name: "provider-list",
    component: () => import("./ProviderList.vue"),
    meta: { title: "统一登录", action: "identity.provider.manage", menu: { group: "system", order: 55 }, help: "providers", words: "单点登录 钉钉 飞书 企业微信 微信 域账号 CAS OIDC LDAP" },
  },
  {
    path: "system/providers/new",
    name: "provider-new",
    component: () => import("./ProviderForm.vue"),
    meta: { title: "新增统一登录", action: "identity.provider.manage", help: "providers" },
  },
  {
    path: "system/providers/:id/edit",
    name: "provider-edit",
    component: () => import("./ProviderForm.vue"),
    meta: { title: "修改统一登录", action: "identity.provider.manage", help: "providers" },
  },
  {
    path: "system/channels",
    name: "channel-list",
    component: () => import("./ChannelList.vue"),
    meta: { title: "消息渠道", action: "foundation.channel.manage", menu: { group: "system", order: 56 }, help: "channels", words: "短信 邮件 SMTP 企业微信 钉钉 通知 网关" },
  },
  {
    path: "system/channels/new",
    name: "channel-new",
    component: () => import("./ChannelForm.vue"),
    meta: { title: "新增消息渠道", action: "foundation.channel.manage", help: "channels" },
  },
  {
    path: "system/channels/:id/edit",
    name: "channel-edit",
    component: () => import("./ChannelForm.vue"),
    meta: { title: "修改消息渠道", action: "foundation.channel.manage", help: "channels" },
  },
  {
    path: "system/clients",
    name: "client-list",
    component: () => import("./ClientList.vue"),
    meta: { title: "接入系统", action: "identity.client.manage", menu: { group: "system", order: 57 }, help: "clients", words: "单点登录 OIDC OAuth 第三方 授权" },
  },
  {
    path: "system/tokens",
    name: "token-list",
    component: () => import("./TokenList.vue"),
    meta: { title: "接口令牌", action: ["identity.token.use", "identity.token.watch"], menu: { group: "system", order: 58 }, help: "tokens", words: "API 对接 程序 密钥" },
  },
  {
    path: "system/audit",
    name: "audit-list",
    component: () => import("./AuditList.vue"),
    meta: { title: "操作日志", action: "ops.audit.view", menu: { group: "system", order: 60 }, help: "audit", words: "审计 记录" },
  },
  {
    path: "system/audit/seal",
    name: "audit-seal",
    component: () => import("./AuditSeal.vue"),
    meta: { title: "日志封存与核验", action: "ops.audit.view", help: "audit", words: "防篡改 签名 检查点 导出" },
  },
  {
    path: "system/audit/overview",
    name: "audit-overview",
    component: () => import("./AuditOverview.vue"),
    meta: { title: "统计与告警", action: "ops.audit.view", help: "audit", words: "审计 告警 图表 异常 越权 登录失败" },
  },
  {
    path: "system/audit/check",
    name: "audit-check",
    component: () => import("./AuditCheck.vue"),
    meta: { title: "核验操作日志", action: "ops.audit.view", help: "audit", words: "离线 核验 导出 检查点 副本 指纹" },
  },
  {
    path: "system/evidence",
    name: "evidence-report",
    component: () => import("./EvidenceReport.vue"),
    meta: { title: "等保自查", action: "ops.evidence.view", menu: { group: "system", order: 66 }, help: "evidence", words: "等级保护 二级 三级 测评 合规 报告" },
  },
  {
    path: "system/jobs",
    name: "job-list",
    component: () => import("./JobList.vue"),
    meta: { title: "后台任务", action: "ops.job.view", menu: { group: "system", order: 70 }, help: "jobs", words: "队列 失败 重新执行" },
  },
];
export default routes;
