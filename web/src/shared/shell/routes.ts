import type { RouteRecordRaw } from "vue-router";

/** Headings of the console's left menu; one appears when a page under it can be used. */
export type MenuGroup = "home" | "directory" | "work" | "dues" | "learning" | "media" | "participation" | "analytics" | "assistant" | "system";

export interface MenuEntry {
  group: MenuGroup;
  /** Text in the menu; the route's title when missing. */
  label?: string;
  order: number;
}

declare module "vue-router" {
  interface RouteMeta {
    /** Heading of the page and of the browser tab. */
    title: string;
    /** Action name (or several: any of them) without which the page is neither listed nor opened. */
    action?: string | readonly string[];
    /** Console: place in the left menu. Without it the page is reached by links only. */
    menu?: MenuEntry;
    /** Phone: tile on the 工作 tab. */
    tile?: { label?: string; icon: string; order: number };
    /** Phone: entry on the 我的 tab. */
    mine?: { label?: string; icon: string; order: number };
    /** Phone: the page is the root of a tab, so it has no way back. */
    tab?: "home" | "work" | "messages" | "me";
    /** `src/help/<help>.md`. */
    help?: string;
    /** Open without being signed in (log-in, activation). */
    open?: boolean;
    /** Sensitive values of other people stand here: who looks, and when, lies over the page. */
    marked?: boolean;
    /** Words for the global search besides the title. */
    words?: string;
  }
}

export type ModuleRoutes = RouteRecordRaw[];

/** Joins the `routes.ts` of all modules of a surface. */
export function collectRoutes(files: Record<string, { default: ModuleRoutes }>): RouteRecordRaw[] {
  return Object.keys(files)
    .sort()
    .flatMap((path) => files[path]?.default ?? []);
}
