/** Cases of processes: lists, one case with what one may do, starting, moving on. */
import { api, http, ifMatch, load, refetchNoun, type components, type HeldRole, type Page, type Query, type Tagged } from "@/shared/api";
import type { PersonOption } from "@/shared/ui/use/directory";

type Schemas = components["schemas"];
export type CaseRow = Schemas["CaseListed"];
export type CaseDetail = Schemas["CaseOut"];
export type OpenStep = Schemas["OpenStepOut"];
export type CaseField = Schemas["CaseFieldOut"];
export type Startable = Schemas["StartableOut"];
export type DecideBody = Schemas["DecideIn"];

const CASES = "/api/v1/foundation/process/cases";
/** Purpose under which documents of a case are uploaded. */
export const CASE_FILE = "foundation.process.case_file";

export const CASE_SHOWS = [
  { value: "open", label: "办理中" },
  { value: "late", label: "已逾期" },
  { value: "unheld", label: "无人办理" },
  { value: "over", label: "已办结" },
  { value: "all", label: "全部" },
];
export const CASE_WHOSE = [
  { value: "held", label: "待我办理" },
  { value: "started", label: "我发起的" },
  { value: "all", label: "我能看到的" },
];

type Tag = { status: "done" | "due" | "late" | "none" | "info"; text: string };
const ENDED: Record<string, Tag["status"]> = { done: "done", refused: "late", withdrawn: "none", paused: "due" };
/** The standing of a case as mark and word; nobody to do it and a passed date come first. */
export function caseTag(row: Pick<CaseRow, "state" | "state_label" | "is_unheld" | "is_late">): Tag {
  if (row.state === "running" && row.is_unheld) return { status: "late", text: "无人办理" };
  if (row.state === "running" && row.is_late) return { status: "late", text: "已逾期" };
  return { status: ENDED[row.state] ?? "info", text: row.state_label };
}

export const cases = (query: Query): Promise<Page<CaseRow>> => http.get<Page<CaseRow>>(CASES, query);
export const caseDetail = (id: string): Promise<Tagged<CaseDetail>> => http.getTagged<CaseDetail>(`${CASES}/${id}`);

export const startable = (organisationId: string): Promise<Schemas["StartableList"]> =>
  load(api.GET("/api/v1/foundation/process/startable", { params: { query: { organisation_id: organisationId } } }));

export async function startCase(body: Schemas["StartIn"], key: string): Promise<CaseDetail> {
  const made = await http.post<CaseDetail>(CASES, body, { "Idempotency-Key": key });
  await changed();
  return made;
}

export async function decideStep(id: string, body: DecideBody, etag: string, key: string): Promise<CaseDetail> {
  // The case itself is read again by the page, after it has left the form.
  const now = await http.post<CaseDetail>(`${CASES}/${id}/decide`, body, { ...ifMatch(etag), "Idempotency-Key": key });
  await Promise.all([refetchNoun("foundation", "cases"), refetchNoun("foundation", "todos")]);
  return now;
}

export type WaitingStep = Schemas["WaitingOut"];
export const waitingSteps = (): Promise<Schemas["WaitingList"]> => load(api.GET("/api/v1/foundation/process/waiting"));

/** One word about several cases; each is decided on its own, what could not be decided says why. */
export async function decideTogether(rows: WaitingStep[], outcome: string, note: string, key: string): Promise<Schemas["DecidedTogetherOut"]> {
  const items = rows.map(({ case_id, run_id, version }) => ({ case_id, run_id, version }));
  const done = await http.post<Schemas["DecidedTogetherOut"]>("/api/v1/foundation/process/batch", { items, outcome, note }, { "Idempotency-Key": key });
  await Promise.all([changed(), refetchNoun("foundation", "case-waiting")]);
  return done;
}

/** Votes of meetings that a step can be decided by, newest first; `problem` says why one cannot. */
export const voteChoices = async (id: string, runId: string): Promise<Schemas["VoteChoiceOut"][]> =>
  (await load(api.GET("/api/v1/foundation/process/cases/{case_id}/votes", { params: { path: { case_id: id }, query: { run_id: runId } } }))).items;

/** People to hand on to: by a part of the name, near ones first. */
export const peopleFor =
  (id: string) =>
  async (text: string): Promise<PersonOption[]> => {
    if (!text) return [];
    const found = await load(api.GET("/api/v1/foundation/process/cases/{case_id}/people", { params: { path: { case_id: id }, query: { text } } }));
    return found.items.map((person) => ({ id: person.person_id, name: person.name, organisation_id: "", organisation_name: person.seat }));
  };

export interface MoveWords {
  label: string;
  /** Part of the address. */
  path: string;
  /** What is asked beside the reason. */
  asks: "nothing" | "person" | "signer" | "step";
  reason: string;
  danger?: boolean;
}
/** Everything beside deciding that somebody may do about a case. */
export const MOVES: Record<string, MoveWords> = {
  return: { label: "退回", path: "return", asks: "step", reason: "退回的原因和需要补充的内容" },
  hand_on: { label: "转交", path: "hand-on", asks: "person", reason: "转交的原因" },
  add_signer: { label: "加签", path: "add-signer", asks: "person", reason: "请其签署的原因" },
  assign: { label: "指定办理人", path: "assign", asks: "person", reason: "指定的原因" },
  mark_absent: { label: "登记缺席", path: "absent", asks: "signer", reason: "缺席的原因" },
  urge: { label: "催办", path: "urge", asks: "nothing", reason: "对办理人说的话" },
  pause: { label: "暂停", path: "pause", asks: "nothing", reason: "暂停的原因（所有人可见）" },
  resume: { label: "恢复办理", path: "resume", asks: "nothing", reason: "恢复的说明" },
  withdraw: { label: "撤回", path: "withdraw", asks: "nothing", reason: "撤回的原因", danger: true },
};

export interface MoveBody {
  run_id?: string;
  person_id?: string;
  to?: string;
  reason: string;
}

export async function moveCase(id: string, move: string, body: MoveBody, etag: string): Promise<void> {
  await http.post(`${CASES}/${id}/${MOVES[move]!.path}`, body, ifMatch(etag));
  await changed();
}

/** Moves beside deciding that are open to the person, with the step they are about. */
export function otherMoves(detail: CaseDetail): { move: string; words: MoveWords; step: OpenStep | null }[] {
  return detail.offers
    .filter((offer) => offer.move in MOVES)
    .map((offer) => ({ move: offer.move, words: MOVES[offer.move]!, step: detail.steps.find((step) => step.run_id === offer.run_id) ?? null }));
}

/** The steps that the person decides now. */
export const ownSteps = (detail: CaseDetail): OpenStep[] =>
  detail.steps.filter((step) => detail.offers.some((offer) => offer.move === "decide" && offer.run_id === step.run_id));

const STARTERS = ["branch_secretary", "branch_officer", "office", "leader", "member"];
/** Organisations where the person may start something, those of a post first. */
export function startingPlaces(roles: HeldRole[]): string[] {
  return [...new Set(STARTERS.flatMap((wanted) => roles.filter((held) => held.role === wanted && held.org_id).map((held) => held.org_id!)))];
}

const changed = async (): Promise<void> => {
  await Promise.all([refetchNoun("foundation", "cases"), refetchNoun("foundation", "case"), refetchNoun("foundation", "todos")]);
};
