import { expect, test } from "vitest";
import { monthSquares, type CalendarDay } from "@/shared/domain/ops/settings";

const day = (date: string, is_working: boolean, more: Partial<CalendarDay> = {}): CalendarDay => ({ day: date, is_working, name: "国庆节", source: "", own: false, replaced: false, ...more });

test("a month starts on its weekday and knows holidays, make-up days and weekends", () => {
  const squares = monthSquares(2026, 10, [day("2026-10-01", false), day("2026-10-10", true, { name: "国庆节调休上班" })]);

  expect(squares.slice(0, 3)).toEqual([null, null, null]);
  const shown = squares.filter((square) => square !== null);
  expect(shown).toHaveLength(31);
  expect([1, 2, 3, 10].map((number) => [shown[number - 1]!.day, shown[number - 1]!.working])).toEqual([
    ["2026-10-01", false],
    ["2026-10-02", true],
    ["2026-10-03", false],
    ["2026-10-10", true],
  ]);
});

test("an own day holds instead of the public one", () => {
  const squares = monthSquares(2026, 10, [day("2026-10-01", false, { replaced: true }), day("2026-10-01", true, { own: true, name: "值班" })]);

  expect(squares[3]).toEqual({ day: "2026-10-01", number: 1, working: true, special: day("2026-10-01", true, { own: true, name: "值班" }) });
});
