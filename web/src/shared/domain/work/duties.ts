/** Words of duties and how one stands; the calls are in `dutyBoard.ts`. */
import type { Tag } from "./meetings";

export const DUTY_WORDS: Record<string, string> = {
  branch_general_meeting: "支部党员大会",
  branch_committee_meeting: "支部委员会会议",
  cell_meeting: "党小组会",
  party_lecture: "党课",
  theme_party_day: "主题党日",
  organisational_life_meeting: "组织生活会",
  democratic_evaluation: "民主评议党员",
  heart_to_heart_talk: "谈心谈话",
  leader_lecture: "书记讲党课",
  democratic_life_meeting: "民主生活会",
  centre_group_study: "理论学习中心组学习",
  strict_governance_session: "专题研究全面从严治党",
  ideology_session: "专题研究意识形态工作",
};

const TAGS: Record<string, Tag> = {
  done: { status: "done", text: "已完成" },
  due: { status: "due", text: "待完成" },
  late: { status: "late", text: "临期未安排" },
  missing: { status: "late", text: "未完成" },
  not_owed: { status: "none", text: "不要求" },
  upcoming: { status: "none", text: "未到时间" },
};

/** A duty as mark and word; what is planned already needs no action and shows so. */
export const dutyTag = (row: { status: string; planned_on?: string | null }): Tag =>
  row.status === "due" && row.planned_on ? { status: "info", text: "已安排" } : (TAGS[row.status] ?? { status: "none", text: row.status });

/** The kind of meeting that does a duty; null where something else does it (talks, the secretary's lecture in a branch). */
export function meetingKindOf(duty: string): string | null {
  if (duty === "heart_to_heart_talk" || duty === "leader_lecture") return null;
  if (duty === "strict_governance_session" || duty === "ideology_session") return "committee_session";
  return duty;
}
