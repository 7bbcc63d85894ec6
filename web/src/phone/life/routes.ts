import type { ModuleRoutes } from "@/shared/shell/routes";

const plan = "life.meeting.plan";
const run = "life.meeting.run";
const keep = "life.meeting.keep";
const record = "life.meeting.record";
const own = "life.meeting.view_own";

const routes: ModuleRoutes = [
  {
    path: "meetings",
    name: "meeting-list",
    component: () => import("./MeetingList.vue"),
    meta: { title: "支部会议", action: "life.meeting.view", tile: { label: "组织生活", icon: "friends-o", order: 10 }, help: "phone-meetings", words: "三会一课 会议" },
  },
  { path: "meetings/plan", name: "meeting-plan", component: () => import("./PlanMeeting.vue"), meta: { title: "安排会议", action: plan, tile: { icon: "calendar-o", order: 12 }, help: "phone-plan" } },
  { path: "meetings/past", name: "meeting-past", component: () => import("./PastMeeting.vue"), meta: { title: "补登会议", action: record, tile: { icon: "edit", order: 16 }, help: "phone-past" } },
  { path: "meetings/:id", name: "meeting-detail", component: () => import("./MeetingDetail.vue"), meta: { title: "会议", action: own, help: "phone-meetings" } },
  { path: "meetings/:id/change", name: "meeting-change", component: () => import("./ChangeMeeting.vue"), meta: { title: "变更会议", action: plan, help: "phone-plan" } },
  { path: "meetings/:id/agenda", name: "meeting-agenda", component: () => import("./ChangeAgenda.vue"), meta: { title: "调整议程", action: plan, help: "phone-plan" } },
  { path: "meetings/:id/hold", name: "meeting-hold", component: () => import("./HoldMeeting.vue"), meta: { title: "签到", action: run, help: "phone-hold" } },
  { path: "meetings/:id/attendance", name: "meeting-attendance", component: () => import("./AttendanceList.vue"), meta: { title: "到会名单", action: own, help: "phone-hold" } },
  { path: "meetings/:id/record", name: "meeting-record", component: () => import("./RecordMeeting.vue"), meta: { title: "会议记录", action: keep, help: "phone-minutes" } },
  { path: "meetings/:id/addendum", name: "meeting-addendum", component: () => import("./AddAddendum.vue"), meta: { title: "补充说明", action: record, help: "phone-minutes" } },
  { path: "meetings/:id/check-in", name: "meeting-check-in", component: () => import("./CheckIn.vue"), meta: { title: "会议签到", action: "life.meeting.check_in", help: "phone-check-in" } },
  { path: "leave-requests", name: "leave-requests", component: () => import("./LeaveRequests.vue"), meta: { title: "请假审批", action: run, tile: { icon: "passed", order: 14 }, help: "phone-hold" } },
  { path: "me/meetings", name: "my-meetings", component: () => import("./MyMeetings.vue"), meta: { title: "我的会议", action: own, mine: { icon: "friends-o", order: 20 }, help: "phone-check-in" } },
  { path: "me/resolutions", name: "my-resolutions", component: () => import("./MyResolutions.vue"), meta: { title: "我负责的事项", action: "life.resolution.close", mine: { icon: "todo-list-o", order: 22 }, help: "phone-resolutions" } },
  { path: "me/resolutions/:id", name: "resolution-detail", component: () => import("./MyResolutions.vue"), meta: { title: "我负责的事项", action: "life.resolution.close", help: "phone-resolutions" } },
  { path: "me/talks", name: "my-talks", component: () => import("./MyTalks.vue"), meta: { title: "我的谈心谈话", action: "life.talk.view_own", mine: { icon: "comment-o", order: 24 }, help: "phone-talks" } },
  { path: "talks", name: "talk-list", component: () => import("./TalkList.vue"), meta: { marked: true, title: "谈心谈话", action: "life.talk.record", tile: { icon: "comment-o", order: 20 }, help: "phone-talks" } },
  { path: "talks/new", name: "talk-new", component: () => import("./RecordTalk.vue"), meta: { title: "登记谈心谈话", action: "life.talk.record", help: "phone-talks" } },
  { path: "duties/:id", name: "duty-detail", component: () => import("./DutyPage.vue"), meta: { title: "本月组织生活", action: "life.duty.view", help: "phone-duties" } },
  { path: "late", name: "late-list", component: () => import("./LateList.vue"), meta: { title: "未落实的组织生活", action: "life.duty.view", tile: { label: "未落实事项", icon: "warning-o", order: 18 }, help: "phone-duties" } },
];
export default routes;
