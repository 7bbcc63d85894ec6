import { expect, test } from "vitest";
import { progressText, type Task } from "@/shared/domain/kernel/tasks";

const running: Task = {
  id: "1",
  title: "写入导入文件",
  state: "running",
  state_label: "进行中",
  done: 300,
  total: 1200,
  text: "正在写入",
  problem: "",
  remaining_seconds: 130,
  subject_kind: "",
  subject_id: null,
  asked_at: "2026-11-21T09:00:00+08:00",
  ended_at: null,
};

test.each<[Partial<Task>, string]>([
  [{}, "25% · 正在写入 · 约还需 3 分钟"],
  [{ remaining_seconds: 31 }, "25% · 正在写入 · 约还需 35 秒"],
  [{ remaining_seconds: null }, "25% · 正在写入"],
  [{ total: 0, text: "", remaining_seconds: null }, "进行中"],
  [{ state: "done", state_label: "已完成" }, "已完成"],
])("progress in words: %o", (change, text) => {
  expect(progressText({ ...running, ...change })).toBe(text);
});
