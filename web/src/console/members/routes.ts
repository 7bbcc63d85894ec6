import type { ModuleRoutes } from "@/shared/shell/routes";

const LIST = "directory.member.list";

const routes: ModuleRoutes = [
  {
    path: "directory/members",
    name: "member-list",
    component: () => import("./MemberList.vue"),
    meta: { marked: true, title: "党员", action: LIST, menu: { group: "directory", order: 20 }, help: "members", words: "党员名册 花名册 党员信息" },
  },
  {
    path: "directory/members/new",
    name: "member-new",
    component: () => import("./MemberForm.vue"),
    meta: { title: "登记党员", action: "directory.member.edit", help: "members" },
  },
  {
    path: "directory/members/:id",
    name: "member-detail",
    component: () => import("./MemberDetail.vue"),
    meta: { marked: true, title: "党员信息", action: "directory.member.view", help: "members" },
  },
  {
    path: "directory/members/:id/edit",
    name: "member-edit",
    component: () => import("./MemberForm.vue"),
    meta: { marked: true, title: "修改党员信息", action: "directory.member.edit", help: "members" },
  },
  {
    path: "directory/member-counts",
    name: "member-counts",
    component: () => import("./MemberCounts.vue"),
    meta: { title: "党员统计", action: LIST, menu: { group: "directory", order: 30 }, help: "member-counts", words: "人数 结构 年龄 学历 分析" },
  },
  {
    path: "directory/corrections",
    name: "correction-list",
    component: () => import("./CorrectionList.vue"),
    meta: { marked: true, title: "信息更正审核", action: "directory.correction.decide", menu: { group: "directory", order: 40 }, help: "corrections", words: "更正 审核" },
  },
];
export default routes;
