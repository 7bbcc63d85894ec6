import type { ModuleRoutes } from "@/shared/shell/routes";

const view = "directory.organisation.view";

const routes: ModuleRoutes = [
  { path: "me/branch", name: "own-branch", component: () => import("./OrganisationLeaflet.vue"), meta: { title: "支部概况", action: view, mine: { icon: "cluster-o", order: 6 }, help: "phone-branch" } },
  { path: "organisations/:id", name: "organisation-detail", component: () => import("./OrganisationLeaflet.vue"), meta: { title: "组织概况", action: view, help: "phone-branch" } },
];
export default routes;
