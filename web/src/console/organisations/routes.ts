import type { ModuleRoutes } from "@/shared/shell/routes";

const VIEW = "directory.organisation.view";
const OFFICE = ["directory.organisation.edit", "directory.organisation.violations"];

const routes: ModuleRoutes = [
  {
    path: "directory/organisations",
    name: "organisation-list",
    component: () => import("./OrganisationList.vue"),
    meta: { title: "党组织", action: OFFICE, menu: { group: "directory", order: 10 }, help: "organisations", words: "支部 党委 党总支 组织" },
  },
  {
    path: "directory/organisations/chart",
    name: "organisation-chart",
    component: () => import("./OrganisationChart.vue"),
    meta: { title: "组织架构图", action: VIEW, menu: { group: "directory", order: 12 }, help: "organisations", words: "架构 树" },
  },
  {
    path: "directory/organisations/tree",
    name: "organisation-tree",
    component: () => import("./OrganisationTree.vue"),
    meta: { title: "组织架构（按日期查看）", action: OFFICE, help: "organisations" },
  },
  {
    path: "directory/organisations/violations",
    name: "violation-list",
    component: () => import("./ViolationList.vue"),
    meta: { title: "组织设置问题", action: "directory.organisation.violations", menu: { group: "directory", order: 14 }, help: "violations", words: "换届 届满 应建未建 缺书记" },
  },
  {
    path: "directory/organisations/new",
    name: "organisation-new",
    component: () => import("./OrganisationNew.vue"),
    meta: { title: "成立党组织", action: "directory.organisation.change_tree", help: "organisations" },
  },
  {
    path: "directory/organisations/:id",
    name: "organisation-detail",
    component: () => import("./OrganisationDetail.vue"),
    meta: { title: "党组织", action: VIEW, help: "organisations" },
  },
  {
    path: "directory/organisations/:id/edit",
    name: "organisation-edit",
    component: () => import("./OrganisationEdit.vue"),
    meta: { title: "修改党组织信息", action: "directory.organisation.edit", help: "organisations" },
  },
  {
    path: "directory/organisations/:id/:operation(rename|move|merge|split|kind|dissolve)",
    name: "organisation-operation",
    component: () => import("./OrganisationOperation.vue"),
    meta: { title: "组织调整", action: "directory.organisation.change_tree", help: "organisation-changes" },
  },
  {
    path: "directory/units",
    name: "unit-list",
    component: () => import("./UnitList.vue"),
    meta: { title: "行政单位", action: "directory.unit.view", menu: { group: "directory", order: 16 }, help: "units", words: "公司 部门 单位" },
  },
  {
    path: "directory/units/tree",
    name: "unit-tree",
    component: () => import("./UnitTree.vue"),
    meta: { title: "单位架构", action: "directory.unit.view", help: "units" },
  },
];
export default routes;
