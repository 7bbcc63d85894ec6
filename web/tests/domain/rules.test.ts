import { expect, test } from "vitest";
import { grouped, partsOf, withParts, type Rule } from "@/shared/domain/foundation/rules";

const value = { period: "month", times: 1, deadline: "03-31", waived: ["temporary"], quorum: { numerator: 1, denominator: 2, operator: ">" }, secret: true };

test("numbers, days and switches of a rule may be changed; kinds and lists belong to the programme", () => {
  expect(partsOf(value).map((part) => [part.label, part.value])).toEqual([
    ["次数", 1],
    ["截止（次年几月几日）", "03-31"],
    ["到会人数 · 分子", 1],
    ["到会人数 · 分母", 2],
    ["无记名投票", true],
  ]);
  expect(partsOf(7)).toEqual([{ path: [], label: "数值", value: 7 }]);
});

test("changed parts go back to their places and the rest stays", () => {
  const parts = partsOf(value).map((part) => (part.path.join(".") === "quorum.denominator" ? { ...part, value: 3 } : part));
  expect(withParts(value, parts)).toEqual({ ...value, quorum: { numerator: 1, denominator: 3, operator: ">" } });
  expect(withParts(7, [{ path: [], label: "数值", value: 9 }])).toBe(9);
});

test("rules stand under their headings, unknown ones last", () => {
  const rule = (key: string): Rule => ({ key, title: key, current: null, versions: [] });
  expect(grouped([rule("zzz.x"), rule("org.size"), rule("life.duty.a")]).map((group) => [group.title, group.rules.map((one) => one.key)])).toEqual([
    ["组织生活频次", ["life.duty.a"]],
    ["组织设置与任期", ["org.size"]],
    ["其他", ["zzz.x"]],
  ]);
});
