import { expect, test } from "vitest";
import { lineTag, quorumNeeded } from "@/shared/domain/work/meetings";
import { handsLeft, votesProblem } from "@/shared/domain/work/records";
import { later, momentOf, partsOf, retitled } from "@/phone/life/times";

const hands = { method: "show_of_hands" as const, ballots_invalid: 0, ballots_issued: null, ballots_returned: null };

test("hands counted may be fewer than the members with the vote who are present, never more", () => {
  expect(votesProblem({ ...hands, vote_for: 9, vote_against: 1, vote_abstain: 0 }, 11)).toBe("");
  expect(votesProblem({ ...hands, vote_for: 11, vote_against: 1, vote_abstain: 0 }, 11)).toBe("赞成、不赞成、弃权合计 12 人，多于到会有表决权的 11 人；预备党员没有表决权。");
});

test("hands that are in none of the figures are counted out, for the person to say what they were", () => {
  const vote = { ...hands, vote_for: 9, vote_against: 1, vote_abstain: 0 };
  expect([11, 10, 9].map((present) => handsLeft(vote, present))).toEqual([1, 0, 0]);
  expect(handsLeft({ ...vote, method: "secret_paper", ballots_issued: 11, ballots_returned: 10 }, 11)).toBe(0);
});

test("on paper the sum is the ballots returned, these at most the ones issued, these at most the voters present", () => {
  const paper = { method: "secret_paper" as const, vote_for: 8, vote_against: 1, vote_abstain: 0, ballots_invalid: 1 };
  const wrong = [
    votesProblem({ ...paper, ballots_issued: 10, ballots_returned: 10 }, 10),
    votesProblem({ ...paper, ballots_issued: 10, ballots_returned: 9 }, 10),
    votesProblem({ ...paper, ballots_issued: 9, ballots_returned: 10 }, 10),
    votesProblem({ ...paper, ballots_issued: 12, ballots_returned: 10 }, 10),
  ];
  expect(wrong).toEqual([
    "",
    "赞成、不赞成、弃权、无效票合计 10 票，与收回 9 票不符。",
    "收回 10 票多于发出 9 票，表决无效，应重新进行。",
    "发出 12 票多于到会有表决权的 10 人；预备党员没有表决权。",
  ]);
});

test("half or more is the quorum, odd numbers round up", () => {
  expect([20, 21, 1, 0].map(quorumNeeded)).toEqual([10, 11, 1, 0]);
});

test("a request that waits shows before the standing, presence before everything", () => {
  expect(lineTag({ state: "due", leave_state: "requested" }).text).toBe("请假待批");
  expect(lineTag({ state: "present", leave_state: "requested" }).text).toBe("到会");
});

test("the usual titles follow the day, others stay", () => {
  expect(retitled("2026年11月主题党日", "2026-11-21", "2026-12-03")).toBe("2026年12月主题党日");
  expect(retitled("2026年第4季度支部党员大会", "2026-11-21", "2027-01-08")).toBe("2027年第1季度支部党员大会");
  expect(retitled("学习交流会", "2026-11-21", "2026-12-03")).toBe("学习交流会");
});

test("forms hold the clock of the organisation whatever the zone of the phone", () => {
  expect(partsOf("2026-11-21T16:30:00Z")).toEqual({ date: "2026-11-22", time: "00:30" });
  expect(new Date(momentOf("2026-11-22", "00:30")).toISOString()).toBe("2026-11-21T16:30:00.000Z");
  expect(later("23:30", 90)).toBe("23:59");
});
