import type { HomePanel } from "@/shared/shell/panels";

const panels: HomePanel[] = [
  { order: 10, action: "life.talk.record", component: () => import("./MonthPanel.vue") },
  { order: 12, action: "life.duty.view", component: () => import("./LatePanel.vue") },
  { order: 20, action: "life.meeting.view_own", component: () => import("./MyMeetingsPanel.vue") },
];
export default panels;
