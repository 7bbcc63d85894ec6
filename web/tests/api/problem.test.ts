import { expect, test } from "vitest";
import { ApiProblem, asProblem } from "@/shared/api";
import { problemOf } from "@/shared/api/problem";

test("a refusal keeps text, code, trace id and field texts", async () => {
  const body = {
    title: "填写有误",
    status: 422,
    detail: "结束时间早于开始时间，请检查。",
    code: "life.meeting.ends_before_start",
    trace_id: "a1b2c3d4",
    fields: [
      { path: "ends_at", code: "life.meeting.ends_before_start", text: "结束时间早于开始时间，请检查。" },
      { path: "body.agenda.2.title", code: "kernel.input.missing", text: "必填。" },
      { path: "ends_at", code: "other", text: "第二条不显示。" },
    ],
  };

  const problem = await problemOf(new Response(JSON.stringify(body), { status: 422 }));

  expect([problem.status, problem.code, problem.message, problem.traceId]).toEqual([422, "life.meeting.ends_before_start", "结束时间早于开始时间，请检查。", "a1b2c3d4"]);
  expect(problem.fieldTexts()).toEqual({ ends_at: "结束时间早于开始时间，请检查。", "agenda.2.title": "必填。" });
});

test("an answer that is not JSON still says what to do and carries the request id", async () => {
  const problem = await problemOf(new Response("<html>Bad gateway</html>", { status: 502, headers: { "X-Request-Id": "r-1234567" } }));

  expect([problem.code, problem.traceId]).toEqual(["http.502", "r-1234567"]);
  expect(problem.message).toContain("稍后再试");
});

test.each([
  [new TypeError("Failed to fetch"), 0],
  [new Error("x is undefined"), -1],
  [new ApiProblem(409, {}), 409],
])("anything thrown becomes a problem", (thrown, status) => {
  expect(asProblem(thrown).status).toBe(status);
});
