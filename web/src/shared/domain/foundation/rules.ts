import { api, load, refetchNoun, type components } from "@/shared/api";
import { copyOf } from "@/shared/ui/use/copy";

export type Rule = components["schemas"]["RuleOut"];
export type RuleVersion = components["schemas"]["RuleVersionOut"];
export type NewVersion = components["schemas"]["RuleVersionIn"];

/** The rule book as it holds on a day (today when empty), part of a title or text in `text`. */
export async function rules(on: string, text: string): Promise<Rule[]> {
  const query = { ...(on ? { on } : {}), ...(text ? { text } : {}) };
  return (await load(api.GET("/api/v1/foundation/rules", { params: { query } }))).items;
}

export async function addVersion(body: NewVersion): Promise<void> {
  await load(api.POST("/api/v1/foundation/rules", { body }));
  await refetchNoun("foundation", "rules");
}

export async function withdrawVersion(versionId: string, reason: string): Promise<void> {
  await load(api.POST("/api/v1/foundation/rules/{version_id}/withdraw", { params: { path: { version_id: versionId } }, body: { reason } }));
  await refetchNoun("foundation", "rules");
}

/** Headings of the rule book by the first part of a key. */
const GROUPS: [prefix: string, title: string][] = [
  ["life.duty.", "组织生活频次"],
  ["life.vote.", "到会与表决"],
  ["life.", "组织生活其他规定"],
  ["org.", "组织设置与任期"],
  ["post.", "职务与委员会"],
  ["member.", "党员信息"],
  ["dues.", "党费"],
];

export interface RuleGroup {
  title: string;
  rules: Rule[];
}

/** Rules under their headings, in the order of the headings; what fits none comes last. */
export function grouped(all: readonly Rule[]): RuleGroup[] {
  const found = new Map<string, Rule[]>([...GROUPS.map(([, title]): [string, Rule[]] => [title, []]), ["其他", []]]);
  for (const rule of all) found.get(GROUPS.find(([prefix]) => rule.key.startsWith(prefix))?.[1] ?? "其他")?.push(rule);
  return [...found].filter(([, rules_]) => rules_.length > 0).map(([title, rules_]) => ({ title, rules: rules_ }));
}

const NAMES: Record<string, string> = {
  value: "数值",
  times: "次数",
  late_on_day: "当月几日起提醒",
  late_days_before_end: "期末前几日起提醒",
  late_on: "当年几月几日起提醒",
  deadline: "截止（次年几月几日）",
  missing_days_after_deadline: "截止后几日算未开展",
  usual_min: "一般下限",
  usual_max: "一般上限",
  maximum: "上限",
  secretaries: "书记人数",
  deputies: "副书记人数",
  below_full_members: "正式党员少于几人",
  general_branch: "党总支",
  party_committee: "党委",
  branch: "党支部",
  discipline_committee: "纪委",
  league_branch: "团支部",
  league_committee: "团委",
  league_general_branch: "团总支",
  trade_union: "工会",
  party_group: "党组",
  quorum: "到会人数",
  majority: "赞成人数",
  numerator: "分子",
  denominator: "分母",
  secret: "无记名投票",
  step1: "第一档",
  step2: "第二档",
  step3: "第三档",
  step4: "第四档",
  up_to: "上限（分，含；0 为不封顶）",
  rate: "比例（万分之）",
  least: "最低（分）",
  most: "最高（分）",
  committee: "党委、党总支",
  whole_month: "当月按整月",
  counted_step: "计算单位（分）",
  share_up: "上缴比例（万分之）",
  edge: "分界（分）",
  fixed: "定额（分）",
  token: "每月 0.2 元的数额（分）",
};

/** One number, text or switch inside a rule's value. */
export interface Part {
  path: string[];
  label: string;
  value: number | string | boolean;
}

/** What of a value a person may change: numbers, days and switches. Kinds, bases and lists belong to the programme. */
export function partsOf(value: unknown, path: string[] = []): Part[] {
  const label = path.map((name) => NAMES[name] ?? name).join(" · ") || NAMES.value!;
  if (typeof value === "number" || typeof value === "boolean") return [{ path, label, value }];
  if (typeof value === "string") return /^\d{2}-\d{2}$/.test(value) || path.length === 0 ? [{ path, label, value }] : [];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, part]) => partsOf(part, [...path, name]));
}

/** The value with its parts put in. */
export function withParts(value: unknown, parts: readonly Part[]): unknown {
  const copy = copyOf(value);
  for (const part of parts) {
    if (part.path.length === 0) return part.value;
    let place = copy as Record<string, unknown>;
    for (const name of part.path.slice(0, -1)) place = place[name] as Record<string, unknown>;
    place[part.path.at(-1)!] = part.value;
  }
  return copy;
}
