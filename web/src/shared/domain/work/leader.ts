import type { components } from "@/shared/api";
import { counts, members } from "@/shared/domain/directory/members";
import { organisationTree, violations } from "@/shared/domain/directory/organisations";
import { today } from "@/shared/ui/use/dates";
import { matrixSummary, periodKey, shiftPeriod, type MatrixSummary } from "./dutyBoard";

type Tree = components["schemas"]["TreeOut"];
type Totals = Record<string, number>;

/** What the organisations in one's care were at the end of a month (today in the current one). */
export interface MonthFigures {
  period: string;
  branches: number;
  full: number;
  probationary: number;
  done: number;
  owed: number;
  open: number;
}

const MONTHS = 6;
const waiting = (totals: unknown): number => ((totals as Totals).late ?? 0) + ((totals as Totals).missing ?? 0);

/** "2026-02-28" for "2026-02". */
export function lastDayOf(period: string): string {
  return new Date(Date.UTC(Number(period.slice(0, 4)), Number(period.slice(5)), 0)).toISOString().slice(0, 10);
}

/** Figures of one month from the tree as it stood and from the board of duties. Nodes above count what is below them. */
export function figuresOf(period: string, tree: Tree, board: MatrixSummary): MonthFigures {
  const known = new Set(tree.nodes.map((node) => node.id));
  const tops = tree.nodes.filter((node) => !node.parent_id || !known.has(node.parent_id));
  const sum = (numbers: number[]): number => numbers.reduce((all, number) => all + number, 0);
  const totals = board.duties.map((duty) => duty.totals as Totals);
  const done = sum(totals.map((all) => all.done ?? 0));
  const open = sum(totals.map(waiting));
  return {
    period,
    branches: tree.nodes.filter((node) => node.org_kind === "branch").length,
    full: sum(tops.map((node) => node.full_members)),
    probationary: sum(tops.map((node) => node.probationary_members)),
    done,
    open,
    owed: done + open + sum(totals.map((all) => (all.due ?? 0) + (all.upcoming ?? 0))),
  };
}

export const shareOf = (figures: MonthFigures): number => (figures.owed ? Math.round((100 * figures.done) / figures.owed) : 0);

/** The last six months, oldest first; the current one as it is today. */
export async function leaderFigures(): Promise<MonthFigures[]> {
  const current = periodKey("month", new Date(`${today()}T00:00:00`));
  const periods = Array.from({ length: MONTHS }, (_, index) => shiftPeriod(current, index - MONTHS + 1));
  return Promise.all(
    periods.map(async (period) => {
      const [tree, board] = await Promise.all([organisationTree(period === current ? today() : lastDayOf(period)), matrixSummary({ period })]);
      return figuresOf(period, tree, board);
    }),
  );
}

export interface Concern {
  text: string;
  to: object;
}

/** The three things that stand out: the body with most waiting, set-up against the rules, people out of contact; each leads to its list. */
export async function concerns(): Promise<Concern[]> {
  const period = periodKey("month", new Date(`${today()}T00:00:00`));
  const [board, setUp, lost, people] = await Promise.all([
    matrixSummary({ period }),
    violations({ severity: "breach" }),
    members({ out_of_contact: "true", members_only: "true", limit: 1, with_total: true }),
    counts({ rows: "person_category", members_only: "true", membership_status: "normal" }),
  ]);
  const found: Concern[] = board.rows
    .map((row) => ({ row, open: row.cells.reduce((all, cell) => all + waiting(cell.totals), 0) }))
    .filter(({ open }) => open > 0)
    .sort((a, b) => b.open - a.open)
    .map(({ row, open }) => ({ text: `${row.name}有 ${open} 项要求临期未安排或未完成`, to: { name: "duty-matrix", query: { organisation_id: row.organisation_id, only_open: "true" } } }));
  const others: Concern[] = [];
  const first = setUp.items[0];
  if (first) others.push({ text: `${setUp.breaches} 项组织设置不符合规定，例如${first.name}：${first.text}`, to: { name: "violation-list", query: { severity: "breach" } } });
  if (lost.total) others.push({ text: `${lost.total} 名党员失去联系（在册党员共 ${people.total} 名，含预备党员）`, to: { name: "member-list", query: { out_of_contact: "true", person_category: "full_member,probationary_member" } } });
  return [...found.slice(0, 3 - others.length), ...others];
}
