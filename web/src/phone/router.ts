import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { collectRoutes, type ModuleRoutes } from "@/shared/shell/routes";
import { guard } from "@/shared/shell/guards";
import PhoneShell from "./shell/PhoneShell.vue";

const modules = import.meta.glob<{ default: ModuleRoutes }>("./*/routes.ts", { eager: true });

const all = collectRoutes(modules);
export const pages: RouteRecordRaw[] = all.filter((route) => !route.meta?.open);
const open = all.filter((route) => route.meta?.open);

export const router = createRouter({
  history: createWebHistory("/m/"),
  routes: [
    ...open,
    {
      path: "/",
      component: PhoneShell,
      children: [
        ...pages,
        { path: ":rest(.*)*", name: "not-found", component: () => import("./shell/NotFoundPage.vue"), meta: { title: "没有这个页面" } },
      ],
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
});

guard(router, "智慧党建平台", "phone");
