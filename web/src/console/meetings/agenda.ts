import type { Choice } from "@/shared/domain/work/meetings";

/** Duties that an agenda item can be put to the account of. */
export const DUTY_ITEMS: Choice[] = [
  { value: "branch_general_meeting", label: "支部党员大会" },
  { value: "branch_committee_meeting", label: "支部委员会会议" },
  { value: "cell_meeting", label: "党小组会" },
  { value: "party_lecture", label: "党课" },
  { value: "theme_party_day", label: "主题党日" },
  { value: "organisational_life_meeting", label: "组织生活会" },
];
