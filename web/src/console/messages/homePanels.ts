import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [
  { order: 50, component: () => import("./TodoPanel.vue") },
  { order: 60, component: () => import("./MessagePanel.vue") },
];
export default panels;
