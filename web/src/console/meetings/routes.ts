import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "work/meetings",
    name: "meeting-list",
    component: () => import("./MeetingList.vue"),
    meta: { title: "会议", action: "life.meeting.view", menu: { group: "work", order: 20 }, help: "meetings", words: "三会一课 主题党日 组织生活" },
  },
  {
    path: "work/meetings/calendar",
    name: "meeting-calendar",
    component: () => import("./MeetingCalendar.vue"),
    meta: { title: "会议日历", action: "life.meeting.view", menu: { group: "work", order: 22 }, help: "meetings" },
  },
  {
    path: "work/meetings/plan",
    name: "meeting-plan",
    component: () => import("./MeetingPlan.vue"),
    meta: { title: "安排会议", action: "life.meeting.plan", help: "meeting-plan", words: "开会 通知" },
  },
  {
    path: "work/meetings/past",
    name: "meeting-past",
    component: () => import("./MeetingPlan.vue"),
    meta: { title: "补录已开的会议", action: "life.meeting.record", help: "meeting-plan" },
  },
  {
    path: "work/meetings/:id",
    name: "meeting-detail",
    component: () => import("./MeetingDetail.vue"),
    meta: { title: "会议", action: ["life.meeting.view", "life.meeting.view_own"], help: "meeting-record" },
  },
  {
    path: "work/meetings/:id/change",
    name: "meeting-change",
    component: () => import("./MeetingChange.vue"),
    meta: { title: "修改会议安排", action: "life.meeting.plan", help: "meeting-plan" },
  },
  {
    path: "work/resolutions",
    name: "resolution-list",
    component: () => import("./ResolutionList.vue"),
    meta: { title: "决议落实", action: "life.meeting.view", menu: { group: "work", order: 30 }, help: "resolutions", words: "决议 任务 整改" },
  },
  {
    path: "work/talks",
    name: "talk-list",
    component: () => import("./TalkList.vue"),
    meta: { marked: true, title: "谈心谈话", action: "life.talk.view", menu: { group: "work", order: 35 }, help: "talks" },
  },
  {
    path: "work/handbook",
    name: "handbook",
    component: () => import("./HandbookPage.vue"),
    meta: { title: "支部工作手册", action: "life.meeting.view", menu: { group: "work", order: 50 }, help: "handbook", words: "打印 手册 台账 Word PDF" },
  },
];
export default routes;
