import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [{ order: 1, action: "directory.roster.import", wide: true, component: () => import("./SetUpPanel.vue") }];
export default panels;
