import type { ModuleRoutes } from "@/shared/shell/routes";

const routes: ModuleRoutes = [
  {
    path: "work/matrix",
    name: "duty-matrix",
    component: () => import("./MatrixPage.vue"),
    meta: { title: "组织生活总览", action: "life.duty.view", menu: { group: "work", order: 10 }, help: "matrix", words: "三会一课 完成情况 矩阵" },
  },
  {
    path: "work/duty-problems",
    name: "duty-problems",
    component: () => import("./DutyProblems.vue"),
    meta: { title: "组织生活问题", action: "life.duty.view", menu: { group: "work", order: 12 }, help: "duty-problems", words: "缺会 补录 未完成" },
  },
  {
    path: "work/attendance",
    name: "attendance-ledger",
    component: () => import("./AttendanceLedger.vue"),
    meta: { title: "考勤台账", action: "life.meeting.view", menu: { group: "work", order: 40 }, help: "attendance", words: "出勤 签到 台账" },
  },
];
export default routes;
