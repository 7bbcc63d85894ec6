import { defineAsyncComponent, type Component } from "vue";
import { useSession } from "@/shared/api";

/** A panel of the home page. Modules export a list of them from `homePanels.ts`. */
export interface HomePanel {
  order: number;
  /** Without the Action the panel is not shown; a list means any of them. */
  action?: string | readonly string[];
  /** Needed besides `action`: the right to what the panel reads. */
  reads?: string;
  /** Not shown to holders of this Action (a member's panel that an office does not need). */
  unless?: string;
  /** Console: the whole width instead of half. */
  wide?: boolean;
  component: () => Promise<{ default: Component }>;
}

export interface ShownPanel {
  key: string;
  wide: boolean;
  component: Component;
}

/** The panels of this person in their order. Home pages differ by role because rights differ. */
export function panelsFor(files: Record<string, { default: HomePanel[] }>): ShownPanel[] {
  const session = useSession();
  return Object.keys(files)
    .sort()
    .flatMap((path) => (files[path]?.default ?? []).map((panel, index) => ({ ...panel, key: `${path}:${index}` })))
    .filter((panel) => session.may(panel.action) && session.may(panel.reads) && !(panel.unless && session.may(panel.unless)))
    .sort((a, b) => a.order - b.order)
    .map((panel) => ({ key: panel.key, wide: panel.wide ?? false, component: defineAsyncComponent(panel.component) }));
}
