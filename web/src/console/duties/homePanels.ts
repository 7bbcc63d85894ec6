import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [
  { order: 5, action: "life.meeting.plan", unless: "directory.organisation.change_tree", wide: true, component: () => import("./BranchMonthPanel.vue") },
  { order: 10, action: "directory.organisation.change_tree", reads: "life.duty.view", wide: true, component: () => import("./SummaryPanel.vue") },
  { order: 10, action: "life.duty.view", unless: "life.meeting.plan", wide: true, component: () => import("./LeaderPanel.vue") },
];
export default panels;
