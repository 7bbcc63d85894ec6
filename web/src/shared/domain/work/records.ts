/** What is written down in and after a meeting: minutes, votes, resolutions, files, signatures, addenda, talks. */
import { http, ifMatch, type components, type Page, type Query, type Tagged } from "@/shared/api";
import type { Choice, Ref, Tag } from "./meetings";

type Schemas = components["schemas"];
export type Part = Schemas["PartOut"];
export type Vote = Schemas["VoteOut"];
export type VoteBody = Schemas["VoteIn"];
export type Resolution = Schemas["ResolutionOut"];
export type ResolutionRow = Schemas["ResolutionRowOut"];
export type ResolutionBody = Schemas["ResolutionIn"];
export type MeetingFile = Schemas["MeetingFileOut"];
export type Gap = Schemas["GapOut"];
export type Repeated = Schemas["RepeatedOut"];
export type Talk = Schemas["TalkOut"];
export type TalkBody = Schemas["TalkIn"];
export type Addendum = Schemas["AddendumOut"];

const WORK = "/api/v1/work";
const at = (id: string, rest: string): string => `${WORK}/meetings/${id}/${rest}`;

/** Purpose under which files of a meeting are uploaded. */
export const MEETING_FILE = "work.life.meeting_file";

export const VOTE_METHODS: Choice[] = [
  { value: "show_of_hands", label: "举手表决" },
  { value: "secret_paper", label: "无记名投票" },
];
export const RESOLUTION_KINDS: Choice[] = [
  { value: "resolution", label: "决议" },
  { value: "rectification", label: "整改事项" },
];
export const RESOLUTION_STATES: Choice[] = [
  { value: "open", label: "办理中" },
  { value: "done", label: "已办结" },
  { value: "withdrawn", label: "已撤回" },
];
export const TALK_OCCASIONS: Choice[] = [
  { value: "regular", label: "日常" },
  { value: "job_change", label: "岗位变动" },
  { value: "reward_or_penalty", label: "奖惩" },
  { value: "hardship", label: "家庭困难" },
  { value: "illness", label: "生病住院" },
  { value: "conflict", label: "矛盾纠纷" },
  { value: "complaint", label: "群众反映" },
  { value: "before_election", label: "换届前" },
  { value: "before_life_meeting", label: "组织生活会前" },
  { value: "back_from_abroad", label: "出国（境）返回" },
  { value: "retirement", label: "退休" },
];

/** The standing of a resolution as mark and word. */
export function resolutionTag(row: { state: string; is_overdue?: boolean }): Tag {
  if (row.state === "done") return { status: "done", text: "已办结" };
  if (row.state === "withdrawn") return { status: "none", text: "已撤回" };
  return row.is_overdue ? { status: "late", text: "已超期" } : { status: "due", text: "办理中" };
}

/* Minutes */
export const saveMinutes = (partId: string, minutes: string, version: number): Promise<Ref> => http.put(`${WORK}/meeting-parts/${partId}/minutes`, { minutes }, ifMatch(version));
export const part = (partId: string): Promise<Tagged<Part>> => http.getTagged<Part>(`${WORK}/meeting-parts/${partId}`);
export const repeatedPassages = async (partId: string, text: string): Promise<Repeated[]> =>
  (await http.post<Schemas["RepeatedList"]>(`${WORK}/meeting-parts/${partId}/repeated`, { text })).items;

/* Votes */
export const recordVote = (partId: string, body: VoteBody): Promise<Vote> => http.put(`${WORK}/meeting-parts/${partId}/vote`, body);

/**
 * What is wrong with the figures of a vote before they are sent; "" when they can be right.
 * Yes, no and abstentions (and invalid ones) make the ballots returned; those are at most the ones handed out, and
 * these at most the members with the vote who are present (查处问题 8: 票数不符).
 */
export function votesProblem(vote: VoteBody, presentVoters: number): string {
  const total = vote.vote_for + vote.vote_against + vote.vote_abstain + (vote.ballots_invalid ?? 0);
  if (vote.method === "show_of_hands") {
    return total > presentVoters ? `赞成、不赞成、弃权合计 ${total} 人，多于到会有表决权的 ${presentVoters} 人；预备党员没有表决权。` : "";
  }
  const issued = vote.ballots_issued ?? total;
  const returned = vote.ballots_returned ?? total;
  if (total !== returned) return `赞成、不赞成、弃权、无效票合计 ${total} 票，与收回 ${returned} 票不符。`;
  if (returned > issued) return `收回 ${returned} 票多于发出 ${issued} 票，表决无效，应重新进行。`;
  return issued > presentVoters ? `发出 ${issued} 票多于到会有表决权的 ${presentVoters} 人；预备党员没有表决权。` : "";
}

/** Hands of voters present that are in none of the figures: who raised no hand abstained. Ballots have their own arithmetic. */
export const handsLeft = (vote: VoteBody, presentVoters: number): number =>
  vote.method === "show_of_hands" ? Math.max(0, presentVoters - vote.vote_for - vote.vote_against - vote.vote_abstain) : 0;

/* Resolutions */
export const addResolution = (meetingId: string, body: ResolutionBody, key: string): Promise<Resolution> => http.post(at(meetingId, "resolutions"), body, { "Idempotency-Key": key });
export const changeResolution = (id: string, body: ResolutionBody, version: number): Promise<Resolution> => http.put(`${WORK}/resolutions/${id}`, body, ifMatch(version));
export const removeResolution = (id: string): Promise<void> => http.delete(`${WORK}/resolutions/${id}`);
export const resolutions = (query: Query, signal?: AbortSignal): Promise<Page<ResolutionRow>> => http.get<Page<ResolutionRow>>(`${WORK}/resolutions`, query, signal);
export const myResolutions = (query: Query): Promise<Page<ResolutionRow>> => http.get<Page<ResolutionRow>>(`${WORK}/my-resolutions`, query);
export const closeResolution = (id: string, evidence: string): Promise<Ref> => http.post(`${WORK}/resolutions/${id}/close`, { evidence });
export const withdrawResolution = (id: string, reason: string): Promise<Ref> => http.post(`${WORK}/resolutions/${id}/withdraw`, { reason });

/* Files */
export const addFiles = (meetingId: string, fileIds: string[], partId: string | null = null, caption = ""): Promise<MeetingFile[]> =>
  http.post(at(meetingId, "files"), { file_ids: fileIds, part_id: partId, caption });
export const removeFile = (meetingFileId: string): Promise<void> => http.delete(`${WORK}/meeting-files/${meetingFileId}`);

/* Closing the record */
export const submitRecord = (meetingId: string, version: number): Promise<Ref> => http.post(at(meetingId, "submit"), {}, ifMatch(version));
export const returnRecord = (meetingId: string, reason: string): Promise<Ref> => http.post(at(meetingId, "return"), { reason });
export const signAsRecorder = (meetingId: string): Promise<Ref> => http.post(at(meetingId, "sign-as-recorder"));
export const signAsChair = (meetingId: string): Promise<Ref> => http.post(at(meetingId, "sign-as-chair"));
export const archiveMeeting = (meetingId: string): Promise<Ref> => http.post(at(meetingId, "archive"));
export const addAddendum = (meetingId: string, text: string, reason: string): Promise<Ref> => http.post(at(meetingId, "addenda"), { text, reason });

/* Talks */
export const talks = (query: Query): Promise<Page<Talk>> => http.get<Page<Talk>>(`${WORK}/talks`, query);
export const myTalks = (query: Query): Promise<Page<Talk>> => http.get<Page<Talk>>(`${WORK}/my-talks`, query);
export const recordTalk = (body: TalkBody, key: string): Promise<Ref> => http.post(`${WORK}/talks`, body, { "Idempotency-Key": key });
