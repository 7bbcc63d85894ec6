import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [{ order: 30, component: () => import("./TodoPanel.vue") }];
export default panels;
