import { afterEach, expect, test, vi } from "vitest";
import { concerns, figuresOf, lastDayOf, shareOf } from "@/shared/domain/work/leader";
import type { MatrixSummary } from "@/shared/domain/work/dutyBoard";
import { json, network } from "../fetching";

afterEach(() => vi.unstubAllGlobals());

const node = (id: string, parent_id: string | null, org_kind: string, full_members: number, probationary_members: number) => ({
  id,
  parent_id,
  org_kind,
  full_members,
  probationary_members,
  members: full_members + probationary_members,
  name: id,
  branch_kind: "",
  children: 0,
});
const board = { duties: [{ totals: { done: 3, due: 2, late: 1, missing: 1, upcoming: 1, not_owed: 9 } }, { totals: { done: 2 } }] } as unknown as MatrixSummary;

test("bodies above count what is below them once, wherever one's care begins", () => {
  const tree = { on: "2026-11-21", nodes: [node("a", "outside", "party_committee", 30, 2), node("b", "a", "branch", 20, 1), node("c", "a", "branch", 10, 1), node("d", null, "branch", 7, 0)] };

  const figures = figuresOf("2026-11", tree, board);

  expect(figures).toEqual({ period: "2026-11", branches: 3, full: 37, probationary: 2, done: 5, open: 2, owed: 10 });
  expect(shareOf(figures)).toBe(50);
  expect(shareOf({ ...figures, owed: 0 })).toBe(0);
});

test.each([
  ["2026-02", "2026-02-28"],
  ["2024-02", "2024-02-29"],
  ["2026-12", "2026-12-31"],
])("last day of %s", (period, day) => expect(lastDayOf(period)).toBe(day));

test("people out of contact are counted among Party members, not among applicants, and the link shows the same people", async () => {
  const sent = network(json({ rows: [] }), json({ items: [], breaches: 0, warnings: 0 }), json({ items: [], total: 6 }), json({ total: 1011, rows: [], columns: [], cells: [], row_sums: [] }));

  const found = await concerns();

  expect(sent.slice(2).map((request) => new URLSearchParams(request.path.split("?")[1]).get("members_only"))).toEqual(["true", "true"]);
  expect(found).toEqual([
    { text: "6 名党员失去联系（在册党员共 1011 名，含预备党员）", to: { name: "member-list", query: { out_of_contact: "true", person_category: "full_member,probationary_member" } } },
  ]);
});
