import { expect, test } from "vitest";
import { agoText, dateText, daysUntil, meetingTimeText, timeText } from "@/shared/ui/use/dates";
import { reactive, readonly } from "vue";
import { copyOf } from "@/shared/ui/use/copy";
import { asText, differences } from "@/shared/ui/use/differences";
import { renderMarkdown, safeHtml } from "@/shared/ui/use/markdown";
import { sizeText } from "@/shared/ui/use/photos";
import { idNumber, maxLength, mobilePhone, required } from "@/shared/ui/use/rules";

test("dates and times are those of the organisation, wherever the browser is", () => {
  expect([dateText("2026-11-21"), dateText("2026-11-20T16:30:00Z"), timeText("2026-11-20T16:30:00Z")]).toEqual(["2026-11-21", "2026-11-21", "2026-11-21 00:30"]);
  expect(meetingTimeText("2026-11-21T11:30:00Z")).toBe("2026-11-21（周六）19:30");
});

test("time passed is told in words", () => {
  const now = new Date("2026-11-21T12:00:00+08:00");
  const at = (text: string): string => agoText(text, now);
  expect([at("2026-11-21T11:59:40+08:00"), at("2026-11-21T11:48:00+08:00"), at("2026-11-21T09:00:00+08:00"), at("2026-11-20T19:30:00+08:00"), at("2026-10-01T08:00:00+08:00")]).toEqual(["刚刚", "12 分钟前", "3 小时前", "昨天 19:30", "2026-10-01"]);
});

test("days until a date count calendar days", () => {
  const now = new Date("2026-11-21T23:59:00+08:00");
  expect([daysUntil("2026-11-20", now), daysUntil("2026-11-21", now), daysUntil("2026-11-22", now)]).toEqual([-1, 0, 1]);
});

test.each([
  ["11010519491231002X", ""],
  ["11010519491231002x", ""],
  ["110105194912310021", "身份证号码校验位不对，请核对。"],
  ["1101051949123100", "身份证号码应为 18 位，末位可以是 X。"],
  ["", ""],
])("identity number %s", (value, text) => {
  expect(idNumber(value, {})).toBe(text);
});

test("rules say what is wrong in words", () => {
  expect([required("请填写。")("  ", {}), required("请填写。")([], {}), required("请填写。")(0, {})]).toEqual(["请填写。", "请填写。", ""]);
  expect([maxLength(2)("三个字", {}), mobilePhone("1380000000", {}), mobilePhone("13800000000", {})]).toEqual(["最多 2 个字，现在有 3 个字。", "请填写 11 位手机号码。", ""]);
});

test("only what both sides changed, to different values, is a question", () => {
  const found = differences({ a: 1, b: 1, c: 1, d: 1 }, { a: 2, b: 2, c: 1, d: 2 }, { a: 3, b: 1, c: 3, d: 2 }, { a: "甲" });
  expect(found).toEqual([{ path: "a", label: "甲", before: "1", mine: "2", theirs: "3" }]);
});

test("values are shown as people read them", () => {
  expect([asText(""), asText(true), asText(["a", "b"]), asText("<p>第一项</p><p>第二项</p>"), asText({ name: "一支部" })]).toEqual(["（空）", "是", "a、b", "第一项 第二项", "一支部"]);
});

test("foreign text cannot bring scripts, handlers, frames or foreign pictures over http", () => {
  const html = safeHtml('<p onclick="x()">好<script>alert(1)</script><iframe src="/x"></iframe><a href="javascript:x()">链</a><img src="http://a.example/x.png"><svg onload="x()"></svg></p>');
  expect(html).toBe("<p>好<a>链</a><img></p>");
  expect(renderMarkdown("**重点** <b onmouseover=x>粗</b>").trim()).toBe("<p><strong>重点</strong> <b>粗</b></p>");
});

test("sizes are told in the unit that fits", () => {
  expect([sizeText(900), sizeText(2048), sizeText(2.5 * 1024 * 1024)]).toEqual(["900 B", "2 KB", "2.5 MB"]);
});

test("a copy comes out of proxies at any depth and shares nothing but files", () => {
  const file = new File(["x"], "x.txt");
  const source = reactive({ list: [readonly(reactive({ a: 1 }))], file, none: null });

  const copy = copyOf(source);
  source.list.pop();

  expect(copy).toEqual({ list: [{ a: 1 }], file, none: null });
  expect(copy.file).toBe(file);
  expect(structuredClone(copy.list)).toEqual([{ a: 1 }]);
});
