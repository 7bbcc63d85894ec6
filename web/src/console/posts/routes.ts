import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "directory/posts",
    name: "post-list",
    component: () => import("./PostList.vue"),
    meta: { title: "任职与任期", action: ["directory.post.manage", "directory.post.manage_branch"], menu: { group: "directory", order: 18 }, help: "posts", words: "书记 委员 班子 职务" },
  },
];
export default routes;
