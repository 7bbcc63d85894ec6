import { computed, type ComputedRef } from "vue";
import { useRouter, type RouteRecordNormalized } from "vue-router";
import { useSession } from "@/shared/api";
import type { MenuGroup } from "@/shared/shell/routes";

const HEADINGS: { group: MenuGroup; title: string }[] = [
  { group: "directory", title: "组织党员" },
  { group: "work", title: "党务工作" },
  { group: "dues", title: "党费" },
  { group: "learning", title: "学习教育" },
  { group: "media", title: "融媒宣传" },
  { group: "participation", title: "在线服务" },
  { group: "analytics", title: "统计分析" },
  { group: "assistant", title: "智能助手" },
  { group: "system", title: "系统管理" },
];

export interface MenuItem {
  name: string;
  path: string;
  title: string;
  words: string;
}

export interface MenuHeading {
  group: MenuGroup;
  title: string;
  items: MenuItem[];
}

/** The left menu: what is there and what this person may use. */
export function useMenu(): ComputedRef<{ home: MenuItem[]; headings: MenuHeading[] }> {
  const router = useRouter();
  const session = useSession();
  const itemOf = (route: RouteRecordNormalized): MenuItem => ({
    name: String(route.name),
    path: route.path,
    title: route.meta.menu?.label ?? route.meta.title,
    words: route.meta.words ?? "",
  });
  return computed(() => {
    const usable = router
      .getRoutes()
      .filter((route) => route.meta.menu && session.may(route.meta.action))
      .sort((a, b) => (a.meta.menu?.order ?? 0) - (b.meta.menu?.order ?? 0));
    const of = (group: MenuGroup): MenuItem[] => usable.filter((route) => route.meta.menu?.group === group).map(itemOf);
    return {
      home: of("home"),
      headings: HEADINGS.map((heading) => ({ ...heading, items: of(heading.group) })).filter((heading) => heading.items.length > 0),
    };
  });
}
