import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [{ order: 1, action: "ops.setting.change", reads: "directory.roster.import", wide: true, component: () => import("./SetUpPanel.vue") }];
export default panels;
