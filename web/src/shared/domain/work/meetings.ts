/**
 * Meetings of organisational life for both surfaces: types from the contract, calls, and the words of kinds, states and reasons.
 * `records.ts` beside it holds what is written down in and after a meeting; `duties.ts` what the rules ask.
 */
import { http, ifMatch, refetchNoun, type components, type Page, type Query, type Tagged } from "@/shared/api";

type Schemas = components["schemas"];
export type Meeting = Schemas["MeetingOut"];
export type MeetingDetail = Schemas["MeetingDetailOut"];
export type MyMeeting = Schemas["MyMeetingOut"];
export type AttendanceLine = Schemas["LineOut"];
export type Arrival = Schemas["ArrivalOut"];
export type AttendanceState = Schemas["AttendanceState"];
export type AttendancePage = Schemas["AttendancePage"];
export type Tally = Schemas["TallyOut"];
export type WaitingLeave = Schemas["WaitingLeaveOut"];
export type SignInCodes = Schemas["CodesOut"];
export type Suggestion = Schemas["SuggestionOut"];
export type TemplatePart = Schemas["TemplatePartOut"];
export type MeetingTemplate = Schemas["TemplateOut"];
export type MeetingPlan = Schemas["MeetingIn"];
export type MeetingChange = Schemas["MeetingChange"];
export type PastMeeting = Schemas["PastMeetingIn"];
export type AgendaPart = Schemas["PartIn"];
export type TemplateBody = Schemas["TemplateIn"];
export type MeetingKind = Schemas["MeetingKind"];
export type MeetingState = Schemas["MeetingState"];
export type MeetingMode = Schemas["MeetingMode"];
export type Tick = Schemas["TickIn"];
export type Ref = Schemas["Ref"];

/** An entry of a picker. */
export interface Choice {
  value: string;
  label: string;
}
/** Colour, shape and word of a state, as StatusTag takes them. */
export interface Tag {
  status: "done" | "due" | "late" | "none" | "info";
  text: string;
}

const choices = (words: Record<string, string>): Choice[] => Object.entries(words).map(([value, label]) => ({ value, label }));

/* Words */
export const MEETING_KIND_WORDS: Record<MeetingKind, string> = {
  branch_general_meeting: "支部党员大会",
  branch_committee_meeting: "支部委员会会议",
  cell_meeting: "党小组会",
  party_lecture: "党课",
  theme_party_day: "主题党日",
  organisational_life_meeting: "组织生活会",
  democratic_evaluation: "民主评议党员",
  democratic_life_meeting: "民主生活会",
  centre_group_study: "理论学习中心组学习",
  committee_session: "党委会",
};
export const MEETING_KINDS = choices(MEETING_KIND_WORDS);
const COMMITTEE_KINDS: readonly string[] = ["democratic_life_meeting", "centre_group_study", "committee_session"];
/** What a branch holds, and what a Party committee or Party group holds. */
export const BRANCH_KINDS = MEETING_KINDS.filter((kind) => !COMMITTEE_KINDS.includes(kind.value));
export const COMMITTEE_MEETING_KINDS = MEETING_KINDS.filter((kind) => [...COMMITTEE_KINDS, "party_lecture", "theme_party_day"].includes(kind.value));

export const MEETING_STATE_WORDS: Record<MeetingState, string> = {
  planned: "已计划",
  notified: "已通知",
  in_progress: "进行中",
  recorded: "待签字",
  signed: "已签字",
  archived: "已归档",
  cancelled: "已取消",
};
export const MEETING_STATES = choices(MEETING_STATE_WORDS);
const STATE_MARKS: Record<string, Tag["status"]> = {
  planned: "info",
  notified: "info",
  in_progress: "due",
  recorded: "due",
  signed: "due",
  archived: "done",
  cancelled: "none",
};
/** The state of a meeting as mark and word. */
export const stateTag = (meeting: { state: string }): Tag => ({
  status: STATE_MARKS[meeting.state] ?? "none",
  text: MEETING_STATE_WORDS[meeting.state as MeetingState] ?? meeting.state,
});
/** Agenda, list and minutes may change only in these states. */
export const isEditable = (meeting: { state: string }): boolean => ["planned", "notified", "in_progress"].includes(meeting.state);
export const isBefore = (meeting: { state: string }): boolean => ["planned", "notified"].includes(meeting.state);

export const MODE_WORDS: Record<MeetingMode, string> = { on_site: "现场", hybrid: "现场加线上", online: "线上" };
export const MODES = choices(MODE_WORDS);

export const ITEM_KIND_WORDS: Record<string, string> = {
  first_topic: "第一议题",
  study: "学习",
  lecture: "党课",
  report: "听取报告",
  discussion: "讨论",
  decision: "表决事项",
  criticism: "批评与自我批评",
  activity: "实践活动",
  other: "其他",
};
export const ITEM_KINDS = choices(ITEM_KIND_WORDS);

export const VOTE_MATTER_WORDS: Record<string, string> = {
  decision: "一般事项",
  admission: "接收预备党员",
  confirmation: "预备党员转正",
  election: "选举",
  discipline: "处分或组织处置",
  committee_decision: "支委会决定",
  party_committee_decision: "党委决定",
  appointment: "干部任免",
};
export const VOTE_MATTERS = choices(VOTE_MATTER_WORDS);
/** These are voted on by secret ballot (发展党员工作细则, 选举工作条例). */
export const SECRET_MATTERS: readonly string[] = ["admission", "confirmation", "election", "discipline"];

export const ATTENDANCE_WORDS: Record<string, string> = { due: "未签到", present: "到会", remote: "线上参会", leave: "请假", absent: "缺席", exempt: "免于考勤" };
export const ATTENDANCE_STATES = choices(ATTENDANCE_WORDS);
export const SOURCE_WORDS: Record<string, string> = { qr: "扫码签到", list: "名单登记", offline: "离线扫码", remote: "线上加入" };
export const LEAVE_WORDS: Record<string, string> = { requested: "请假待批", approved: "已准假", refused: "未准假" };
/** Reasons that people ask leave for; more is written by hand. */
export const LEAVE_REASONS: readonly string[] = ["出差在外", "当班值守", "因病休息", "家中有事"];

export const isHere = (line: { state: string }): boolean => line.state === "present" || line.state === "remote";

/** The standing of one line of the list as mark and word. */
export function lineTag(line: { state: string; leave_state?: string }): Tag {
  if (isHere(line)) return { status: "done", text: ATTENDANCE_WORDS[line.state] ?? line.state };
  if (line.leave_state === "requested") return { status: "due", text: "请假待批" };
  if (line.state === "absent") return { status: "late", text: "缺席" };
  if (line.state === "due" && line.leave_state === "refused") return { status: "due", text: "未准假" };
  return { status: line.state === "due" ? "info" : "none", text: ATTENDANCE_WORDS[line.state] ?? line.state };
}

/** Number of members with the vote who must be there: half or more (支部工作条例 第十一、十二条). */
export const quorumNeeded = (dueVoters: number): number => Math.ceil(dueVoters / 2);

/* Addresses */
const WORK = "/api/v1/work";
const MEETINGS = `${WORK}/meetings`;
const at = (id: string, rest = ""): string => `${MEETINGS}/${id}${rest}`;

/* Finding */
export const meetings = (query: Query, signal?: AbortSignal): Promise<Page<Meeting>> => http.get<Page<Meeting>>(MEETINGS, query, signal);
export const calendar = (query: { since: string; until: string; organisation_id?: string; kind?: string }): Promise<{ items: Meeting[] }> => http.get(`${WORK}/calendar`, query);
export const myMeetings = (query: Query): Promise<Page<MyMeeting>> => http.get<Page<MyMeeting>>(`${WORK}/my-meetings`, query);
export const meeting = (id: string): Promise<Tagged<MeetingDetail>> => http.getTagged<MeetingDetail>(at(id));

/* Planning */
export const suggestion = (query: { organisation_id: string; kind: string; cell_id?: string }): Promise<Suggestion> => http.get(`${WORK}/meeting-suggestion`, query);
export const templates = async (organisationId: string, kind = ""): Promise<MeetingTemplate[]> =>
  (await http.get<Schemas["TemplateList"]>(`${WORK}/meeting-templates`, { organisation_id: organisationId, kind })).items;
export const saveTemplate = (body: TemplateBody, key: string): Promise<Ref> => http.post(`${WORK}/meeting-templates`, body, { "Idempotency-Key": key });
export const changeTemplate = (id: string, body: TemplateBody, version: number): Promise<Ref> => http.put(`${WORK}/meeting-templates/${id}`, body, ifMatch(version));
export const removeTemplate = (id: string): Promise<void> => http.delete(`${WORK}/meeting-templates/${id}`);
export const endSeries = (id: string): Promise<Ref> => http.post(`${WORK}/meeting-series/${id}/end`);
export const planMeeting = (body: MeetingPlan, key: string): Promise<Ref> => http.post(MEETINGS, body, { "Idempotency-Key": key });
export const recordPastMeeting = (body: PastMeeting, key: string): Promise<Ref> => http.post(`${WORK}/past-meetings`, body, { "Idempotency-Key": key });
export const changeMeeting = (id: string, body: MeetingChange, etag: string): Promise<Ref> => http.put(at(id), body, ifMatch(etag));
export const setAgenda = (id: string, parts: AgendaPart[], etag: string): Promise<MeetingDetail> => http.put(at(id, "/agenda"), { parts }, ifMatch(etag));
export const notifyMeeting = (id: string): Promise<Ref> => http.post(at(id, "/notify"));
export const cancelMeeting = (id: string, reason: string): Promise<Ref> => http.post(at(id, "/cancel"), { reason });

/* Holding */
export const openMeeting = (id: string): Promise<Ref> => http.post(at(id, "/open"));
export const endMeeting = (id: string, endedAt?: string): Promise<Ref> => http.post(at(id, "/end"), endedAt ? { ended_at: endedAt } : {});
export const signInCodes = (id: string, count = 20): Promise<SignInCodes> => http.get(at(id, "/codes"), { count });
export const attendance = (id: string, query: Query): Promise<AttendancePage> => http.get(at(id, "/attendance"), query);
export const tickAttendance = (id: string, ticks: Tick[]): Promise<Ref> => http.post(at(id, "/attendance"), { ticks });
export const changeList = (id: string, body: Schemas["ListChange"]): Promise<Ref> => http.post(at(id, "/list"), body);
export const leaveRequests = (query: Query): Promise<Page<WaitingLeave>> => http.get<Page<WaitingLeave>>(`${WORK}/leave-requests`, query);
export const decideLeave = (lineId: string, grant: boolean, note = ""): Promise<AttendanceLine> => http.post(`${WORK}/leave-requests/${lineId}/decide`, { grant, note });
export const peopleElsewhere = async (id: string): Promise<string[]> => (await http.get<{ items: string[] }>(at(id, "/people-elsewhere"))).items;

/* Taking part */
export const checkInPath = (id: string): string => at(id, "/check-in");
export const checkIn = (id: string, code: string, key: string): Promise<Arrival> => http.post(checkInPath(id), { code }, { "Idempotency-Key": key });
export const joinRemotely = (id: string): Promise<Arrival> => http.post(at(id, "/join"));
export const askLeave = (id: string, reason: string): Promise<AttendanceLine> => http.post(at(id, "/leave"), { reason });

/** The address in the QR code: opens the phone page that signs in. Works in any scanner. */
export const checkInUrl = (id: string, code: string): string => `${window.location.origin}/m/meetings/${id}/check-in?code=${encodeURIComponent(code)}`;

/** After a change of a meeting: its pages, the lists and the duties are asked again. */
export async function refetchMeetings(): Promise<void> {
  await refetchNoun("work");
}
