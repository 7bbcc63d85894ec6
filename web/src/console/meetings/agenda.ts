import { DUTY_WORDS } from "@/shared/domain/work/duties";
import type { AgendaPart, Choice } from "@/shared/domain/work/meetings";

const choices = (duties: string[]): Choice[] => duties.map((value) => ({ value, label: DUTY_WORDS[value] ?? value }));
const OF_BRANCH = choices(["branch_general_meeting", "branch_committee_meeting", "cell_meeting", "party_lecture", "theme_party_day", "organisational_life_meeting", "democratic_evaluation"]);
const OF_COMMITTEE = choices(["centre_group_study", "democratic_life_meeting", "strict_governance_session", "ideology_session"]);

/** Duties that an agenda item can be put to the account of, by what holds the meeting. */
export const dutyItems = (isBranch: boolean): Choice[] => (isBranch ? OF_BRANCH : OF_COMMITTEE);

/** An agenda item as the server takes it. */
export const agendaItem = (title: string, rest: Partial<AgendaPart> = {}): AgendaPart =>
  ({ title, item_kind: "discussion", duty: null, presenter_id: null, needs_vote: false, vote_matter: null, carry_over: false, ...rest }) as AgendaPart;
